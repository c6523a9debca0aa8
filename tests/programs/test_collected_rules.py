"""Every rule that was collected is encoded, or its place is named: catalogue and documentation agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings

from programs.catalog_files import CATALOG, read_yaml
from programs.rulesets import rule_set, rule_set_names

COLLECTED: Mapping[str, Any] = read_yaml(CATALOG / "collected.yaml")["programmes"]
PAGE = settings.BASE_DIR / "docs" / "eligibility-programmes.md"


def test_every_programme_says_which_rules_were_collected_for_it() -> None:
    assert set(COLLECTED) == set(rule_set_names())
    assert len(COLLECTED) == 10


@pytest.mark.parametrize("name", COLLECTED)
def test_a_collected_rule_is_either_encoded_or_elsewhere_and_nothing_else_is_encoded(name: str) -> None:
    entry = COLLECTED[name]
    collected, elsewhere, own = entry["collected"], set(entry["elsewhere"]), set(entry["own"])
    keys = {rule.key for rule in rule_set(name).rules}
    assert len(collected) == len(set(collected))
    assert elsewhere <= set(collected)
    assert not keys & elsewhere
    assert not own & set(collected)
    assert keys == set(collected) - elsewhere | own
    assert set(entry["own"].values()) <= set(collected)


def test_no_rule_is_collected_for_two_programmes() -> None:
    every = [key for entry in COLLECTED.values() for key in (*entry["collected"], *entry["own"])]
    assert len(every) == len(set(every))


def test_the_page_about_programmes_speaks_of_every_rule_that_is_elsewhere_or_added() -> None:
    page = PAGE.read_text("utf-8")
    named = [key for entry in COLLECTED.values() for key in (*entry["elsewhere"], *entry["own"])]
    assert [key for key in named if f"`{key}`" not in page] == []


def test_the_page_about_programmes_speaks_of_every_rule_about_which_a_person_decides() -> None:
    page = PAGE.read_text("utf-8")
    referring = [rule.key for name in rule_set_names() for rule in rule_set(name).rules if rule.on_false == "refer"]
    assert [key for key in referring if f"`{key}`" not in page] == []
