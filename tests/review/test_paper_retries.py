"""The desk after an answer that was lost, and of entries that a colleague submitted or gave up meanwhile."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from applications.attempts import ALREADY
from applications.models import Application
from applications.queries import definition_of
from applications.review.admin.paper import claim as claim_pages
from applications.services.paper.claiming import claim
from applications.services.paper.codes import give_code, revoke_code
from applications.services.paper.desk import submit_paper, withdraw_for
from applications.states import Status
from applications.workflow import Event
from portal.common import clock
from portal.common.errors import Conflict
from portal.offices.models import Role
from programs.models import Call
from tests.applications.paper.papers import BORN, begun, entered, handed_in, officer
from tests.factories import PersonFactory
from tests.review.test_paper_pages import DESK, every_page, place
from tests.scenarios import MEETS_ALL, answers_for, submitted
from tests.scenarios import posted as as_posted
from tests.staff import call_elsewhere, dossier, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
NOT_STORED = "What you just sent was not stored and changed nothing."


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def section_of(application: Application, call: Call) -> tuple[str, dict[str, Any]]:
    """Return the page of the first section, and an answer that is not stored yet as a browser sends it."""
    group = definition_of(application).groups[0]
    given = {**MEETS_ALL, "full_name": "Amélie Typed Twice"}
    data = as_posted(group, answers_for(definition_of(application), call, given)[group.key], version=1, save="continue")
    return place(application, "paper_section", group.key), data


def test_submit_pressed_again_after_a_lost_answer_is_one_submission(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    browser, check = staff_browser(user), place(application, "paper_check")
    data = {"declaration": "on", "idempotency_key": "6d9d1e3a-7b0c-4a86-8d54-0b3f6f6a7a11"}
    assert browser.post(check, data).headers["Location"] == place(application, "claim")
    again = browser.post(check, data)
    assert again.headers["Location"] == dossier(application)
    assert "is submitted already" in said(again)
    assert NOT_STORED not in said(again)
    assert browser.get(dossier(application)).status_code == 200
    assert application.events.filter(event=Event.SUBMIT).count() == 1
    assert application.attempts.filter(result=ALREADY).count() == 1


def test_what_a_clerk_presses_once_it_is_claimed_is_not_put_on_the_applicants_record(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    claim(give_code(application, user=user), BORN, user=PersonFactory().user)
    before = application.attempts.count()
    answer = staff_browser(user).post(place(application, "paper_check"), {})
    assert answer.headers["Location"] == dossier(application)
    assert application.attempts.count() == before


def test_giving_up_again_after_a_lost_answer_says_that_it_is_done(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    browser, page = staff_browser(user), place(application, "paper_withdraw")
    data = {"reason": "Entered under the wrong call.", "of": "entry"}
    assert browser.post(page, data).status_code == 302
    again = browser.post(page, data)
    assert again.status_code == 302
    assert "is over" in said(again)
    assert NOT_STORED not in said(again)


def test_every_page_of_an_entry_that_was_submitted_meanwhile_leads_to_its_dossier(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    browser = staff_browser(user)
    for page in every_page(application):
        if page == place(application, "paper_withdraw"):
            continue  # the dossier's own page by now
        assert browser.get(page).headers["Location"] == dossier(application), page
        assert browser.post(page, {}).headers["Location"] == dossier(application), page


def test_what_was_typed_into_a_section_does_not_vanish_without_a_word(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    page, data = section_of(application, call)
    answer = staff_browser(user).post(page, data)
    assert answer.headers["Location"] == dossier(application)
    assert "is submitted already" in said(answer)
    assert NOT_STORED in said(answer)
    given_up = begun(call, user, full_name="Somebody Else")
    withdraw_for(given_up, user=user, reason="Entered under the wrong call.")
    page, data = section_of(given_up, call)
    answer = staff_browser(user).post(page, data)
    assert answer.headers["Location"] == DESK
    assert NOT_STORED in said(answer)


def test_giving_up_an_entry_does_not_withdraw_what_was_submitted_meanwhile(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    browser, page = staff_browser(user), place(application, "paper_withdraw")
    assert 'name="of" value="entry"' in browser.get(page).content.decode()
    submit_paper(application, user=user, requested_at=clock.now())
    answer = browser.post(page, {"reason": "Entered under the wrong call.", "of": "entry"})
    assert answer.headers["Location"] == dossier(application)
    assert NOT_STORED in said(answer)
    application.refresh_from_db()
    assert application.status in (Status.ELIGIBLE, Status.NEEDS_CHECK)


def test_nor_where_both_happen_at_the_same_moment(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    submit_paper(Application.objects.unscoped("a test").get(pk=application.pk), user=user, requested_at=clock.now())
    with pytest.raises(Conflict) as refused:
        withdraw_for(application, user=user, reason="Entered under the wrong call.")
    assert refused.value.code == "version_conflict"


def test_withdraw_pressed_again_after_a_lost_answer_leads_to_the_dossier(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    browser, page = staff_browser(user), place(application, "paper_withdraw")
    for _press in range(2):
        answer = browser.post(page, {"reason": "She telephoned on Monday."})
        assert answer.headers["Location"] == dossier(application)
        assert "is withdrawn." in said(answer)
    assert application.events.filter(event=Event.WITHDRAW).count() == 1


def test_a_claimed_one_leads_its_office_to_the_dossier_too(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    claim(give_code(application, user=user), BORN, user=PersonFactory().user)
    browser = staff_browser(user)
    assert browser.get(place(application, "paper_entry")).headers["Location"] == dossier(application)
    giving_up = browser.post(place(application, "paper_withdraw"), {"reason": "Entered twice.", "of": "entry"})
    assert giving_up.headers["Location"] == dossier(application)


@pytest.mark.parametrize("what", ["revoked", "another", "claimed"])
def test_a_letter_that_a_colleague_ended_in_the_same_moment_is_not_printed(call: Call, what: str) -> None:
    user, colleague, applicant = officer(call), officer(call), PersonFactory().user
    application = handed_in(call, user)
    given: list[str] = []

    def give_and_lose(row: Application, *, user: Any) -> str:
        given.append(give_code(row, user=user))
        if what == "revoked":
            revoke_code(row, user=colleague)
        elif what == "another":
            given.append(give_code(row, user=colleague))
        else:
            claim(given[0], BORN, user=applicant)
        return given[0]

    with patch.object(claim_pages, "give_code", give_and_lose):
        answer = staff_browser(user).post(place(application, "claim"), {"do": "give"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The letter that was just made does not work any more" in page
    assert not [code for code in given if code in page]


def test_who_may_not_see_a_submitted_one_learns_nothing(call: Call) -> None:
    application, online = handed_in(call), submitted(call)
    strangers = [
        reviewer_browser(call_elsewhere(call).office),
        reviewer_browser(call.office, programme="mext-research"),
    ]
    for page in every_page(application):
        for browser in strangers:
            assert browser.get(page).status_code == 404, page
            assert browser.post(page, {"declaration": "on"}).status_code == 404, page
        assert reviewer_browser(call.office, Role.AUDITOR).get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page
    for page in every_page(online):
        assert reviewer_browser(call.office).get(page).status_code == 404, page
