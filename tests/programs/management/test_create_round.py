"""`manage.py create_round`: one edition of a programme."""

from __future__ import annotations

from datetime import date

import pytest

from portal.audit.models import Entry
from programs.models import Programme, Round
from tests.commands import refused, said

pytestmark = pytest.mark.usefixtures("catalogue")
ROUND = ("create_round", "mirai", "mirai-2026-27")
NAMED = ("--name=MIRAI 2026/27", "--year=2026")


def made() -> Round:
    return Round.objects.get(slug="mirai-2026-27")


def test_values_are_kept_by_their_type_as_rules_read_them() -> None:
    parameters = ("--param=max_age=30", "--param=capped_themes=law, peace", "--param=programme_end=2027-02-19")
    words = said(*ROUND, *NAMED, "--starts=2027-02-13", "--ends=2027-02-19", *parameters)
    assert made().parameters == {"max_age": 30, "capped_themes": ["law", "peace"], "programme_end": "2027-02-19"}
    assert (made().starts_on, made().ends_on, made().year) == (date(2027, 2, 13), date(2027, 2, 19), 2026)
    assert "Made the round mirai-2026-27: MIRAI 2026/27." in words
    assert "Its calls still have to say: country, age_reference_date (create_call --param)." in words


def test_a_name_may_be_given_in_several_languages() -> None:
    said(*ROUND, "--name=MIRAI 2026/27", "--name=ja=MIRAI 2026年度", "--name=fr=MIRAI 2026/27 = hiver", "--year=2026")
    assert made().name == {"en": "MIRAI 2026/27", "ja": "MIRAI 2026年度", "fr": "MIRAI 2026/27 = hiver"}


def test_a_name_with_an_equals_sign_is_a_name() -> None:
    said(*ROUND, "--name=Study = research", "--year=2026")
    assert made().name == {"en": "Study = research"}


def test_making_a_round_is_on_record() -> None:
    said(*ROUND, *NAMED)
    assert Entry.objects.get(code="programs.round_made").object_id == str(made().pk)


def test_a_programme_whose_rules_are_not_loaded_makes_no_round() -> None:
    Programme.objects.create(slug="jenesys")
    assert "Load the catalogue first" in refused(1, "create_round", "jenesys", "jenesys-2027", *NAMED)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mirei", "mirai-2026-27", *NAMED), "There is no programme “mirei”. Did you mean “mirai”?"),
        (("mirai", "MIRAI 2026", *NAMED), "“MIRAI 2026” cannot stand in an address."),
        (("mirai", "m" * 51, *NAMED), "at most 50 characters"),
        (("mirai", "m", "--name=MIRAI", "--year=99999"), "year: Ensure this value is less than or equal to 32767."),
        (("mirai", "m", "--name=fr=MIRAI", "--year=2026"), "the English text is missing"),
        (("mirai", "m", "--name=A", "--name=B", "--year=2026"), "give one text for each language"),
        (("mirai", "m", "--name= ", "--year=2026"), "cannot be read as text"),
        (("mirai", "m", *NAMED, "--starts=13.2.2027"), "--starts: “13.2.2027” is no day."),
        (("mirai", "m", *NAMED, "--starts=2027-02-19", "--ends=2027-02-13"), "Take a later end."),
        (("mirai", "m", *NAMED, "--param=maximum_age=30"), "no parameter “maximum_age”. Did you mean “max_age”?"),
        (("mirai", "m", *NAMED, "--param=max_age=thirty"), 'The parameter max_age: "thirty" is not a whole number.'),
        (("mirai", "m", *NAMED, "--param=max_age"), '"max_age" is not a parameter; write --param country=BE.'),
    ],
)
def test_wrong_usage_is_said_in_words_and_makes_nothing(arguments: tuple[str, ...], words: str) -> None:
    before = Round.objects.count()
    assert words in refused(2, "create_round", *arguments)
    assert Round.objects.count() == before
