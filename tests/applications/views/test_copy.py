"""The copy of an application: what was frozen, as a PDF, for its applicant and those who may read the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from applications.models import Application, Section, SnapshotValues
from applications.views.copy_words import copy_in_words, copy_of
from portal.audit.models import Entry
from portal.offices.models import Role
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.common.test_printing import text_of
from tests.factories import PersonFactory
from tests.staff import call_elsewhere, posted, reviewer_browser, staff_browser


@pytest.fixture
def sent(call: Call) -> Application:
    return scenarios.submitted(call, full_name="Omar عمر de Groot")


@pytest.fixture
def web(sent: Application, signed_in: SignIn) -> Client:
    return signed_in(sent.person.user)


def copy_at(application: Application) -> str:
    return reverse("application_copy", args=[application.reference])


def staff_copy(application: Application) -> str:
    return reverse("admin:applications_application_copy", args=[application.pk])


def test_the_copy_says_everything_that_was_submitted(sent: Application, web: Client) -> None:
    text = text_of(web.get(copy_at(sent)).content)
    assert f"Application {sent.reference}" in text
    assert "Embassy of Japan in Belgium" in text
    for group in scenarios.definition(sent.call).groups:
        assert str(group.title) in text
    assert "27 May 2003" in text
    assert "Omar" in text
    assert "Page 1 of 2" in text
    snapshot = sent.snapshots.get()
    assert snapshot.sha256 in text
    for entry in snapshot.values.files:
        assert entry["sha256"] in text
    assert "passport_copy.jpg" in text


def test_a_file_that_was_erased_since_keeps_its_place_and_its_checksum(sent: Application) -> None:
    (document, *_others) = sent.documents.order_by("slot")
    checksum = document.file.sha256
    sent.documents.filter(pk=document.pk).delete()
    content = copy_in_words(sent)
    assert content is not None
    (file,) = [each for each in content["documents"]["files"] if each["name"] == "(its name was erased)"]
    assert file["sha256"] == checksum


def test_the_moment_is_told_on_the_clocks_of_the_mission_and_in_utc(sent: Application) -> None:
    content = copy_in_words(sent)
    assert content is not None
    facts = {row["key"]: row["value"] for row in content["facts"]}
    assert facts["Submitted"].endswith("(Brussels)")
    assert facts["Submitted, in UTC"].endswith("UTC")
    assert facts["Submitted"] != facts["Submitted, in UTC"]


def test_health_is_named_and_not_printed(call: Call) -> None:
    sent = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "declares_healthy": False})
    content = copy_in_words(sent)
    assert content is not None
    health = [q for q in scenarios.definition(call).questions() if q.health]
    assert health, "the control: this programme asks about health"
    rows = {row["key"]: row["value"] for section in content["sections"] for row in section["rows"]}
    assert {rows[str(question.label)] for question in health} == {"Kept apart and not printed here."}


def test_it_is_what_was_frozen_whatever_the_sections_say_today(sent: Application) -> None:
    before = copy_of(sent)
    section = sent.sections.get(key="about_you")
    changed = {**section.answers, "full_name": "Somebody Else"}
    Section.objects.unscoped("a test").filter(pk=section.pk).update(answers=changed)
    assert copy_of(sent) == before


def test_twice_the_same_bytes_and_in_another_language_another_copy(
    sent: Application, web: Client, shift_clock: Callable[[timedelta], object]
) -> None:
    first = web.get(copy_at(sent)).content
    shift_clock(timedelta(days=3))
    assert web.get(copy_at(sent)).content == first
    with override("fr"):
        assert copy_of(sent) != first


def test_it_is_a_file_to_keep_that_no_cache_holds(sent: Application, web: Client) -> None:
    answer = web.get(copy_at(sent))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="application-{sent.reference}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_gets_it(sent: Application, signed_in: SignIn) -> None:
    assert signed_in(PersonFactory().user).get(copy_at(sent)).status_code == 404
    assert Client().get(copy_at(sent)).status_code == 302


def test_a_draft_has_no_copy_yet(call: Call, signed_in: SignIn) -> None:
    draft = scenarios.filled_in(call)
    assert signed_in(draft.person.user).get(copy_at(draft)).status_code == 404


def test_once_the_values_are_erased_there_is_none_and_no_page_links_to_it(sent: Application, web: Client) -> None:
    page = reverse("application", args=[sent.reference])
    assert copy_at(sent) in web.get(page).content.decode()
    SnapshotValues.objects.unscoped("a test").filter(application=sent).delete()
    assert web.get(copy_at(sent)).status_code == 404
    assert copy_at(sent) not in web.get(page).content.decode()


@pytest.mark.parametrize("page", ["application", "application_confirmation"])
def test_the_pages_after_submission_link_to_it_and_say_what_it_is(sent: Application, web: Client, page: str) -> None:
    shown = web.get(reverse(page, args=[sent.reference]))
    assert copy_at(sent) in shown.content.decode()
    assert "Download everything you sent (PDF)" in words(shown)


def test_it_is_made_anew_only_so_often(sent: Application, web: Client, settings: Any) -> None:
    settings.REQUEST_LIMITS = {"application_copy": {"user": 1, "ip": 1, "method": "GET"}}
    assert web.get(copy_at(sent)).status_code == 200
    refused = web.get(copy_at(sent))
    assert refused.status_code == 429
    assert "then ask again" in words(refused)


def test_staff_of_the_office_get_the_same_copy_and_their_reading_is_on_record(sent: Application) -> None:
    officer = posted(sent.office, Role.REVIEWER)
    answer = staff_browser(officer).get(staff_copy(sent))
    assert answer.status_code == 200
    assert answer.content == copy_of(sent)
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(code="applications.copy_opened", user_id=officer.pk).count() == 1


def test_staff_elsewhere_do_not_and_who_may_not_read_files_is_told_why(sent: Application) -> None:
    elsewhere = reviewer_browser(call_elsewhere(sent.call).office)
    assert elsewhere.get(staff_copy(sent)).status_code == 404
    assert reviewer_browser(sent.office, Role.OPERATOR).get(staff_copy(sent)).status_code == 403
    assert not Entry.objects.filter(code="applications.copy_opened").exists()


def test_the_dossier_links_to_it(sent: Application) -> None:
    page = reviewer_browser(sent.office).get(reverse("admin:applications_application_change", args=[sent.pk]))
    assert staff_copy(sent) in page.content.decode()
