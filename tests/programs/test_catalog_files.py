"""YAML without the traps of YAML 1.1."""

from __future__ import annotations

from pathlib import Path

import pytest

from programs.catalog_files import read_yaml
from programs.eligibility import DefinitionError


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "some.yaml"
    file.write_text(text, "utf-8")
    return file


def test_norway_is_a_country_and_dates_stay_text(tmp_path: Path) -> None:
    text = "codes: [NO, BE, on]\nday: 2026-10-27\nhalf: 1.50\nzero: 010\nyes: true\nnumber: -3\nnothing:\n"
    assert read_yaml(written(tmp_path, text)) == {
        "codes": ["NO", "BE", "on"],
        "day": "2026-10-27",
        "half": "1.50",
        "zero": "010",
        "yes": True,
        "number": -3,
        "nothing": None,
    }


def test_a_key_that_is_there_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"line 3: .*'name' is there twice"):
        read_yaml(written(tmp_path, "name: a\nother: b\nname: c\n"), named="some.yaml")


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="line 2"):
        read_yaml(written(tmp_path, "label: {en: What\nnext: 1]\n"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="the file is missing"):
        read_yaml(tmp_path / "nowhere.yaml")


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("name: Embassy in Köln".encode("latin-1"))
    with pytest.raises(DefinitionError, match="not UTF-8"):
        read_yaml(file)
