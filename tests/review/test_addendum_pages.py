"""Corrections as staff meet them: in the queue, in the dossier, on a page of their own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from applications.models import AddendumState, Application
from applications.review.services import open_review
from applications.services.submission import withdraw
from portal.audit.models import Entry
from portal.offices.models import Role
from programs.models import Call
from tests import scenarios
from tests.applications.corrections import corrected
from tests.applications.views.pages import words
from tests.staff import call_elsewhere, needing_check, posted, reviewer_browser, staff_browser


@pytest.fixture
def sent(call: Call) -> Application:
    return scenarios.submitted(call)


def page_of(application: Application, number: int = 1) -> str:
    return reverse("admin:applications_application_addendum", args=[application.pk, number])


def dossier_of(application: Application) -> str:
    return reverse("admin:applications_application_change", args=[application.pk])


QUEUE = "admin:applications_application_changelist"


def test_the_queue_says_that_there_is_one_to_read_until_somebody_has(sent: Application) -> None:
    senior = staff_browser(posted(sent.office, Role.SENIOR_REVIEWER))
    waiting = f"{reverse(QUEUE)}?waiting=addendum"
    assert sent.reference not in words(senior.get(waiting))
    corrected(sent, full_name="Zoë Díaz")
    assert sent.reference in words(senior.get(waiting))
    assert "addendum to read" in words(senior.get(reverse(QUEUE)))
    assert "An addendum to read" in words(senior.get(reverse("admin:index")))
    senior.post(page_of(sent), {"do": "take", "expected_version": "1"})
    assert sent.reference not in words(senior.get(waiting))


def test_one_of_an_application_that_is_over_waits_for_nobody(sent: Application) -> None:
    corrected(sent, full_name="Zoë Díaz")
    withdraw(sent, user=sent.person.user, reason="Another plan.")
    assert sent.reference not in words(reviewer_browser(sent.office).get(f"{reverse(QUEUE)}?waiting=addendum"))


def test_the_page_shows_before_and_after_and_what_the_result_would_become(sent: Application) -> None:
    corrected(sent, has_japanese_nationality=True, reason="I have both.")
    page = words(reviewer_browser(sent.office, Role.SENIOR_REVIEWER).get(page_of(sent)))
    assert "Do you hold Japanese nationality? No Yes" in page
    assert "I have both." in page
    assert "The screening says now: Ready for review It would say: Not eligible" in page
    assert "Rules that would come out otherwise" in page


def test_a_senior_reviewer_takes_it_from_the_page(sent: Application) -> None:
    addendum = corrected(sent, has_japanese_nationality=True)
    answer = reviewer_browser(sent.office, Role.SENIOR_REVIEWER).post(
        page_of(sent), {"do": "take", "expected_version": "1"}
    )
    assert answer.status_code == 302
    addendum.refresh_from_db()
    assert addendum.state == AddendumState.TAKEN


def test_setting_aside_wants_words_and_keeps_them_when_somebody_was_quicker(sent: Application) -> None:
    addendum = corrected(sent, full_name="Zoë Díaz")
    senior = reviewer_browser(sent.office, Role.SENIOR_REVIEWER)
    silent = senior.post(page_of(sent), {"do": "set-aside", "expected_version": "1", "words": ""})
    assert silent.status_code == 422
    assert "the applicant reads it" in words(silent)
    open_review(sent, user=posted(sent.office))
    late = senior.post(page_of(sent), {"do": "set-aside", "expected_version": "1", "words": "Not the same person."})
    assert late.status_code == 409
    assert "Not the same person." in late.content.decode()
    done = senior.post(page_of(sent), {"do": "set-aside", "expected_version": "2", "words": "Not the same person."})
    assert done.status_code == 302
    addendum.refresh_from_db()
    assert addendum.answer.text == "Not the same person."


def test_a_reviewer_reads_and_is_told_who_decides(sent: Application) -> None:
    corrected(sent, full_name="Zoë Díaz")
    reviewer = reviewer_browser(sent.office)
    page = words(reviewer.get(page_of(sent)))
    assert "A senior reviewer decides about it." in page
    assert "Take into account" not in page
    refused = reviewer.post(page_of(sent), {"do": "take", "expected_version": "1"})
    assert refused.status_code == 403
    assert sent.addenda.get().state == AddendumState.WAITING


def test_the_dossier_offers_it_then_shows_the_corrected_answer_and_the_history(sent: Application) -> None:
    corrected(sent, full_name="Zoë Díaz", reason="My family name was missing.")
    senior = reviewer_browser(sent.office, Role.SENIOR_REVIEWER, name="Emi Sato")
    before = senior.get(dossier_of(sent))
    assert page_of(sent) in before.content.decode()
    assert "Full name Zoë Carreño" in words(before)
    senior.post(page_of(sent), {"do": "take", "expected_version": "1"})
    after = words(senior.get(dossier_of(sent)))
    assert "Full name Zoë Díaz Corrected on" in after
    assert "Correction 1 of “About you” received" in after
    assert "My family name was missing." in after
    assert "Correction 1 taken into account" in after


def test_a_corrected_answer_about_health_is_read_on_the_page_of_health_alone(call: Call) -> None:
    application = needing_check(call)
    corrected(application, declares_healthy=True)
    senior = reviewer_browser(call.office, Role.SENIOR_REVIEWER)
    page = words(senior.get(page_of(application)))
    assert "Kept apart and not printed here." in page
    assert "Open the health declaration" in page
    assert not Entry.objects.filter(code="applications.health_opened").exists()
    opened = words(senior.post(reverse("admin:applications_application_health", args=[application.pk])))
    assert "Corrected since" in opened
    assert "Yes Corrected on" in opened


def test_colleagues_elsewhere_see_nothing_of_it(sent: Application) -> None:
    corrected(sent, full_name="Zoë Díaz")
    elsewhere = reviewer_browser(call_elsewhere(sent.call).office, Role.SENIOR_REVIEWER)
    assert elsewhere.get(page_of(sent)).status_code == 404
    assert elsewhere.post(page_of(sent), {"do": "take", "expected_version": "1"}).status_code == 404
    assert reviewer_browser(sent.office).get(page_of(sent, 7)).status_code == 404
