"""docs/bad-input.md names a test for every answer; each exists, and no module here goes unnamed."""

from __future__ import annotations

import re
from pathlib import Path

from portal.dev.paths import CHECKOUT

PAGE = CHECKOUT / "docs" / "bad-input.md"
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE.read_text())


def test_every_row_names_a_test_that_exists() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(NAMED) > 20
    missing = [
        f"{module}::{test}"
        for module, test in NAMED
        if not (CHECKOUT / module).is_file() or (test and f"\ndef {test}(" not in (CHECKOUT / module).read_text())
    ]
    assert missing == []


def test_every_module_of_this_folder_is_named() -> None:
    here = {f"tests/badinput/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    assert here - {module for module, _test in NAMED} == {"tests/badinput/test_the_page_about_it.py"}
