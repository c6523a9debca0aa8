"""A second application in the round, on the pages of staff: a quiet notice, a filter, and a form for what was found."""

from __future__ import annotations

import pytest

from applications.models import IdentityFinding
from applications.review.services import note_sameness
from portal.offices.models import Office, Role
from programs.models import Call
from tests.calls import open_call
from tests.scenarios import MEETS_ALL, submitted
from tests.staff import QUEUE, call_elsewhere, dossier, posted, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
NOTICE = "May have another application in this round"


@pytest.fixture
def call() -> Call:
    return open_call()


def form(**given: str) -> dict[str, str]:
    return {"expected_version": "0", "same": "different", "text": "Two passports, two photographs.", **given}


def test_the_dossier_says_it_and_names_nothing_of_the_other(call: Call) -> None:
    there = call_elsewhere(call)
    one, other = submitted(call), submitted(there)
    page = reviewer_browser(call.office).get(dossier(one)).content.decode()
    assert NOTICE in page
    assert "What you note changes nothing of the application" in page
    assert "The programme's coordinator at the ministry sees which application it is." in page
    for words in (other.reference, "The Hague", f"/{other.pk}/change/"):
        assert words not in page


def test_without_a_second_application_nothing_is_said(call: Call) -> None:
    one = submitted(call)
    submitted(call, facts={**MEETS_ALL, "birth_date": "2001-02-03"})
    page = reviewer_browser(call.office).get(dossier(one)).content.decode()
    assert NOTICE not in page
    assert "note-sameness" not in page


def test_the_ministrys_coordinator_is_led_to_the_other_one(call: Call) -> None:
    one, other = submitted(call), submitted(call_elsewhere(call))
    coordinator = posted(Office.objects.get(code="mofa"), Role.COORDINATOR, programme="mirai")
    browser = staff_browser(coordinator)
    page = browser.get(dossier(one)).content.decode()
    assert f'<a href="{dossier(other)}">{other.reference}</a>' in page
    assert "sees which application it is" not in page
    assert browser.get(dossier(other)).status_code == 200


def test_a_reviewer_notes_what_they_found_and_colleagues_read_it(call: Call) -> None:
    one = submitted(call)
    submitted(call)
    browser = reviewer_browser(call.office, name="Emi Sato")
    answer = browser.post(dossier(one, "note-sameness"), form())
    assert answer.status_code == 302
    page = reviewer_browser(call.office).get(dossier(one)).content.decode()
    assert "Not the same person" in page
    assert "Two passports, two photographs." in page
    assert "Emi Sato" in page
    assert 'id="do-note-sameness"' not in page


def test_a_form_without_words_and_one_that_came_second_are_shown_again(call: Call) -> None:
    one = submitted(call)
    submitted(call)
    reader = posted(call.office)
    browser = staff_browser(reader)
    assert browser.post(dossier(one, "note-sameness"), form(text="")).status_code == 422
    assert browser.post(dossier(one, "note-sameness"), form(same="perhaps")).status_code == 422
    note_sameness(one, user=reader, same=True, text="The same passport.", seen=0)
    answer = browser.post(dossier(one, "note-sameness"), form())
    assert answer.status_code == 409
    assert "Two passports, two photographs." in answer.content.decode()
    assert IdentityFinding.objects.unscoped("a test").count() == 1


def test_another_office_cannot_note_anything(call: Call) -> None:
    one = submitted(call)
    submitted(call)
    stranger = reviewer_browser(call_elsewhere(call).office)
    assert stranger.post(dossier(one, "note-sameness"), form()).status_code == 404


def test_the_queue_is_narrowed_to_those_to_be_looked_into_and_those_found(call: Call) -> None:
    one = submitted(call)
    submitted(call_elsewhere(call))
    alone = submitted(call, facts={**MEETS_ALL, "birth_date": "2001-02-03"})
    reader = posted(call.office)
    browser = staff_browser(reader)

    def listed(what: str) -> str:
        return browser.get(QUEUE, {"another": what}).content.decode()

    assert one.reference in listed("open")
    assert alone.reference not in listed("open")
    assert one.reference not in listed("same")
    note_sameness(one, user=reader, same=True, text="The same passport.", seen=0)
    assert one.reference in listed("same")
    assert one.reference not in listed("open") + listed("different")
    assert alone.reference in listed("nonsense")
