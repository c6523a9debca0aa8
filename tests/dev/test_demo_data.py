"""The demonstration: believable, the same for the same seed, and never among real people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import DateField, DateTimeField

from applications.models import Application, ApplicationEvent, Document, ScreeningResult
from applications.paper import on_paper
from applications.permissions import roles_on
from applications.queries import rules_of
from applications.requests.models import Request
from applications.review.queries import queue_states
from applications.services.screening import salted_sha256
from applications.shortlists.models import Decision, Shortlist
from applications.shortlists.queries import buildable_calls, calls_without_list
from applications.shortlists.services import build, freeze, release, verify
from applications.states import Status
from applications.workflow import By
from portal.accounts.models import Person, User
from portal.common import clock
from portal.common.errors import DomainError
from portal.dev.demo import marker
from portal.dev.demo.accounts import ACCOUNTS
from portal.dev.demo.naming import countries
from portal.dev.demo.studies import places
from portal.files.models import FileState
from portal.offices.models import OfficeKind, Role
from portal.outbox.models import Message
from programs.eligibility import evaluate
from programs.models import CallState
from programs.vocabulary import vocabulary
from tests.factories import UserFactory

WRITTEN = ("motivation", "theme_experience", "after_visit", "research_summary", "research_title")


def seeded(**options: int) -> str:
    out = StringIO()
    call_command("load_catalog", stdout=StringIO())
    call_command("seed_demo", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def picture(seed: int) -> list[tuple[object, ...]]:
    """Load the demonstration, remember who is where, and undo it."""
    with transaction.atomic():
        point = transaction.savepoint()
        seeded(applications=40, seed=seed)
        rows = Application.objects.order_by("pk")
        seen = list(rows.values_list("reference", "person__full_name", "person__birth_date", "status"))
        transaction.savepoint_rollback(point)
    return seen


def test_the_same_seed_makes_the_same_people_and_decisions(db: None) -> None:
    once, again, other = picture(5), picture(5), picture(6)
    # The last two are begun through the services, with references of their own.
    assert once[:-2] == again[:-2]
    assert [row[1:] for row in once[-2:]] == [row[1:] for row in again[-2:]]
    assert once != other


def test_it_never_comes_among_real_people(db: None) -> None:
    call_command("load_catalog", stdout=StringIO())
    UserFactory()
    assert marker.state() == "refused"
    with pytest.raises(CommandError, match="only into an empty database"):
        call_command("seed_demo")
    assert not Application.objects.exists()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration as `./dev up` loads it, once for this module; undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None) -> None:
    """The loaded demonstration, as it was for each test."""


def test_it_shows_every_status_in_several_offices_and_scripts(demo: None) -> None:
    assert set(Application.objects.values_list("status", flat=True)) == set(Status.values)
    assert Application.objects.count() == pytest.approx(200, abs=5)
    kinds = set(Application.objects.values_list("office__kind", flat=True))
    assert {OfficeKind.EMBASSY, OfficeKind.CONSULATE_GENERAL} <= kinds
    native = " ".join(Person.objects.values_list("native_name", flat=True))
    for script in ("\u0600-\u06ff", "\u0e00-\u0e7f", "\u10a0-\u10ff", "\u0b80-\u0bff"):  # Arabic, Thai, Georgian, Tamil
        assert re.search(f"[{script}]", native)
    assert Person.objects.filter(full_name__regex=r"^\w+$").exists()  # somebody with one name only


def test_every_screening_is_what_the_rules_say_of_what_was_frozen(demo: None) -> None:
    results = ScreeningResult.objects.select_related("snapshot__values", "application__binding", "choice__theme")
    assert results.count() > 100
    for result in results:
        values = result.snapshot.values
        stored = {"facts": values.facts, "answers": values.answers, "files": values.files}
        assert salted_sha256(values.salt, stored) == result.snapshot.sha256
        facts = vocabulary().canonical(values.facts)
        screening = evaluate(rules_of(result.application), facts, health=result.snapshot.health_verdicts)
        assert (screening.outcome, screening.compact()) == (result.outcome, result.verdicts)


# What legitimately lies ahead: when calls open and end, when programmes and their themes take place.
AHEAD = {
    "programs.Call.opens_at",
    "programs.Call.closes_at",
    "programs.Round.starts_on",
    "programs.Round.ends_on",
    "programs.Theme.starts_on",
    "programs.Theme.ends_on",
    "requests.Request.due_at",
    "requests.Request.remind_at",
}


def test_nothing_has_happened_that_is_still_to_come(demo: None) -> None:
    now = clock.now()
    later, looked_at = {}, set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            if not isinstance(field, DateField) or name in AHEAD:  # a DateTimeField is one too
                continue
            limit = now if isinstance(field, DateTimeField) else now.date()
            values = model._base_manager.filter(**{f"{field.name}__isnull": False}).values_list(field.name, flat=True)
            found = [value for value in values if value > limit]
            looked_at |= {name} if values else set()
            if found:
                later[name] = (len(found), max(found))
    assert later == {}
    assert {"applications.ApplicationEvent.at", "review.Score.given_at", "files.StoredFile.checked_at"} <= looked_at


def test_every_history_is_told_in_order(demo: None) -> None:
    for row in Application.objects.select_related("call", "person__user").prefetch_related(
        "sections", "documents__file"
    ):
        saved = [section.saved_at for section in row.sections.all()]
        uploaded = [document.file.uploaded_at for document in row.documents.all()]
        checked = [document.file.checked_at for document in row.documents.all()]
        kept = [answer.saved_at for answer in row.health_answers.all()]
        events = list(row.events.order_by("sequence"))
        before = sorted([*saved, *kept]) + sorted(uploaded) + sorted(checked)
        in_order = [row.created_at, *before, *([row.submitted_at] if row.submitted_at else []), *(e.at for e in events)]
        assert in_order == sorted(in_order), row
        assert row.call.opens_at <= row.created_at
        assert row.person.user is None or row.person.user.joined_at <= row.created_at
        if row.submitted_at:
            assert events[0].at <= row.call.closes_at
            entered = hasattr(row, "paper")  # by the service, which states when the request arrived
            assert row.submitted_at <= events[0].at if entered else row.submitted_at == events[0].at
        assert [e.to_status for e in events[-1:]] == ([row.status] if events else [])
        opened = [e.at for e in events if e.event == "open_review"]
        decided = [e.at for e in events if e.event == "release"] or [clock.now()]
        assert all(opened[-1] < score.given_at < decided[0] for score in row.scores.all()), row
        for proposal in row.refusal_proposals.all():
            assert row.submitted_at < proposal.proposed_at < proposal.decided_at == events[-1].at


def test_offices_act_in_office_hours(demo: None) -> None:
    by_staff = ApplicationEvent.objects.exclude(by__in=["applicant", "system"]).select_related("office")
    assert by_staff.count() > 30
    for event in by_staff:
        local = event.at.astimezone(ZoneInfo(event.office.time_zone))
        assert local.weekday() < 5, event
        assert 9 <= local.hour < 17, event


@pytest.mark.parametrize("days", [3, 400])
def test_on_whatever_day_it_is_loaded_the_past_is_behind(db: None, days: int) -> None:
    with clock.shifted(timedelta(days=days)):
        seeded(applications=60)
        test_nothing_has_happened_that_is_still_to_come(None)
        test_every_history_is_told_in_order(None)
        test_offices_act_in_office_hours(None)


def test_nobody_contradicts_their_own_answers(demo: None) -> None:
    universities = {u["name"] for country in countries() for u in places(country)["universities"]}
    motivations, phones = [], []
    for row in Application.objects.filter(submitted_at__isnull=False).select_related("person", "call"):
        answers: dict[str, Any] = {}
        for section in row.sections.all():
            answers |= section.answers
        listed = answers.get("education", [{}])[0]
        own = answers.get("institution") or answers.get("university") or listed["university"]
        texts = " ".join(str(answers.get(key, "")) for key in WRITTEN)
        assert {name for name in universities if name in texts} <= {own}
        age = (row.call.opens_at.date() - row.person.birth_date).days / 365.25
        assert answers.get("study_level") != "doctorate" or age >= 25
        assert answers.get("study_level") != "bachelor" or age <= 25
        assert "began" not in listed or int(listed["began"][:4]) - row.person.birth_date.year >= 16
        assert row.person.phone == answers["phone"]
        motivations.append(answers.get("motivation") or answers["research_summary"])
        phones.append(answers["phone"])
    assert max(Counter(motivations).values()) <= 4
    assert len(set(phones)) == len(phones)
    assert not re.search(r"[{}]", " ".join(motivations))


def test_who_is_refused_by_a_person_reads_why(demo: None) -> None:
    refused = ApplicationEvent.objects.filter(event="refuse").select_related("reason", "application")
    assert refused.exists()
    for event in refused:
        results = ScreeningResult.objects.filter(application=event.application).values_list("verdicts", flat=True)
        failed = {key for verdicts in results for key, verdict in verdicts.items() if verdict == "f"}
        words = {
            "MIRAI-ENG-1": "English",
            "MEXT-RES-FIELD-1": "field",
            "MEXT-RES-INEL-ENR": "own expense",
            "JET-CIR-JPN": "Japanese",
        }
        assert any(words[key] in event.reason.text for key in failed & words.keys()), (failed, event.reason.text)


def test_documents_are_there_and_checked_and_nobody_gets_mail(demo: None) -> None:
    documents = Document.objects.select_related("file").prefetch_related("file__pages")
    assert documents.count() > 300
    assert all(each.file.state == FileState.CLEAN and each.file.pages.count() == 1 for each in documents[:20])
    assert not Message.objects.exists()


def test_released_lists_verify(demo: None) -> None:
    released = Shortlist.objects.filter(state="released")
    assert released.count() == 2
    assert [verify(each).differences for each in released] == [[], []]


def test_the_coordinator_who_signs_in_has_a_call_to_decide_and_one_that_is_still_open(demo: None) -> None:
    account = next(account for account in ACCOUNTS if account.role == Role.COORDINATOR)
    user = User.objects.get(email=account.email)
    (ended,) = calls_without_list(user)
    frozen = freeze(build(ended, user=user), user=user, accept_cautions=True)
    assert len(release(frozen, user=user).done) >= 5
    assert {row.decision for row in frozen.lines.all()} == set(Decision.values)
    still_open = next(call for call in buildable_calls(user) if call.state is CallState.OPEN)
    with pytest.raises(DomainError) as refused:
        freeze(build(still_open, user=user), user=user, accept_cautions=True)
    assert refused.value.code == "call_open"


def test_somebody_applied_on_paper_and_has_not_claimed_it(demo: None) -> None:
    application = Application.objects.get(paper__isnull=False)
    known = on_paper(application)
    assert known is not None
    assert (known.claimed, known.by, application.office.country) == (False, "Irakli Chkheidze", "GE")
    assert known.arrival.arrived_at < known.at < application.submitted_at
    assert application.status in (Status.ELIGIBLE, Status.NEEDS_CHECK)
    assert re.search("[\u10a0-\u10ff]", application.person.native_name)
    assert list(application.events.values_list("by", "actor__email")) == [("paper_desk", "reviewer@ge.mission.example")]
    clerk = User.objects.get(email="reviewer@ge.mission.example")
    assert By.PAPER_DESK in roles_on(clerk, application)
    assert all(each.file.uploaded_by == clerk for each in application.documents.select_related("file"))


def test_something_is_asked_of_an_applicant_and_waits(demo: None) -> None:
    request = Request.objects.get()
    assert (request.kind, request.state, request.waits) == ("information", "open", True)
    reviewer = User.objects.get(email="reviewer@be.mission.example")
    assert request.application.status in (Status.IN_REVIEW, Status.ELIGIBLE)
    assert queue_states([request.application], reviewer)[request.application_id].asked_of_applicant


def test_it_is_loaded_once(demo: None) -> None:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "kept" in out.getvalue()
    assert marker.state() == "loaded"


def test_passwords_differ_between_accounts_and_are_not_in_the_database(demo: None) -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    passwords = {account.password for account in ACCOUNTS}
    assert len(passwords) == len(ACCOUNTS)
    assert all(password in out.getvalue() for password in passwords)
