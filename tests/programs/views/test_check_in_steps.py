"""“Am I eligible?” asks a few questions first, says where one stands, and keeps nothing between its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from programs.models import Call, CheckCount
from tests.calls import mext_beside
from tests.programs.views.stepping import Checker, hidden, said, visible
from tests.programs.views.test_check import MEETS_ALL

pytestmark = pytest.mark.django_db

FIRST = ("birth_date", "nationalities", "has_japanese_nationality", "institution_country", "passport_expiry")


def parts(*keys: str, **instead: Any) -> dict[str, Any]:
    """Return the answers of somebody who meets everything, to these questions."""
    return {**{name: value for name, value in MEETS_ALL.items() if name.startswith(keys)}, **instead}


def rest() -> dict[str, Any]:
    return {name: value for name, value in MEETS_ALL.items() if not name.startswith(FIRST)}


def test_five_questions_come_first_those_on_which_most_rules_rest(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    assert hidden(checker.page)["asked"][0].split() == sorted(FIRST, key=checker.page.index)
    assert "Questions 1 to 5 of 10" in said(checker.page)
    assert "Check and go on" in checker.page


def test_birth_date_and_nationality_are_among_the_first_questions_of_another_programme(mirai_call: Call) -> None:
    first = hidden(Checker(mext_beside(mirai_call)).page)["asked"][0].split()
    assert len(first) == 5
    assert {"birth_date", "nationalities", "has_japanese_nationality"} <= set(first)


def test_each_step_says_what_is_decided_and_how_much_is_left(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    text = checker.press(**parts(*FIRST))
    assert "Nothing rules you out so far 4 requirements are not known yet." in text
    assert "5 questions are left." in text
    assert "6 requirements are met" in text
    assert "Questions 6 to 10 of 10" in text
    assert not any(name.startswith("birth_date") for name in visible(checker.page))
    text = checker.press(**rest())
    assert "You meet everything that was asked" in text
    assert "Date of birth 27 May 2003" in text
    assert "Start an application with these answers" in text


def test_who_is_ruled_out_at_once_is_told_at_once_and_may_go_on(mirai_call: Call) -> None:
    mext_beside(mirai_call)
    checker = Checker(mirai_call)
    text = checker.press(**parts(*FIRST, passport_expiry_year="2026"))
    assert "On your answers so far 1 requirement is not met." in text
    assert "Your passport ends on 1 June 2026; it must be valid until 20 February 2027 or later." in text
    assert "You can go on answering, to see every reason." in text
    assert "Other calls that these answers fit MEXT" in text
    assert "On these answers 1 requirement is not met." in checker.press(**rest())
    assert "Result" in said(checker.page)


def test_what_is_asked_only_because_of_an_answer_comes_after_it(mirai_call: Call) -> None:
    mext = mext_beside(mirai_call)
    for answer, asked in (("yes", True), ("no", False)):
        checker = Checker(mext)
        assert "will_renounce_japanese_by_arrival" not in checker.page
        steps = 0
        while "Check and go on" in checker.page:
            checker.press(has_japanese_nationality=answer)
            steps += 1
        assert 2 <= steps <= 6
        assert ("will_renounce_japanese_by_arrival" in " ".join(hidden(checker.page)["asked"])) is asked


def test_back_shows_the_step_before_with_what_was_typed_and_loses_nothing(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    checker.press(back="1", japan_residence_months_total="4", theme="rule-of-law")
    assert visible(checker.page)[0] in {"birth_date_day", "nationalities"}
    assert 'value="27"' in checker.page
    checker.press(nationalities=["FI"])
    assert 'name="japan_residence_months_total" value="4"' in checker.page
    assert "Needed: the nationality of Belgium" in said(checker.page)


def test_back_from_an_answer_that_cannot_be_read_is_no_dead_end(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    checker.press(back="1", japan_residence_months_total="seven")
    assert checker.status == 200
    assert "seven" not in checker.page
    assert "There is a problem" not in said(checker.page)


def test_an_answer_of_an_earlier_step_that_is_wrong_is_shown_again(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    text = checker.press(birth_date_day="31", birth_date_month="2")
    assert checker.status == 422
    assert "31 February 2003 is not a date" in text
    assert "birth_date_day" in visible(checker.page)


def test_all_answers_can_be_changed_from_the_result(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    checker.press(**rest())
    text = checker.press(change="1")
    assert "Your answers About you" in text
    assert len({name.rsplit("_", 1)[0] for name in visible(checker.page) if "expiry" in name or "birth" in name}) == 2
    assert "On these answers 1 requirement is not met." in checker.press(japan_residence_months_total="90")


def test_the_live_answer_is_only_where_one_stands_and_forgives_half_an_answer(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    before = hidden(checker.page)
    half = parts("birth_date", "nationalities", birth_date_year="20")
    response = checker.client.post(checker.address, {**before, **half, "live": "1"})
    text = said(response.content.decode())
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    assert "1 requirement is met" in text
    assert "There is a problem" not in text
    assert "9 questions are left." in text
    assert not CheckCount.objects.exists()


def test_keys_that_a_page_never_asked_are_left_out(mirai_call: Call) -> None:
    odd = {"asked": ["birth_date no_such birth_date", "", "declares_healthy theme"], "theme": "rule-of-law"}
    response = Client().post(f"/calls/{mirai_call.slug}/eligibility/", odd)
    assert response.status_code == 200
    assert hidden(response.content.decode())["asked"][:2] == ["birth_date", "theme"]


def test_answers_are_neither_in_the_session_nor_in_a_cookie_nor_in_the_log(mirai_call: Call, caplog: Any) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST, birth_date_year="1987"))
    checker.press(**rest())
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in checker.client.cookies
    assert not any("1987" in morsel.value for morsel in checker.client.cookies.values())
    logged = "\n".join(str(record.msg) for record in caplog.records)
    assert f"POST {checker.address}" in logged
    assert "birth_date" not in logged
    assert "diplomacy-security" not in logged


def test_the_counts_hold_numbers_and_nothing_else(mirai_call: Call) -> None:
    columns = {field.attname for field in CheckCount._meta.concrete_fields}
    assert columns == {"id", "office_id", "call_id", "binding_id", "month", "rule_key", "stopped"}
