"""A coordinator's way through a re-screening by pages alone, and what reviewers see of it meanwhile and after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, Rescreening, RunState, ScreeningTask
from applications.services.rescreening import release
from applications.states import Status
from portal.offices.models import Role
from portal.outbox.models import Message
from programs.models import Call
from tests.applications.new_rules import PASSPORT, begun, coordinator, finished, people, publish
from tests.scenarios import submitted
from tests.staff import QUEUE, call_elsewhere, dossier, posted, reviewer_browser, staff_browser

HELD = "new rules, not released: Not eligible"


def at(name: str, *args: Any) -> str:
    return reverse(f"admin:applications_rescreening_{name}", args=args)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(call: Call) -> Client:
    return staff_browser(coordinator(call))


def test_from_the_published_version_to_the_release_by_pages_alone(call: Call, desk: Client) -> None:
    applied = people(call)
    assert "Every call goes by the published rules" in text_of(desk.get(at("add")))
    publish(call, PASSPORT)
    assert str(call) in text_of(desk.get(at("add")))
    begun_page = desk.post(at("add"), {"calls": call.pk, "scope": "open"}, follow=True)
    run = Rescreening.objects.get()
    assert "0 of 6 applications are through (0 %)." in text_of(begun_page)
    assert 'http-equiv="refresh"' not in begun_page.content.decode()
    followed = desk.get(at("change", run.pk), {"follow": "999"}).content.decode()
    assert '<meta http-equiv="refresh" content="5; url=?follow=59">' in followed
    finished(run)
    done = desk.get(at("change", run.pk), {"follow": "5"})
    assert "These results are held" in text_of(done)
    assert 'http-equiv="refresh"' not in done.content.decode()
    assert "A re-screening to release" in text_of(desk.get(reverse("admin:index")))

    preview = text_of(desk.get(at("release", run.pk)))
    assert "Release: 4 come out otherwise" in preview
    assert applied["hit"].reference in preview
    mails = Message.objects.count()
    released = text_of(desk.post(at("release", run.pk), follow=True))
    assert "2 applicants have another status; their letters are on their way." in released
    assert "Released. Told of another status: 2. Left to a person: 2. Passed over: 0." in released
    assert Message.objects.count() == mails + 2
    assert "Only a finished run" in text_of(desk.post(at("release", run.pk), follow=True))
    assert Message.objects.count() == mails + 2
    assert "Released" in text_of(desk.get(at("changelist")))


def test_queue_and_dossier_tell_what_is_in_force_from_what_is_held(call: Call) -> None:
    applied = people(call)
    hit, in_review = applied["hit"], applied["in review"]
    reviewer = reviewer_browser(call.office)
    publish(call, PASSPORT)
    run = finished(begun(call))
    assert HELD in text_of(reviewer.get(QUEUE))
    page = text_of(reviewer.get(dossier(hit)))
    assert "Another result is held" in page
    assert re.search(r"Outcome in force: +Ready for review", page)
    assert "2035" not in page

    release(run, user=coordinator(call))
    assert HELD not in text_of(reviewer.get(QUEUE))
    page = text_of(reviewer.get(dossier(hit)))
    assert "Another result is held" not in page
    assert "2035" in page
    waiting = text_of(reviewer.get(QUEUE, {"waiting": "rules"}))
    assert in_review.reference in waiting
    assert hit.reference not in waiting
    assert "A look at what new rules say" in text_of(reviewer.get(reverse("admin:index")))

    assert "New rules say otherwise" in text_of(reviewer.get(dossier(in_review)))
    task = ScreeningTask.objects.get(application=in_review)
    form = {"expected_version": str(task.pk)}
    looked = reviewer.post(dossier(in_review, "look-at-rules"), form, follow=True)
    assert "It is on record that you looked" in text_of(looked)
    task.refresh_from_db()
    assert task.closed_by is not None
    assert in_review.reference not in text_of(reviewer.get(QUEUE, {"waiting": "rules"}))
    assert reviewer.post(dossier(in_review, "look-at-rules"), form).status_code == 409
    assert Application.objects.get(pk=in_review.pk).status == Status.IN_REVIEW


def test_the_applicant_reads_nothing_of_a_run_before_its_release(call: Call) -> None:
    hit = submitted(call)
    publish(call, PASSPORT)
    run = finished(begun(call))
    browser = Client()
    browser.force_login(hit.person.user)
    address = f"/applications/{hit.reference}/"
    assert "2035" not in browser.get(address).content.decode()
    release(run, user=coordinator(call))
    page = browser.get(address).content.decode()
    assert "2035" in page
    assert "Not eligible" in page


def test_runs_of_another_office_are_out_of_sight_and_other_roles_are_told_why(call: Call, desk: Client) -> None:
    elsewhere = call_elsewhere(call)
    submitted(elsewhere)
    publish(call, PASSPORT)
    assert str(elsewhere.office) not in text_of(desk.get(at("add")))
    assert "No call was chosen" in text_of(desk.post(at("add"), {"calls": elsewhere.pk, "scope": "open"}, follow=True))
    run = finished(begun(elsewhere))
    for address in (at("change", run.pk), at("release", run.pk), at("history", run.pk)):
        assert desk.get(address).status_code == 404
    assert desk.post(at("release", run.pk)).status_code == 404
    assert desk.post(at("discard", run.pk)).status_code == 404
    own_reviewer = reviewer_browser(elsewhere.office)
    for address in (at("changelist"), at("add"), at("change", run.pk), at("release", run.pk)):
        assert own_reviewer.get(address).status_code == 403
    run.refresh_from_db()
    assert run.state == RunState.HELD


def test_a_stopped_run_shows_where_and_can_only_be_discarded(call: Call, desk: Client) -> None:
    hit = submitted(call)
    publish(call, PASSPORT)
    run = begun(call)
    Rescreening.objects.filter(pk=run.pk).update(
        state=RunState.STOPPED, stopped_at=hit, disagreement={"choice": 1, "rules": {"MIRAI-PASS-2": ["p", "f"]}}
    )
    page = text_of(desk.get(at("change", run.pk)))
    assert f"At application {hit.reference}" in page
    assert "MIRAI-PASS-2 : Postgres p , Python f" in page
    assert "Preview and release" not in page
    assert "The run is discarded" in text_of(desk.post(at("discard", run.pk), follow=True))
    assert desk.get(at("discard", run.pk)).status_code == 405


def test_a_coordinator_who_applied_does_not_even_see_the_run(call: Call) -> None:
    applicant = posted(call.office, Role.COORDINATOR)
    submitted(call, applicant)
    publish(call, PASSPORT)
    run = finished(begun(call))
    page = staff_browser(applicant).get(at("change", run.pk))
    assert (page.status_code, "a colleague screens it again" in text_of(page)) == (403, True)


def test_a_run_under_rules_retired_meanwhile_says_so_and_offers_no_release(call: Call) -> None:
    people(call)
    publish(call, PASSPORT)
    run = finished(begun(call))
    publish(call, without=("MIRAI-SNS-1",))
    browser = staff_browser(run.started_by)
    address = reverse("admin:applications_rescreening_change", args=[run.pk])
    page = text_of(browser.get(address))
    assert "These rules were retired" in page
    assert "Preview and release" not in page
    answer = browser.post(reverse("admin:applications_rescreening_release", args=[run.pk]), follow=True)
    assert "was retired since this run began" in text_of(answer)
