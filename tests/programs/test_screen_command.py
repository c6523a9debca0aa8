"""`manage.py screen`: JSON in, JSON of the promised shape out, words and exit code 2 for wrong usage."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from programs.catalog_files import CATALOG, read_yaml
from programs.rulesets import rule_set_names
from tests.calls import open_call

CASES = read_yaml(CATALOG / "mirai" / "cases.yaml")
PARAMS = ["--param=country=BE", "--param=programme_end=2027-02-20", "--param=age_reference_date=2027-02-13"]


def screened(tmp_path: Path, given: object, *more: str, ruleset: str = "mirai") -> Any:
    file = tmp_path / "facts.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given), "utf-8")
    out = io.StringIO()
    call_command("screen", ruleset, f"--facts={file}", *(more or PARAMS), stdout=out)
    return json.loads(out.getvalue())


def refused(tmp_path: Path, given: object, *more: str, ruleset: str = "mirai") -> str:
    with pytest.raises(CommandError) as raised:
        screened(tmp_path, given, *more, ruleset=ruleset)
    assert raised.value.returncode == 2
    return str(raised.value)


def test_one_person_gives_one_object_with_every_rule_in_order(tmp_path: Path) -> None:
    answer = screened(tmp_path, CASES["facts"])
    assert list(answer) == ["outcome", "rules"]
    assert answer["outcome"] == "eligible"
    assert len(answer["rules"]) == 12
    assert all(list(rule) == ["key", "verdict", "sentence"] for rule in answer["rules"])
    assert answer["rules"][0] == {
        "key": "MIRAI-NAT-1",
        "verdict": "pass",
        "sentence": "Your nationality: Belgium. Accepted: the nationality of Belgium.",
    }


def test_a_list_gives_a_list_in_the_same_order(tmp_path: Path) -> None:
    answers = screened(tmp_path, [CASES["facts"], {}, {**CASES["facts"], "commits_sns_open": False}])
    assert [answer["outcome"] for answer in answers] == ["eligible", "needs_check", "not_eligible"]
    assert screened(tmp_path, []) == []


def test_facts_are_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CASES["facts"])))
    out = io.StringIO()
    call_command("screen", "mirai", "--facts=-", *PARAMS, stdout=out)
    assert json.loads(out.getvalue())["outcome"] == "eligible"


def test_parameters_are_read_by_their_type(tmp_path: Path) -> None:
    older = {**CASES["facts"], "birth_date": "1990-01-01", "theme": "law"}
    capped = [*PARAMS, "--param=max_age=30"]
    outcomes = [
        screened(tmp_path, older, *more)["outcome"]
        for more in (
            PARAMS,
            capped,
            [*capped, "--param=capped_themes=law,peace"],
            [*capped, "--param=capped_themes=peace"],
            [*capped, "--param=capped_themes="],
        )
    ]
    assert outcomes == ["eligible", "not_eligible", "not_eligible", "eligible", "eligible"]


def test_an_offices_own_rules_are_tried_out_before_there_is_a_call(tmp_path: Path) -> None:
    closed = {**CASES["facts"], "commits_sns_open": False}
    file = tmp_path / "additions.yaml"
    file.write_text("additions: [{disable: MIRAI-SNS-1}]", "utf-8")
    assert screened(tmp_path, closed, *PARAMS)["outcome"] == "not_eligible"
    assert screened(tmp_path, closed, *PARAMS, f"--additions={file}")["outcome"] == "eligible"
    file.write_text("additions: [{disable: MIRAI-SNS-2}]", "utf-8")
    told = refused(tmp_path, closed, *PARAMS, f"--additions={file}")
    assert f"{file}: additions[0].disable: there is no rule" in told
    assert 'Did you mean "MIRAI-SNS-1"?' in told
    assert "leave --param and --additions out" in refused(tmp_path, {}, f"--additions={file}", ruleset="mirai@belgium")


def test_every_missing_parameter_is_named(tmp_path: Path) -> None:
    told = refused(tmp_path, CASES["facts"], "--param=country=BE")
    assert '"programme_end" is missing' in told
    assert '"age_reference_date" is missing' in told


@pytest.mark.parametrize(
    ("param", "words"),
    [
        ("country", "write --param country=BE"),
        ("countri=BE", 'Did you mean "country"?'),
        ("programme_end=tomorrow", "is not a date"),
        ("max_age=old", '"old" is not a whole number'),
    ],
)
def test_a_wrong_parameter_is_said_in_words(tmp_path: Path, param: str, words: str) -> None:
    assert words in refused(tmp_path, CASES["facts"], *PARAMS, f"--param={param}")


def test_an_unknown_fact_names_the_nearest_and_the_object_it_is_in(tmp_path: Path) -> None:
    assert 'Did you mean "birth_date"?' in refused(tmp_path, {"birth_day": "2003-05-27"})
    assert "Object 2:" in refused(tmp_path, [{}, {"birth_day": "2003-05-27"}])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("{", "are not JSON"),
        ("[1]", "JSON object of fact keys"),
        ('"BE"', "JSON object of fact keys"),
        ('{"months": NaN}', 'There is no fact "months"'),
        ('{"passport_expiry": "next year"}', "passport_expiry:"),
    ],
)
def test_facts_that_cannot_be_read_are_refused_in_words(tmp_path: Path, given: str, words: str) -> None:
    assert words in refused(tmp_path, given)


def test_a_missing_file_and_a_missing_argument_are_refused_in_words() -> None:
    for arguments, words in (
        (["mirai", "--facts=/nowhere/facts.json", *PARAMS], "cannot be read from /nowhere/facts.json"),
        (["mirai"], "--facts FILE"),
        (["--facts=-"], "--list names the rule sets"),
    ):
        with pytest.raises(CommandError, match=words) as raised:
            call_command("screen", *arguments)
        assert raised.value.returncode == 2


def test_an_unknown_rule_set_names_the_nearest_and_all(tmp_path: Path) -> None:
    told = refused(tmp_path, {}, ruleset="miria")
    assert 'Did you mean "mirai"?' in told
    assert "mext-ylp, mirai" in told


def test_a_calls_own_values_are_not_mixed_with_others(tmp_path: Path) -> None:
    assert "leave --param and --additions out" in refused(tmp_path, {}, *PARAMS, ruleset="mirai@belgium-2027")


def test_the_rule_sets_are_listed_with_their_parameters() -> None:
    out = io.StringIO()
    call_command("screen", "--list", stdout=out)
    lines = out.getvalue().splitlines()
    listed = {line.split()[0]: line for line in lines}
    assert list(listed) == rule_set_names()
    assert "programme_end=<date>" in listed["mirai"]
    assert "[min_age=20]" in listed["mirai"]


@pytest.mark.django_db
def test_a_calls_binding_is_used_as_it_was_stored(tmp_path: Path) -> None:
    call = open_call()
    named = f"mirai@{call.slug}"
    older = {**CASES["facts"], "birth_date": "1990-01-01", "theme": "rule-of-law"}
    out = io.StringIO()
    file = tmp_path / "facts.json"
    file.write_text(json.dumps([CASES["facts"], older]), "utf-8")
    call_command("screen", named, f"--facts={file}", stdout=out)
    assert [answer["outcome"] for answer in json.loads(out.getvalue())] == ["eligible", "not_eligible"]


@pytest.mark.django_db
def test_a_call_that_is_not_there_or_has_other_rules_is_said_in_words(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text("{}", "utf-8")
    call = open_call()
    for named in ("mirai@nowhere", f"mext-research@{call.slug}"):
        with pytest.raises(CommandError, match="no announced call") as raised:
            call_command("screen", named, f"--facts={file}")
        assert raised.value.returncode == 2
