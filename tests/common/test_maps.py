"""Maps: a country's number is its colour, nobody is dropped silently, and the file asks nothing of anybody."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET

import pytest
from django_countries import countries as every_country

from portal.common.maps.drawing import DARK, LIGHT, PAPER_DARK, PAPER_LIGHT, STEPS, unmapped, world_map
from portal.common.maps.shapes import shapes
from tests.look.test_contrast import contrast, schemes

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = {"BE": 1, "FR": 3, "US": 22, "SG": 1, "TO": 1, "XK": 2}


def countries(drawing: bytes) -> dict[str, ET.Element]:
    """What is drawn, by the country's code."""
    return {path.get("id", ""): path for path in ET.fromstring(drawing).iter(f"{SVG}path")}


def test_the_more_a_country_has_the_deeper_its_colour() -> None:
    drawn = countries(world_map(COUNTS, title="Associations"))
    assert [drawn[code].get("fill") for code in ("JP", "BE", "FR", "US")] == [None, *LIGHT[1:]]
    assert [drawn[code].get("class") for code in ("JP", "BE", "FR", "US")] == [None, "s1", "s2", "s3"]


@pytest.mark.parametrize(("count", "colour"), [(-1, None), (0, None), (1, 1), (2, 2), (4, 2), (5, 3), (10**6, 3)])
def test_colours_change_where_the_legend_says(count: int, colour: int | None) -> None:
    assert STEPS == (1, 2, 5)
    fill = countries(world_map({"BE": count}, title="Associations"))["BE"].get("fill")
    assert fill == (LIGHT[colour] if colour else None)


def test_countries_without_a_shape_are_reported_and_do_no_harm() -> None:
    hostile = '"><script>alert(1)</script>'
    assert unmapped(["XK", "BE", "TO", "XK", hostile, "be"]) == sorted([hostile, "TO", "XK", "be"])
    drawing = world_map({**COUNTS, hostile: 3}, title="Associations")
    assert b"script" not in drawing
    assert set(COUNTS) - set(countries(drawing)) == {"TO", "XK"}


def test_every_country_is_either_drawn_when_it_has_something_or_reported() -> None:
    codes = [code for code, _ in every_country]
    drawn = countries(world_map(dict.fromkeys(codes, 1), title="Associations"))
    assert set(codes) == set(drawn) | set(unmapped(codes))
    assert not set(drawn) & set(unmapped(codes))
    assert all(path.get("class") == "s1" and path.get("d") for path in drawn.values())


def test_a_country_too_small_for_its_outline_is_a_dot_once_it_has_something() -> None:
    assert "SG" in countries(world_map({"SG": 1}, title="Associations"))
    assert "SG" not in countries(world_map({}, title="Associations"))


def test_an_enclosed_country_lies_above_the_one_around_it() -> None:
    order = list(countries(world_map({}, title="Associations")))
    assert order.index("ZA") < order.index("LS")


def test_no_island_is_drawn_that_japan_and_its_neighbours_both_claim() -> None:
    """Beside Hokkaido nothing is drawn as anybody's: a map of an embassy takes no side by chance."""
    hokkaido = max(shapes()["JP"].rings, key=lambda ring: max(x for x, _ in ring))
    east, north, south = max(x for x, _ in hokkaido), min(y for _, y in hokkaido), max(y for _, y in hokkaido)
    assert east > 2200, "the drawing was changed: look at it, and write this test anew"
    for code, shape in shapes().items():
        for ring in shape.rings:
            x, y = min(x for x, _ in ring), min(y for _, y in ring)
            assert not (east - 5 <= x <= east + 60 and north - 30 <= y <= south), code


def test_nothing_in_it_runs_or_comes_from_elsewhere() -> None:
    drawing = world_map(COUNTS, title="Associations")
    root = ET.fromstring(drawing)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "style", "g", "path"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if "href" in name or name.startswith("on") or name == "style"]
    assert re.findall(rb"[a-z]+://[^\"]*", drawing) == [b"http://www.w3.org/2000/svg"]
    assert not re.search(rb"url\(|@import|<!DOCTYPE|<!ENTITY", drawing)


@pytest.mark.parametrize("title", ["</title><script>alert(1)</script>", 'a & b "c" <d>', "同窓会 · écoles", "]]>", ""])
def test_the_title_is_what_was_given_whatever_it_is(title: str) -> None:
    root = ET.fromstring(world_map(COUNTS, title=title))
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "") == title
    assert root.find(f".//{SVG}script") is None


def test_what_xml_cannot_say_is_left_out_of_the_title() -> None:
    root = ET.fromstring(world_map({}, title="A\x00l\x1bu\ud800m\uffffni"))
    assert root.findtext(f"{SVG}title") == "Alumni"


def test_the_same_numbers_make_the_same_bytes_and_few() -> None:
    drawing = world_map(COUNTS, title="Associations")
    assert drawing == world_map(dict(reversed(COUNTS.items())), title="Associations")
    assert len(gzip.compress(drawing)) < 40_000


def test_the_colours_are_the_sites_own_and_can_be_told_apart() -> None:
    for name, colours, paper in (("light", LIGHT, PAPER_LIGHT), ("dark", DARK, PAPER_DARK)):
        tokens = schemes()[name]
        wanted = (tokens["line"], tokens["accent"], tokens["accent-hover"], tokens["paper"])
        assert (colours[0], *colours[2:], paper) == wanted
        assert [contrast(colour, colours[0]) for colour in colours] == sorted(contrast(c, colours[0]) for c in colours)
        assert contrast(colours[1], colours[0]) >= 3


def test_the_dark_has_its_colours_too() -> None:
    style = ET.fromstring(world_map({}, title="Associations")).findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme:dark" in style
    assert all(f".s{step}{{fill:{colour}}}" in style for step, colour in enumerate(DARK))
