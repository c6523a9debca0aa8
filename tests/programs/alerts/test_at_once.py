"""Two at the same moment, on committed rows; each race has a control without what prevents it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from portal.common import clock
from portal.outbox.models import Message
from programs.handling import handling_table
from programs.models import AlertLink, AlertTold, Call, CallAlert
from programs.services.alerts import asking
from programs.services.alerts.asking import Confirmed, confirm
from programs.services.alerts.forgetting import stop
from programs.services.alerts.telling import claim, reach_of, tell
from tests.calls import open_call
from tests.committed import at_once
from tests.programs.alerts.asked import EMAIL, asked, confirmed, mailed, openings, token_of

pytestmark = pytest.mark.usefixtures("committed_db")


def _confirmations(*, lock: bool) -> Counter[object]:
    open_call()
    token = token_of(asked(country="BE"))

    def slowly(_number: int) -> Confirmed:
        with transaction.atomic():
            found = confirm(token, lock=lock)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")  # the other has asked before this one commits
        return found

    return Counter(at_once(2, slowly))


def test_of_two_confirmations_one_is_the_first() -> None:
    assert _confirmations(lock=True) == {Confirmed.NOW: 1, Confirmed.BEFORE: 1}
    assert CallAlert.objects.get().confirmed_at is not None


def test_control_without_the_lock_both_are_the_first() -> None:
    assert _confirmations(lock=False) == {Confirmed.NOW: 2}


def test_eight_who_ask_at_once_with_one_address_make_one_row_and_one_mail() -> None:
    open_call()
    results = at_once(8, lambda _: asked(country="BE"))
    assert [each for each in results if isinstance(each, Exception)] == []
    assert CallAlert.objects.count() == 1
    assert Message.objects.count() == 1
    assert AlertLink.objects.count() == 1


def test_two_beats_at_once_write_once_to_everybody() -> None:
    open_call()
    for number in range(20):
        confirmed(f"r{number}@example.org", country="BE")
    told = at_once(2, lambda _: tell(chunk=7))
    assert sum(told) == 20
    assert Message.objects.filter(template="alerts/open").count() == 20
    assert AlertTold.objects.count() == 20


def _claims(*, unique: bool) -> int:
    call = open_call()
    confirmed(country="BE")
    if not unique:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE programs_alerttold DROP CONSTRAINT programs_alerttold_once")
    reach = reach_of([call], handling_table(clock.now().date()))

    def take(_number: int) -> int:
        with transaction.atomic():
            pairs = claim(reach, size=10)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
        return len(pairs)

    return sum(at_once(2, take))


def test_of_two_workers_one_takes_a_reader_and_a_call() -> None:
    assert _claims(unique=True) == 1


def test_control_without_the_constraint_both_take_them() -> None:
    assert _claims(unique=False) == 2


def test_stopping_while_one_is_told_never_fails_and_nothing_of_the_address_stays() -> None:
    """Whoever comes second waits: told and then stopped with its mail, or stopped and then not told."""
    open_call()
    confirmed(country="BE")
    tell()
    link = token_of(mailed("unsubscribe_url"))
    AlertTold.objects.all().delete()
    Message.objects.filter(template="alerts/open").delete()
    results = at_once(2, lambda number: tell() if number else stop(link))
    assert [each for each in results if isinstance(each, Exception)] == []
    assert not CallAlert.objects.exists()
    assert openings() == []
    assert not Message.objects.filter(to_email=EMAIL).exists()
    assert Call.objects.exists()


COUNTRIES = ("BE", "FR", "NL", "DE", "AT", "IT", "ES", "FI")


def _mails_of_eight_wishes() -> int:
    open_call()

    def ask_slowly(number: int) -> None:
        with transaction.atomic():
            asked(country=COUNTRIES[number])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")  # the others have counted before this one commits

    at_once(len(COUNTRIES), ask_slowly)
    return Message.objects.count()


def test_eight_wishes_at_once_bring_one_mailbox_no_more_mails_than_a_day_has() -> None:
    assert _mails_of_eight_wishes() == asking.MAILS_A_DAY


def test_control_without_the_turn_each_wish_brings_its_mail() -> None:
    with patch.object(asking, "take_turn", lambda name: None):
        assert _mails_of_eight_wishes() > asking.MAILS_A_DAY


def test_asking_for_what_is_stopped_in_that_moment_makes_it_anew() -> None:
    open_call()
    confirmed(country="BE")
    tell()
    link = token_of(mailed("unsubscribe_url"))
    stopped: list[bool] = []

    def stop_first(execute: Any, sql: str, *rest: Any) -> Any:
        if "FOR UPDATE" in sql and not stopped:
            stopped.append(True)
            at_once(1, lambda _: stop(link))
        return execute(sql, *rest)

    with connection.execute_wrapper(stop_first):
        asked(country="BE")
    assert stopped
    assert CallAlert.objects.get().confirmed_at is None
