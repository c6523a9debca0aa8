"""The page on which somebody claims what an office entered from their paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from applications.views.claim import TRIES_A_DAY
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.paper.papers import BORN, with_letter
from tests.factories import PersonFactory
from tests.scenarios import draft
from tests.staff import reviewer_browser

pytestmark = pytest.mark.django_db
PAGE = "/applications/claim/"


def data(code: str, **changes: Any) -> dict[str, Any]:
    born = {"birth_date_day": BORN.day, "birth_date_month": BORN.month, "birth_date_year": BORN.year}
    return {"code": code, **born, **changes}


def test_with_code_and_birth_date_the_application_is_ones_own_with_all_its_pages(call: Call, signed_in: SignIn) -> None:
    application, code = with_letter(call)
    browser = signed_in(PersonFactory().user)
    assert browser.get(f"/applications/{application.reference}/").status_code == 404
    answer = browser.post(PAGE, data(code.lower()))
    assert answer.headers["Location"] == f"/applications/{application.reference}/"
    for page in ("", "submitted/", "addenda/", "withdraw/"):
        assert browser.get(f"/applications/{application.reference}/{page}").status_code == 200, page
    status = browser.get(f"/applications/{application.reference}/").content.decode()
    assert "entered from your paper" in status
    assert application.reference in browser.get("/applications/").content.decode()


def test_a_second_press_after_a_lost_answer_leads_to_the_application(call: Call, signed_in: SignIn) -> None:
    application, code = with_letter(call)
    browser = signed_in(PersonFactory().user)
    browser.post(PAGE, data(code))
    again = browser.post(PAGE, data(code))
    assert again.headers["Location"] == f"/applications/{application.reference}/"
    assert "is yours already" in browser.get(again.headers["Location"]).content.decode()
    other = signed_in(PersonFactory().user).post(PAGE, data(code))
    assert other.status_code == 422
    assert application.reference not in other.content.decode()


def test_looking_claims_nothing(call: Call, signed_in: SignIn) -> None:
    _application, code = with_letter(call)
    browser = signed_in(PersonFactory().user)
    assert browser.get(PAGE, data(code)).status_code == 200
    assert not Application.objects.filter(person__user__isnull=False).exists()


def test_a_visitor_signs_in_first_and_comes_back_here() -> None:
    assert Client().get(PAGE).headers["Location"].endswith("?next=/applications/claim/")


def test_a_wrong_code_is_refused_with_what_was_typed_still_there(call: Call, signed_in: SignIn) -> None:
    with_letter(call)
    answer = signed_in(PersonFactory().user).post(PAGE, data("AAAA-BBBB-CCCC-DDDD-EEEE"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "do not open an application" in page
    assert "AAAA-BBBB-CCCC-DDDD-EEEE" in page


def test_ones_own_draft_is_led_to(call: Call, signed_in: SignIn) -> None:
    _application, code = with_letter(call)
    user = PersonFactory().user
    own = draft(call, user)
    answer = signed_in(user).post(PAGE, data(code))
    assert answer.status_code == 422
    assert f"/applications/{own.reference}/withdraw/" in answer.content.decode()


def test_an_account_for_work_is_told_to_take_another(call: Call) -> None:
    _application, code = with_letter(call)
    answer = reviewer_browser(call.office).post(PAGE, data(code))
    assert answer.status_code == 403
    assert "an account of your own" in answer.content.decode()


@pytest.mark.parametrize("limits", [{}, {"application_claim": {"user": 3, "ip": 3}}])
def test_tries_are_counted(call: Call, signed_in: SignIn, settings: Any, limits: dict[str, Any]) -> None:
    settings.REQUEST_LIMITS = limits
    with_letter(call)
    browser = signed_in(PersonFactory().user)
    most = 3 if limits else TRIES_A_DAY
    answers = [browser.post(PAGE, data("AAAA")).status_code for _number in range(most + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}
