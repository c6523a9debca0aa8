"""A map of the world as an SVG file: the more a country has, the deeper its colour."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise

from django.utils.html import escape

from portal.common.maps.shapes import Ring, shapes

STEPS = (1, 2, 5)
"""From how many on a country has the first, second and third colour; for a page's legend."""
# Tokens of static/css/tokens.css: line, three quarters of accent on paper, accent, accent-hover. Three, because a
# fourth cannot be told from its neighbours in a small country.
LIGHT = ("#d5d3cb", "#5a70aa", "#23408e", "#182e6b")
DARK = ("#38404d", "#8494c1", "#a9bdf7", "#cbd7fb")
PAPER_LIGHT, PAPER_DARK = "#ffffff", "#141820"  # between countries
MARGIN = 4
DOT = 8
"""Radius of what stands for a country too small to be drawn, in units of the drawing."""
_UNWRITABLE = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def world_map(counts: Mapping[str, int], *, title: str) -> bytes:
    """Return a map of the world in which each country has the colour of its number, as SVG in UTF-8.

    `counts`: ISO 3166-1 alpha-2 code (upper case) -> how many. Countries that are not in it, or have none, have the
    colour of land. Codes without a shape are left out: ask `unmapped`, and name them beside the map. The same counts
    and title make the same bytes.

    Colours are attributes, so that the map is right even where its style is not applied (opened by itself, the site's
    policy forbids it); the style only adds the colours for the dark.
    """
    paths = "".join(_drawn(code, step(counts.get(code, 0))) for code in shapes())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_frame()}" role="img"><title>{_written(title)}</title>'
        f"<style>{_dark_style()}</style>"
        f'<g class="s0" fill="{LIGHT[0]}" stroke="{PAPER_LIGHT}" stroke-width="1.5" stroke-linejoin="round">{paths}</g>'
        "</svg>\n"
    )
    return svg.encode()


def unmapped(codes: Iterable[str]) -> list[str]:
    """Return those of the codes that the map has no shape for, sorted, each once."""
    return sorted({code for code in codes if code not in shapes()})


def step(count: int) -> int:
    """Return which of the map's colours a number has: 0 is none, 3 the deepest."""
    return bisect_right(STEPS, count)


def _drawn(code: str, colour: int) -> str:
    outline = _outline(code)
    if not colour:
        return f'<path id="{code}" d="{outline}"/>' if outline else ""
    return f'<path id="{code}" class="s{colour}" fill="{LIGHT[colour]}" d="{outline or _dot(code)}"/>'


@cache
def _outline(code: str) -> str:
    return "".join(_path(ring) for ring in shapes()[code].rings)


def _path(ring: Ring) -> str:
    """Write a ring as a path: its first point, then the way to each next one."""
    ways = [f"{x - back_x} {y - back_y}" for (back_x, back_y), (x, y) in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(ways)}z".replace(" -", "-")


def _dot(code: str) -> str:
    x, y = shapes()[code].middle
    return f"M{x - DOT} {y}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0-{2 * DOT} 0z"


@cache
def _frame() -> str:
    points = [point for shape in shapes().values() for ring in shape.rings for point in ring]
    across, down = zip(*points, strict=True)
    left, top = min(across) - MARGIN, min(down) - MARGIN
    return f"{left} {top} {max(across) + MARGIN - left} {max(down) + MARGIN - top}"


def _dark_style() -> str:
    fills = "".join(f".s{at}{{fill:{colour}}}" for at, colour in enumerate(DARK))
    return f"@media(prefers-color-scheme:dark){{g{{stroke:{PAPER_DARK}}}{fills}}}"


def _written(text: str) -> str:
    """Write text into XML, without what XML has no way to write: control characters and halves of a pair."""
    return escape(_UNWRITABLE.sub("", text))
