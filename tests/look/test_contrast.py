"""The tokens, read from the style sheet itself: every pair that meets has the contrast of WCAG 2.2 AA."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TEXT, CONTROL = 4.5, 3.0

WORDS_ON_PAPER = ["ink", "muted", "accent", "accent-hover", "ok", "warn", "stop", "stop-hover"]
WASHES = ["wash", "ok-wash", "warn-wash", "stop-wash", "info-wash"]
PAIRS: list[tuple[str, str, float]] = [
    *[(word, "paper", TEXT) for word in WORDS_ON_PAPER],
    *[("ink", wash, TEXT) for wash in WASHES],
    *[("muted", wash, TEXT) for wash in WASHES],
    *[("accent", wash, TEXT) for wash in WASHES],
    *[("accent-hover", wash, TEXT) for wash in WASHES],
    ("ok", "ok-wash", TEXT),
    ("warn", "warn-wash", TEXT),
    ("stop", "stop-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-accent", "stop", TEXT),
    ("on-accent", "stop-hover", TEXT),
    ("focus-ink", "focus", TEXT),
    ("edge", "paper", CONTROL),
    ("edge", "wash", CONTROL),
]


def schemes() -> dict[str, dict[str, str]]:
    """The colours of both schemes by name, as tokens.css gives them."""
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    colours = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
    return {"light": dict(colours.findall(light)), "dark": dict(colours.findall(light)) | dict(colours.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "wanted"), PAIRS)
def test_a_pair_can_be_read(scheme: str, front: str, back: str, wanted: float) -> None:
    tokens = schemes()[scheme]
    found = contrast(tokens[front], tokens[back])
    assert found >= wanted, f"{front} {tokens[front]} on {back} {tokens[back]} is {found:.2f}:1, wanted {wanted}:1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_band_of_the_focus_ring_shows_on_whatever_is_behind_it(scheme: str) -> None:
    tokens = schemes()[scheme]
    for behind in ["paper", *WASHES, "accent", "stop"]:
        ring = max(contrast(tokens["focus"], tokens[behind]), contrast(tokens["focus-ink"], tokens[behind]))
        assert ring >= CONTROL, behind


def test_both_schemes_name_every_colour() -> None:
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    colours = re.compile(r"--([a-z-]+):\s*#")
    assert set(colours.findall(light)) == set(colours.findall(dark))


def test_colours_are_decided_in_one_place() -> None:
    """A colour written anywhere else escapes the checks above. White is paper: behind a QR code, a scanned page."""
    for sheet in CSS.glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css"):
            found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])", sheet.read_text()))
            assert found <= {"#fff", "#ffffff"}, sheet.name


def test_the_style_sheets_stay_small() -> None:
    public = sum(
        (CSS / name).stat().st_size for name in ("tokens.css", "base.css", "components.css", "forms.css", "print.css")
    )
    assert public <= 40_000
