"""The outlines of countries, read from `pygal_maps_world` and made coarse enough for a page.

The package's drawing has a point for each turn of every fjord, 778 kB of them. Its points are set on the whole numbers
of its own grid (2475 across: half a pixel on a wide screen). Each is moved by itself and not along its line, so a
border that two countries share stays one line.

Islands too small to be seen are left out, and by the same measure everywhere: among them are most of those that
neighbours contest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Point = tuple[int, int]
Ring = tuple[Point, ...]

SMALLEST = 16.0
"""Area below which an island is left out, in units of the drawing; about 2000 square kilometres at 40 degrees."""
NOT_DRAWN = {"AQ"}  # nobody is a national of Antarctica, and it would take a fifth of the height
# As the locked version writes each; a parser of XML has no place in the portal for one file that nobody sends.
_COUNTRY = re.compile(r'<g class="([a-z]{2}) country map-element">(.*?)</g>', re.DOTALL)
# How many numbers each command of a path takes; the last ones say where it ends.
_TAKES = {"m": 2, "l": 2, "c": 6, "s": 4, "h": 1, "v": 1}


@dataclass(frozen=True)
class Shape:
    """A country's land: its rings, none if it is too small for them, and the middle of its largest part."""

    rings: tuple[Ring, ...]
    middle: Point
    area: float


@cache
def shapes() -> dict[str, Shape]:
    """Return each country's shape by its ISO 3166-1 code (upper case), the largest first. Read once a process."""
    source = files("pygal_maps_world").joinpath("worldmap.svg").read_text(encoding="utf-8")
    found = {code.upper(): _shape(re.findall(r' d="([^"]*)"', paths)) for code, paths in _COUNTRY.findall(source)}
    drawn = [(code, shape) for code, shape in found.items() if code not in NOT_DRAWN]
    return dict(sorted(drawn, key=lambda item: (-item[1].area, item[0])))


def _shape(paths: list[str]) -> Shape:
    lines = [line for path in paths for line in _lines(path)]
    largest = max(lines, key=area)
    across, down = zip(*largest, strict=True)
    middle = round((min(across) + max(across)) / 2), round((min(down) + max(down)) / 2)
    rings = tuple(_straightened(_snapped(line)) for line in lines if area(line) >= SMALLEST)
    return Shape(tuple(ring for ring in rings if len(ring) > 2), middle, area(largest))


def _lines(path: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of each line of a path (relative commands only), curves by where they end."""
    x = y = 0.0
    line: list[tuple[float, float]] = []
    for command, written in re.findall(r"([a-z])([^a-z]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", written)]
        if command == "m" and line:
            yield line
            line = []
        for end in range(_TAKES[command], len(numbers) + 1, _TAKES[command]):
            x += 0 if command == "v" else numbers[end - (1 if command == "h" else 2)]
            y += 0 if command == "h" else numbers[end - 1]
            line.append((x, y))
    yield line


def area(line: list[tuple[float, float]] | Ring) -> float:
    """Return the area inside a line, its ends joined."""
    ends = [*line[1:], line[0]]
    twice: float = sum(x * end_y - end_x * y for (x, y), (end_x, end_y) in zip(line, ends, strict=True))
    return abs(twice) / 2


def _snapped(line: list[tuple[float, float]]) -> list[Point]:
    points = [(round(x), round(y)) for x, y in line]
    return [point for before, point in zip([points[-1], *points], points, strict=False) if point != before]


def _straightened(points: list[Point]) -> Ring:
    """Leave out points that lie on the way from the one before to the one after."""
    kept: list[Point] = []
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], *points[:1]], strict=True):
        back_x, back_y = kept[-1] if kept else points[-1]
        if (x - back_x) * (next_y - y) != (y - back_y) * (next_x - x):
            kept.append((x, y))
    return tuple(kept)
