"""docs/security.md names every requirement of ASVS 5.0.0 at levels 1 and 2 once, and tests that exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "security.md"
KINDS = ("argued: ", "does not apply: ", "open: ")

# Sections of the standard with the numbers of level 1 and 2 in them (OWASP ASVS 5.0.0, May 2025).
SECTIONS = {
    "1.1": "1 2", "1.2": "1 2 3 4 5 6 7 8 9", "1.3": "1 2 3 4 5 6 7 8 9 10 11", "1.4": "1 2 3", "1.5": "1 2",
    "2.1": "1 2 3", "2.2": "1 2 3", "2.3": "1 2 3 4", "2.4": "1",
    "3.2": "1 2", "3.3": "1 2 3 4", "3.4": "1 2 3 4 5 6", "3.5": "1 2 3 4 5", "3.7": "1 2",
    "4.1": "1 2 3", "4.2": "1", "4.3": "1 2", "4.4": "1 2 3 4",
    "5.1": "1", "5.2": "1 2 3", "5.3": "1 2", "5.4": "1 2 3",
    "6.1": "1 2 3", "6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "6.3": "1 2 3 4", "6.4": "1 2 3 4", "6.5": "1 2 3 4 5",
    "6.6": "1 2 3", "6.8": "1 2 3 4",
    "7.1": "1 2 3", "7.2": "1 2 3 4", "7.3": "1 2", "7.4": "1 2 3 4 5", "7.5": "1 2", "7.6": "1 2",
    "8.1": "1 2", "8.2": "1 2 3", "8.3": "1", "8.4": "1",
    "9.1": "1 2 3", "9.2": "1 2 3 4",
    "10.1": "1 2", "10.2": "1 2", "10.3": "1 2 3 4", "10.4": "1 2 3 4 5 6 7 8 9 10 11", "10.5": "1 2 3 4 5",
    "10.6": "1 2", "10.7": "1 2 3",
    "11.1": "1 2", "11.2": "1 2 3", "11.3": "1 2 3", "11.4": "1 2 3 4", "11.5": "1", "11.6": "1",
    "12.1": "1 2 3", "12.2": "1 2", "12.3": "1 2 3 4",
    "13.1": "1", "13.2": "1 2 3 4 5", "13.3": "1 2", "13.4": "1 2 3 4 5",
    "14.1": "1 2", "14.2": "1 2 3 4", "14.3": "1 2 3",
    "15.1": "1 2 3", "15.2": "1 2 3", "15.3": "1 2 3 4 5 6 7",
    "16.1": "1", "16.2": "1 2 3 4 5", "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3",
    "17.1": "1", "17.2": "1 2 3 4", "17.3": "1 2",
}  # fmt: skip
REQUIREMENTS = [f"{section}.{number}" for section, numbers in SECTIONS.items() for number in numbers.split()]
ROW = re.compile(r"^\| (?P<numbers>\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \| (?P<cells>.*) \|$")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def problems(text: str) -> list[str]:
    """Return what is wrong with the page: a number missing or twice, a row without reason, a test that is not there."""
    found: list[str] = []
    counted: Counter[str] = Counter()
    for chapter, numbers, cells in rows(text):
        counted.update(numbers)
        where = ", ".join(numbers)
        found += [
            f"{number} is in the table of chapter {chapter}" for number in numbers if number.split(".")[0] != chapter
        ]
        if len(cells) != 3 or not all(cells):
            found.append(f"{where} has {len(cells)} cells after its number, not 3 with something in each")
            continue
        shown_by, named = cells[2], TEST.findall(cells[2])
        if shown_by.startswith(KINDS):
            if len(shown_by.split(": ", 1)[1]) < 10:
                found.append(f"{where} gives no reason")
        elif re.sub(r"[, ]", "", TEST.sub("", shown_by)) or not 1 <= len(named) <= 3:
            found.append(f"{where} names neither one to three tests nor begins with {', '.join(map(str.strip, KINDS))}")
        found += [
            f"{where} names {file}::{name}, which is not there" for file, name in named if name not in named_in(file)
        ]
    found += [f"{number} is missing" for number in REQUIREMENTS if not counted[number]]
    found += [f"{number} is there {times} times" for number, times in counted.items() if times > 1]
    return found + [f"{number} is no requirement of these levels" for number in counted if number not in REQUIREMENTS]


def rows(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk over the rows of the tables: chapter, numbers, the cells after them."""
    chapter = ""
    for line in text.splitlines():
        if heading := re.match(r"^## V(\d+) ", line):
            chapter = heading[1]
        elif row := ROW.match(line):
            yield chapter, row["numbers"].split(", "), [cell.strip() for cell in row["cells"].split(" | ")]


@cache
def named_in(file: str) -> frozenset[str]:
    """Return the names of the tests in a file, none when there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    functions = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))
    return frozenset(function.name for function in functions if function.name.startswith("test_"))


def broken_links(file: Path) -> list[str]:
    """Return the links of a page that lead to no file, or to no heading of it."""
    text = file.read_text("utf-8")
    found = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _hash, anchor = target.partition("#")
        page = (file.parent / name).resolve() if name else file
        if not page.is_file() or (anchor and anchor not in anchors(page.read_text("utf-8"))):
            found.append(target)
    return found


def anchors(text: str) -> set[str]:
    """Return what headings can be linked by."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_levels_have_as_many_requirements_as_the_standard_counts() -> None:
    assert len(REQUIREMENTS) == len(set(REQUIREMENTS)) == 253  # 70 of level 1, 183 of level 2


def test_every_requirement_is_there_once_with_tests_that_exist_or_a_reason() -> None:
    assert problems(PAGE.read_text("utf-8")) == []


@pytest.mark.parametrize("name", ["docs/security.md", "SECURITY.md"])
def test_every_link_of_the_pages_leads_somewhere(name: str) -> None:
    assert broken_links(ROOT / name) == []


@pytest.mark.parametrize(
    ("line", "planted", "said"),
    [
        ("| 2.1.3 |", "", "2.1.3 is missing"),
        ("| 2.1.3 |", "| 2.1.2 |", "2.1.2 is there 2 times"),
        ("| 2.1.3 |", "| 2.4.2 |", "2.4.2 is no requirement of these levels"),
        ("| 2.1.3 |", "| 3.1.3 |", "3.1.3 is in the table of chapter 2"),
        ("test_an_address_is_decoded_once", "test_an_address_is_decoded_twice", "decoded_twice, which is not there"),
        ("tests/common/test_nothing_extra.py", "tests/common/test_nothing.py", "test_nothing.py::test_an_address"),
        ("does not apply: nothing here is Java", "open: yes", "1.3.8 gives no reason"),
        ("does not apply: nothing here is Java", "no Java here", "1.3.8 names neither"),
        ("does not apply: nothing here is Java", "", "1.3.8 has"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_noticed(line: str, planted: str, said: str) -> None:
    text = PAGE.read_text("utf-8")
    assert line in text
    assert any(said in problem for problem in problems(text.replace(line, planted, 1)))


def test_a_link_to_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading, here\n[a](#a-heading-here) [b](#elsewhere) [c](missing.md) [d](https://example.org/)\n"
    )
    assert broken_links(page) == ["#elsewhere", "missing.md"]
