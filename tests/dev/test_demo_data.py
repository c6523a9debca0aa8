"""The demonstration: believable, the same for the same seed, and never among real people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from applications.models import Application, Document, ScreeningResult
from applications.queries import bound_of
from applications.services.screening import salted_sha256
from applications.shortlists.models import Shortlist
from applications.shortlists.services import verify
from applications.states import Status
from portal.accounts.models import Person
from portal.dev.demo import marker
from portal.dev.demo.accounts import ACCOUNTS
from portal.files.models import FileState
from portal.offices.models import OfficeKind
from portal.outbox.models import Message
from programs.eligibility import evaluate
from programs.vocabulary import vocabulary
from tests.factories import UserFactory


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
    assert once[:-1] == again[:-1]  # the last is begun through the service, with a reference of its own
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
        screening = evaluate(bound_of(result.application), facts, health=result.snapshot.health_verdicts)
        assert (screening.outcome, screening.compact()) == (result.outcome, result.verdicts)


def test_documents_are_there_and_checked_and_nobody_gets_mail(demo: None) -> None:
    documents = Document.objects.select_related("file").prefetch_related("file__pages")
    assert documents.count() > 300
    assert all(each.file.state == FileState.CLEAN and each.file.pages.count() == 1 for each in documents[:20])
    assert not Message.objects.exists()


def test_released_lists_verify(demo: None) -> None:
    released = Shortlist.objects.filter(state="released")
    assert released.count() == 2
    assert [verify(each).differences for each in released] == [[], []]


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
