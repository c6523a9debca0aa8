"""A definition that says something without meaning is refused with file, path, and what would do."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import check_codes_of_documents, check_provided, check_sources, parse_definition
from programs.eligibility import DefinitionError, UnknownFactError
from programs.rulesets import rule_set
from programs.vocabulary import sources, vocabulary

FILE = "mirai/programme.yaml"
Data = dict[str, Any]


def definition_data() -> Data:
    return deepcopy(read_yaml(CATALOG / FILE))


def question(data: Data, key: str) -> Data:
    return next(q for group in data["groups"] for q in group["questions"] if q["key"] == key)


def refused(change: Callable[[Data], Any]) -> DefinitionError:
    data = definition_data()
    change(data)
    with pytest.raises(DefinitionError) as caught:
        parse_definition(data, vocabulary(), file=FILE)
    assert caught.value.file == FILE
    return caught.value


def test_an_unknown_key_names_its_path_and_the_nearest_known_one() -> None:
    error = refused(lambda data: question(data, "full_name").update(lable={"en": "Name"}))
    assert error.path == "groups[0].questions[0].lable"
    assert 'Did you mean "label"?' in str(error)


def test_an_unknown_question_type_names_the_choices() -> None:
    error = refused(lambda data: question(data, "full_name").update(type="string"))
    assert error.path == "groups[0].questions[0].type"
    assert {"name", "text", "countries", "theme"} <= set(error.choices)


def test_an_unknown_fact_names_the_nearest_one() -> None:
    error = refused(lambda data: question(data, "birth_date").update(fact="birthdate"))
    assert isinstance(error, UnknownFactError)
    assert error.nearest == "birth_date"


def test_a_fact_of_another_type_names_the_question_types_that_fit() -> None:
    error = refused(lambda data: question(data, "study_end").update(fact="english_ok"))
    assert "declaration" in error.message
    assert set(error.choices) == {"bool", "declaration"}


def test_a_fact_for_staff_cannot_be_asked_of_applicants() -> None:
    error = refused(lambda data: question(data, "has_japanese_nationality").update(fact="security_export_flag"))
    assert "staff" in error.message


def test_a_fact_of_the_choice_is_stated_by_the_theme_alone() -> None:
    error = refused(lambda data: question(data, "study_level").update(fact="theme", choices=[{"a": {"en": "A"}}]))
    assert "choice" in error.message


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d["name"].pop("en"), "name"),
        (lambda d: question(d, "phone")["label"].pop("en"), "groups[0].questions[5].label"),
        (lambda d: d["documents"][0].update(title={"fr": "Passeport"}), "documents[0].title"),
    ],
)
def test_a_missing_english_text_is_an_error(change: Callable[[Data], Any], path: str) -> None:
    error = refused(change)
    assert error.path == path
    assert "English" in error.message


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda d: d.update(format=2), "format", "not known"),
        (lambda d: d.update(key="Mirai Programme"), "key", "small letters"),
        (lambda d: d["groups"].append(d["groups"][0]), "groups[7].key", "used twice"),
        (lambda d: question(d, "phone").update(key="full_name"), "groups[0].questions[5].key", "used twice"),
        (lambda d: question(d, "institution").update(key="full_name"), "groups[2].questions[1].key", "there already"),
        (lambda d: question(d, "study_end").update(fact="birth_date"), "groups[2].questions[4].fact", "there already"),
        (lambda d: question(d, "phone").update(choices=[]), "groups[0].questions[5].choices", "does not go with"),
        (lambda d: question(d, "study_level").pop("choices"), "groups[2].questions[3]", '"choices" is missing'),
        (lambda d: question(d, "motivation").pop("max_length"), "groups[6].questions[1]", '"max_length" is missing'),
        (lambda d: question(d, "motivation").update(min_length=9000), "groups[6].questions[1]", "cannot be"),
        (lambda d: question(d, "phone").update(required="yes"), "groups[0].questions[5].required", "true nor false"),
        (
            lambda d: d["groups"][4]["derives"][0]["instead"].update(max=5000),
            "groups[4].derives[0].instead.max",
            "goes from 0 to 1200",
        ),
        (lambda d: question(d, "birth_date").update(latest="tomorrow"), "groups[0].questions[4].latest", "2026-10-27"),
        (
            lambda d: question(d, "phone").update(only_if={"question": "nobody", "is": True}),
            "groups[0].questions[5].only_if.question",
            "not known here",
        ),
        (
            lambda d: question(d, "residence_country").update(
                only_if={"question": "has_japanese_nationality", "is": "yes"}
            ),
            "groups[1].questions[2].only_if.is",
            "no answer",
        ),
        (
            lambda d: question(d, "sns_pages").update(only_if={"question": "declares_healthy", "is": True}),
            "groups[5].questions[3].only_if.question",
            "health",
        ),
        (lambda d: d["documents"][0].update(accepts=["docx"]), "documents[0].accepts[0]", "not known here"),
        (lambda d: d["stages"][0].update(kind="party"), "stages[0].kind", "not known here"),
        (lambda d: d["stages"][0].update(evidence="sworn"), "stages[0].evidence", "not known here"),
        (lambda d: d["stages"][1].update(evidence="verified"), "stages[1].evidence", "where documents are checked"),
        (lambda d: d.update(groups=[]), "groups", "empty list"),
    ],
)
def test_what_has_no_meaning_names_its_place(change: Callable[[Data], Any], path: str, words: str) -> None:
    error = refused(change)
    assert error.path == path
    assert words in str(error)


def test_a_fact_that_a_rule_needs_and_nothing_states_is_an_error() -> None:
    data = definition_data()
    for group in data["groups"]:
        group["questions"] = [q for q in group["questions"] if q["key"] != "english_ok"]
    definition = parse_definition(data, vocabulary(), file=FILE)
    with pytest.raises(DefinitionError, match=r'MIRAI-ENG-1 of "mirai" needs the fact "english_ok"'):
        check_provided(definition, rule_set("mirai"), file=FILE)


def test_a_document_that_a_rule_needs_and_no_slot_takes_is_an_error() -> None:
    data = definition_data()
    data["documents"] = [slot for slot in data["documents"] if slot["key"] != "grade_certificate"]
    definition = parse_definition(data, vocabulary(), file=FILE)
    with pytest.raises(DefinitionError, match='needs the document "grade_certificate"'):
        check_provided(definition, rule_set("mirai"), file=FILE)


def test_a_document_whose_key_is_no_code_names_the_codes() -> None:
    data = definition_data()
    data["documents"][0]["key"] = "passport_scan"
    definition = parse_definition(data, vocabulary(), file=FILE)
    with pytest.raises(DefinitionError) as caught:
        check_codes_of_documents(definition, rule_set("mirai"), file=FILE)
    assert caught.value.path == "documents[0].key"
    assert "passport_copy" in caught.value.choices


def test_a_source_that_nobody_listed_is_an_error() -> None:
    data = definition_data()
    data["offer"][0]["sources"] = ["HEARSAY"]
    definition = parse_definition(data, vocabulary(), file=FILE)
    with pytest.raises(DefinitionError, match="HEARSAY"):
        check_sources(definition, rule_set("mirai"), sources(), file=FILE)


@pytest.mark.parametrize("key", ["documents", "check", "submitted"])
def test_a_group_cannot_take_the_address_of_another_page(key: str) -> None:
    error = refused(lambda data: data["groups"][0].update(key=key))
    assert error.path == "groups[0].key"
    assert "another page" in error.message
