"""Who gives a document, read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from programs.definitions import GivenBy, parse_definition
from programs.services.catalog_reading import read_catalogue
from programs.vocabulary import vocabulary
from tests.programs.definitions.test_strict_reading import FILE, definition_data, refused


def given(value: Any) -> GivenBy | None:
    data = definition_data()
    data["documents"][0]["given_by"] = value
    return parse_definition(data, vocabulary(), file=FILE).documents[0].given_by


def test_referees_give_it_alone_or_the_applicant_may() -> None:
    assert given({"referee": 2}) == GivenBy(2, or_applicant=False, days_after_deadline=14)
    assert given({"referee": 1, "or": "applicant", "days_after_deadline": 0}) == GivenBy(1, True, 0)


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        ("referee", "given_by", "mapping"),
        ({}, "given_by", '"referee" is missing'),
        ({"referees": 2}, "given_by.referees", "unknown key"),
        ({"referee": 0}, "given_by.referee", "from 1 to 5"),
        ({"referee": 6}, "given_by.referee", "from 1 to 5"),
        ({"referee": True}, "given_by.referee", "from 1 to 5"),
        ({"referee": "2"}, "given_by.referee", "from 1 to 5"),
        ({"referee": 1, "or": "office"}, "given_by.or", "not known here"),
        ({"referee": 1, "days_after_deadline": 121}, "given_by.days_after_deadline", "from 0 to 120"),
    ],
)
def test_anything_else_is_refused_with_its_path(value: Any, path: str, words: str) -> None:
    error = refused(lambda data: data["documents"][0].update(given_by=value))
    assert error.path == f"documents[0].{path}"
    assert words in error.message


def test_for_how_long_a_refusal_can_be_appealed_is_data() -> None:
    data = definition_data()
    assert parse_definition(data, vocabulary(), file=FILE).appeal_days == 30
    data["appeal_days"] = 14
    assert parse_definition(data, vocabulary(), file=FILE).appeal_days == 14
    assert refused(lambda data: data.update(appeal_days=0)).path == "appeal_days"


@pytest.mark.parametrize("key", ["referees", "requests", "appeal"])
def test_no_group_hides_a_page_of_requests(key: str) -> None:
    assert refused(lambda data: data["groups"][0].update(key=key)).path == "groups[0].key"


def test_in_the_catalogue_jets_letters_come_from_referees_and_mexts_may() -> None:
    definitions = read_catalogue().definitions
    found = {
        (name, slot.key): slot.given_by
        for name, definition in definitions.items()
        for slot in definition.documents
        if slot.given_by
    }
    assert found.pop(("jet", "reference_letters")) == GivenBy(2)
    assert {slot for _name, slot in found} == {"recommendation_letter"}
    assert set(found.values()) == {GivenBy(1, or_applicant=True)}
    assert {name for name, _slot in found} >= {"mext-research", "mext-undergraduate", "mext-kosen"}
