"""`manage.py set_call_values`: a call that is not announced yet, corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.audit.models import Entry
from programs.models import Call
from programs.services.calls import announce
from tests.commands import refused, said

SET = ("set_call_values", "mirai-belgium")
NOTHING_IN_THE_WAY = "Nothing stands in the way of announcing it."
OWN_RULES = "additions:\n  - {disable: MIRAI-SNS-1}\n"


@pytest.fixture(autouse=True)
def call(catalogue: None, tmp_path: Path) -> Call:
    """A call that is not announced, made with the Dutch country and a rule of its own."""
    said(
        *("create_round", "mirai", "mirai-2026-27", "--name=MIRAI 2026/27", "--year=2026"),
        *("--param=programme_end=2027-02-19", "--param=age_reference_date=2027-02-13", "--param=max_age=30"),
    )
    themes = tmp_path / "themes.yaml"
    themes.write_text("themes:\n  - {key: rule-of-law, name: {en: Rule of law}}\n", "utf-8")
    said(
        *("create_call", "emb-be-brussels", "mirai-2026-27", "mirai-belgium", "--param=country=NL"),
        *("--param=max_age=35", "--opens=2026-11-02T09:00", "--closes=2027-01-15T12:00"),
        *(f"--themes={themes}", f"--additions={additions(tmp_path)}"),
    )
    return Call.objects.unscoped("test").get()


def additions(folder: Path, content: str = OWN_RULES) -> Path:
    file = folder / "additions.yaml"
    file.write_text(content, "utf-8")
    return file


def unchanged(call: Call) -> bool:
    row = Call.objects.unscoped("test").get()
    same = (row.parameters, row.additions) == (call.parameters, call.additions)
    return same and not Entry.objects.filter(code="programs.values_changed").exists()


def test_a_value_is_corrected_and_the_announcement_binds_it(call: Call) -> None:
    words = said(*SET, "--param=country=BE", "--unset=max_age")
    assert "Corrected: MIRAI 2026/27, Embassy of Japan in Belgium (mirai-belgium)." in words
    assert NOTHING_IN_THE_WAY in words
    call.refresh_from_db()
    assert call.parameters == {"country": "BE"}
    assert call.additions == [{"disable": "MIRAI-SNS-1"}]
    bound = announce(call, actor=None).content["parameters"]
    assert (bound["country"], bound["max_age"]) == ("BE", 30)
    entry = Entry.objects.get(code="programs.values_changed")
    assert (entry.user_id, entry.data) == (None, {"parameters": ["country", "max_age"], "additions": []})


def test_own_rules_are_taken_from_a_file_in_place_of_all_before(call: Call, tmp_path: Path) -> None:
    file = additions(tmp_path, "additions:\n  - {disable: MIRAI-NAT-1, note: Agreed with the ministry}\n")
    said(*SET, f"--additions={file}")
    call.refresh_from_db()
    assert call.additions == [{"disable": "MIRAI-NAT-1", "note": "Agreed with the ministry"}]
    assert call.parameters == {"country": "NL", "max_age": 35}


def test_own_rules_are_taken_away(call: Call) -> None:
    said(*SET, "--no-additions")
    call.refresh_from_db()
    assert call.additions == []


def test_it_says_what_still_stands_in_the_way() -> None:
    words = said(*SET, "--unset=country")
    assert "Corrected: " in words
    assert 'The parameter "country" is missing' in words
    assert NOTHING_IN_THE_WAY not in words


def test_the_same_again_is_said_to_differ_in_nothing(call: Call, tmp_path: Path) -> None:
    words = said(*SET, "--param=country=NL", "--unset=programme_end", f"--additions={additions(tmp_path)}")
    assert "Nothing differs: MIRAI 2026/27, Embassy of Japan in Belgium (mirai-belgium)." in words
    assert NOTHING_IN_THE_WAY in words
    assert unchanged(call)


def test_a_name_that_the_rules_do_not_have_can_be_taken_out_of_a_call(call: Call) -> None:
    Call.objects.unscoped("test").update(parameters={"country": "BE", "maximum_age": 30})
    words = said(*SET, "--unset=maximum_age")
    assert NOTHING_IN_THE_WAY in words
    call.refresh_from_db()
    assert call.parameters == {"country": "BE"}


def test_an_announced_call_is_refused(call: Call) -> None:
    announce(call, actor=None)
    assert "is announced, so its values and its own rules can no longer change" in refused(1, *SET, "--no-additions")
    assert unchanged(call)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mirai-belgie", "--param=country=BE"), "There is no call “mirai-belgie”. Did you mean “mirai-belgium”?"),
        (("mirai-belgium",), "Say what to correct"),
        (("mirai-belgium", "--param=land=BE"), "There is no parameter “land”."),
        (("mirai-belgium", "--unset=maximum_age"), "Did you mean “max_age”?"),
        (("mirai-belgium", "--param=country=XX"), "The parameter country: "),
        (("mirai-belgium", "--param=country=BE", "--param=max_age=thirty"), "The parameter max_age: "),
        (("mirai-belgium", "--param=country"), "write --param country=BE"),
        (("mirai-belgium", "--param=country=BE", "--unset=country"), "Give --param or --unset for country, not both."),
        (("mirai-belgium", "--additions=/no/such.yaml", "--no-additions"), "not both"),
        (("mirai-belgium", "--additions=/no/such/file.yaml"), "the file is missing"),
    ],
)
def test_wrong_usage_is_said_in_words_and_changes_nothing(call: Call, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(2, "set_call_values", *arguments)
    assert unchanged(call)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("additions: []", "an empty list means nothing here"),
        ("additions: [{disable: MIRAI-SMS-1}]", 'additions[0].disable: there is no rule "MIRAI-SMS-1"'),
    ],
)
def test_own_rules_are_read_strictly_and_the_file_is_named(
    call: Call, tmp_path: Path, content: str, words: str
) -> None:
    file = additions(tmp_path, content)
    told = refused(2, *SET, "--param=country=BE", f"--additions={file}")
    assert words in told
    assert str(file) in told
    assert unchanged(call)
