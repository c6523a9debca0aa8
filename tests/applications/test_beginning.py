"""Beginning at the same moment from several windows: one draft, and the control that shows there is a race to win."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from applications.models import Application, Choice, Section
from applications.services import drafts
from applications.services.drafts import begin
from portal.accounts.models import Person, User
from programs.models import Call
from tests.calls import open_call
from tests.committed import at_once
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("committed_db", "all_look_before_any_begins")
WINDOWS = 8
CHECKED = {"nationality": {"nationalities": ["BE"], "residence_country": "BE"}}


@pytest.fixture
def all_look_before_any_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every window find that there is no draft yet, before the first one makes it."""
    looked = threading.Barrier(WINDOWS)
    seen = threading.local()
    look = drafts._live

    def look_together(call: Call, person: Person) -> Application | None:
        found = look(call, person)
        if not hasattr(seen, "before"):
            seen.before = True
            looked.wait(timeout=30)
        return found

    monkeypatch.setattr(drafts, "_live", look_together)


def begin_in_every_window(user: User) -> list[Any]:
    call = open_call()
    return at_once(WINDOWS, lambda _: begin(call, user=User.objects.get(pk=user.pk), prefill=CHECKED))


def test_eight_windows_that_begin_at_once_get_the_same_draft() -> None:
    user = UserFactory()  # whose person is made on this occasion, too
    begun = begin_in_every_window(user)
    draft = Application.objects.get()
    assert [each.pk for each in begun] == [draft.pk] * WINDOWS
    assert draft.person == Person.objects.get(user=user)
    assert Choice.objects.filter(application=draft).count() == 1
    assert Section.objects.get(application=draft).answers == CHECKED["nationality"]


def test_control_without_the_constraint_they_get_one_each() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX applications_one_live_per_call")
    begun = begin_in_every_window(UserFactory())
    assert len({each.pk for each in begun}) == WINDOWS
    assert Application.objects.count() == WINDOWS
