"""Values that rules leave for rounds and calls to give: declared, changed, named in conditions and taken away."""

from __future__ import annotations

import pytest
from django.test import Client

from programs.models import RuleSetVersion
from tests.programs.admin.rule_desk import at, stored, text

pytestmark = pytest.mark.django_db


def test_a_value_of_its_own_is_changed(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "parameters/?key=min_age")
    assert 'value="20"' in coordinator.get(address).content.decode()
    assert coordinator.post(address, {"default": "twenty", "expected": draft.sha256}).status_code == 422
    assert coordinator.post(address, {"default": "18", "expected": draft.sha256}).status_code == 302
    assert "Lowest age, by itself 20" in text(coordinator.get(at(draft, "differences/")))


NEW_VALUE = {"key": "least_months", "label_en": "Months expected", "type": "int", "of": "", "default": "3"}


def test_a_value_that_rounds_give_is_declared_named_and_taken_away(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "parameters/add/")
    assert coordinator.post(address, {**NEW_VALUE, "expected": draft.sha256}).status_code == 302
    assert stored(draft).content["parameters"]["least_months"] == {
        "type": "int", "label": {"en": "Months expected"}, "default": 3,
    }  # fmt: skip
    again = coordinator.post(address, {**NEW_VALUE, "expected": stored(draft).sha256})
    assert again.status_code == 422
    assert "There is a value “least_months” already" in text(again)
    condition = at(draft, "condition/?key=MIRAI-RES-1&at=")
    named = {"value": "", "value_from": "param:least_months", "expected": stored(draft).sha256}
    assert "Months expected" in text(coordinator.get(condition))
    assert coordinator.post(condition, named).status_code == 302
    verb = {"verb": "remove_parameter", "key": "least_months", "expected": stored(draft).sha256}
    kept = coordinator.post(at(draft, "act/"), verb, follow=True)
    assert "“least_months” is used by MIRAI-RES-1" in text(kept)
    back = {"value": "6", "value_from": "", "expected": stored(draft).sha256}
    assert coordinator.post(condition, back).status_code == 302
    gone = coordinator.post(at(draft, "act/"), {**verb, "expected": stored(draft).sha256}, follow=True)
    assert "The value “least_months” is taken away" in text(gone)
    assert "least_months" not in stored(draft).content["parameters"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key": "isnull"}, "is a word of the database"),
        ({"key": "Least"}, "Write small letters"),
        ({"type": "code"}, "Choose a fact for codes"),
        ({"of": "nationalities"}, "none for anything else"),
        ({"default": "many"}, "is not a whole number"),
        ({"default": "9" * 30}, "out of range"),
        ({"type": "date", "default": "infinity"}, "is not a date"),
        ({"type": "code", "of": "residence_country", "default": "ZZ"}, "ZZ"),
        ({"optional": "on"}, "drop either default or optional"),
        ({"label_en": ""}, "Fill in this field"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_beside_its_field(
    coordinator: Client, draft: RuleSetVersion, wrong: dict[str, str], words: str
) -> None:
    answer = coordinator.post(at(draft, "parameters/add/"), {**NEW_VALUE, "expected": draft.sha256, **wrong})
    assert answer.status_code == 422
    assert words in text(answer)
    assert stored(draft).sha256 == draft.sha256
