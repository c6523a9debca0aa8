"""Two liaisons who record something of one association at the same moment; with the lock off, as a control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError

from alumni.models import Association, Officer, StandingChange
from alumni.services import add_association, change_standing, name_officer, officers, place_under, register, standing
from portal.common.errors import Conflict, DomainError
from portal.offices.models import Office
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


def lock_off(monkeypatch: pytest.MonkeyPatch, where: Any, after: str) -> None:
    """Read without the lock; both are past the check `after` before either goes on."""
    both, check = threading.Barrier(2), getattr(where, after)

    def read_only(association: Association, actor: Any) -> Association:
        found: Association = Association.objects.unscoped("a test").select_related("office").get(pk=association.pk)
        return found

    def checked(*given: Any) -> None:
        check(*given)
        both.wait(30)

    monkeypatch.setattr(where, "locked", read_only)
    monkeypatch.setattr(where, after, checked)


def test_of_two_changes_the_second_hears_what_it_is_now() -> None:
    results = at_once(2, falling_asleep(recognised(OfficeFactory())))
    assert sorted(type(each) for each in results if isinstance(each, StandingChange)) == [StandingChange]
    (refused,) = [each for each in results if isinstance(each, DomainError)]
    assert refused.code == "no_such_step"


def test_control_without_the_lock_only_the_number_of_the_row_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    association = recognised(OfficeFactory())
    lock_off(monkeypatch, standing, "_check")
    results = at_once(2, falling_asleep(association))
    assert [type(each) for each in results if not isinstance(each, StandingChange)] == [IntegrityError]


def two_of_one_name(number: int) -> Any:
    return add_association(actor=None, office=Office.objects.get(), names={"en": "Kiel Circle"}, country="BE")


def test_two_of_one_name_entered_at_once_have_two_addresses() -> None:
    OfficeFactory()
    assert sorted(made.slug for made in at_once(2, two_of_one_name)) == ["kiel-circle", "kiel-circle-2"]


def test_control_out_of_turn_the_database_refuses_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    OfficeFactory()
    meet_instead(monkeypatch, "_free_slug")
    assert [type(each) for each in at_once(2, two_of_one_name) if not isinstance(each, Association)] == [IntegrityError]


def each_under_the_other() -> Callable[[int], Any]:
    pair = [recognised(OfficeFactory(), "One"), recognised(Office.objects.get(), "Other")]
    return lambda number: place_under(pair[number], pair[1 - number], actor=None)


def test_of_two_that_are_placed_under_each_other_one_is_refused() -> None:
    results = at_once(2, each_under_the_other())
    (refused,) = [each for each in results if isinstance(each, DomainError)]
    assert refused.code == "under_itself"


def test_control_out_of_turn_they_lie_in_a_circle_or_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_instead(monkeypatch, "_check_above")
    results = at_once(2, each_under_the_other())
    circle = Association.objects.unscoped("a test").filter(umbrella__umbrella__umbrella__isnull=False).exists()
    assert circle or any(isinstance(each, OperationalError) for each in results)


def meet_instead(monkeypatch: pytest.MonkeyPatch, after: str) -> None:
    """Take no turns; both are past the check `after` before either goes on."""
    both, check = threading.Barrier(2), getattr(register, after)

    def checked(*given: Any) -> Any:
        answer = check(*given)
        both.wait(30)
        return answer

    monkeypatch.setattr(register, "one_after_the_other", lambda: None)
    monkeypatch.setattr(register, after, checked)


def test_of_two_who_name_the_same_president_one_hears_it() -> None:
    association = recognised(OfficeFactory())
    results = at_once(2, becoming_president(association))
    (refused,) = [each for each in results if isinstance(each, Conflict)]
    assert refused.code == "term_overlaps"
    assert Officer.objects.unscoped("a test").count() == 1


def test_control_without_the_lock_there_are_two_presidents(monkeypatch: pytest.MonkeyPatch) -> None:
    association = recognised(OfficeFactory())
    lock_off(monkeypatch, officers, "_check_free")
    at_once(2, becoming_president(association))
    assert Officer.objects.unscoped("a test").count() == 2
