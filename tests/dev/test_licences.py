"""Licences of packages: what is delivered must be free to pass on; a package that does not say is looked up."""

from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from portal.dev.licences import PERMISSIVE, TOOLS_ONLY, WEAK_COPYLEFT, fits, licence_of, problems
from portal.dev.paths import CHECKOUT


class Package(Distribution):
    """A package with nothing but metadata."""

    def __init__(self, **said: Any) -> None:
        self.said = {"Name": "something", **said}

    def read_text(self, filename: str) -> str:
        message = Message()
        for key, value in self.said.items():
            for each in value if isinstance(value, list) else [value]:
                message[key.replace("_", "-")] = each
        return message.as_string()

    def locate_file(self, path: Any) -> Any:
        return Path(path)


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True),
        ("AGPL-3.0-only", False),
        ("MIT OR AGPL-3.0-only", True),
        ("MIT AND AGPL-3.0-only", False),
        ("(MIT OR AGPL-3.0-only) AND BSD-3-Clause", True),
        ("MIT OR (AGPL-3.0-only AND BSD-3-Clause)", True),
        ("GPL-3.0-or-later", False),
    ],
)
def test_an_expression_fits_when_every_and_and_one_or_is_allowed(expression: str, fine: bool) -> None:
    assert fits(expression, PERMISSIVE | WEAK_COPYLEFT) is fine


@pytest.mark.parametrize("broken", ["MIT BSD-3-Clause", "MIT AND", "(MIT", ""])
def test_a_broken_expression_is_no_licence(broken: str) -> None:
    with pytest.raises(ValueError, match="expression"):
        fits(broken, PERMISSIVE)


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ({"License_Expression": "MIT"}, "MIT"),
        ({"License": "BSD"}, "BSD-3-Clause"),
        ({"License": "Apache-2.0"}, "Apache-2.0"),
        ({"Classifier": ["Programming Language :: Python", "License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"License": "All rights reserved"}, ""),
        ({}, ""),
        ({"Name": "PyTest_Django"}, "BSD-3-Clause"),
    ],
)
def test_a_licence_is_read_from_metadata_or_was_looked_up(said: dict[str, Any], licence: str) -> None:
    assert licence_of(Package(**said)) == licence


def test_packages_of_this_project_fit_and_a_tool_would_not_fit_the_product(tmp_path: Path) -> None:
    assert problems(CHECKOUT) == []
    assert "GPL-3.0-or-later" in TOOLS_ONLY
    (tmp_path / "tests").mkdir()
    (tmp_path / "requirements.txt").write_text("djlint==1\n")
    (tmp_path / "tests" / "requirements.txt").write_text("djlint==1\n")
    [sentence] = problems(tmp_path)
    assert sentence.startswith("djlint in requirements.txt stands under GPL-3.0-or-later")
