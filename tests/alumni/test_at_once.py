"""Two liaisons who record something of one association at the same moment; with the lock off, as a control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from alumni.models import Association, Officer, StandingChange
from alumni.services import change_standing, name_officer, officers, standing
from portal.common.errors import Conflict, DomainError
from tests.alumni.register import recognised
from tests.committed import at_once
from tests.factories import OfficeFactory

pytestmark = pytest.mark.usefixtures("committed_db")
DAY = date(2020, 5, 17)


def falling_asleep(association: Association) -> Callable[[int], Any]:
    return lambda _number: change_standing(
        association, "dormant", actor=None, on=DAY, source="mission", reason="No answer to three letters."
    )


def becoming_president(association: Association) -> Callable[[int], Any]:
    return lambda _number: name_officer(
        association, actor=None, role="president", starts_on=DAY, full_name="Ada Osei", email="ada@mail.example"
    )


def lock_off(monkeypatch: pytest.MonkeyPatch, where: Any) -> None:
    both = threading.Barrier(2)

    def read_only(association: Association, actor: Any) -> Association:
        found = Association.objects.unscoped("a test").select_related("office").get(pk=association.pk)
        both.wait(30)
        return found

    monkeypatch.setattr(where, "locked", read_only)


def test_of_two_changes_the_second_hears_what_it_is_now() -> None:
    results = at_once(2, falling_asleep(recognised(OfficeFactory())))
    assert sorted(type(each) for each in results if isinstance(each, StandingChange)) == [StandingChange]
    (refused,) = [each for each in results if isinstance(each, DomainError)]
    assert refused.code == "no_such_step"


def test_control_without_the_lock_only_the_number_of_the_row_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    association = recognised(OfficeFactory())
    lock_off(monkeypatch, standing)
    results = at_once(2, falling_asleep(association))
    assert [type(each) for each in results if not isinstance(each, StandingChange)] == [IntegrityError]


def test_of_two_who_name_the_same_president_one_hears_it() -> None:
    association = recognised(OfficeFactory())
    results = at_once(2, becoming_president(association))
    (refused,) = [each for each in results if isinstance(each, Conflict)]
    assert refused.code == "term_overlaps"
    assert Officer.objects.unscoped("a test").count() == 1


def test_control_without_the_lock_there_are_two_presidents(monkeypatch: pytest.MonkeyPatch) -> None:
    association = recognised(OfficeFactory())
    lock_off(monkeypatch, officers)
    at_once(2, becoming_president(association))
    assert Officer.objects.unscoped("a test").count() == 2
