"""Finished checks are counted once each, with the rules that stopped them, and nothing of anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from programs.bindings import bound_of
from programs.models import Binding, Call, CheckCount
from programs.services.check_counts import Tally, count_check
from tests.calls import open_call
from tests.clock import Shift, shift_clock
from tests.committed import at_once
from tests.programs.views.stepping import Checker
from tests.programs.views.test_check import MEETS_ALL
from tests.programs.views.test_check_in_steps import FIRST, parts, rest

__all__ = ["shift_clock"]


def counts() -> dict[str, int]:
    return dict(CheckCount.objects.values_list("rule_key", "stopped"))


@pytest.mark.django_db
def test_a_check_that_meets_everything_counts_once_and_stops_nobody(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    assert counts() == {}
    checker.press(**rest())
    assert counts() == {"": 1}


@pytest.mark.django_db
def test_whoever_is_ruled_out_counts_when_it_is_known_and_each_rule_once(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST, nationalities=["FI"]))
    assert counts() == {"": 1, "MIRAI-NAT-1": 1}
    checker.press(**{**rest(), "japan_residence_months_total": "90", "english_ok": "no"})
    assert counts() == {"": 1, "MIRAI-NAT-1": 1, "MIRAI-RES-1": 1}


@pytest.mark.django_db
def test_trying_out_other_answers_afterwards_is_the_same_check(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST))
    checker.press(**rest())
    checker.press(change="1")
    checker.press(nationalities=["FI"])
    assert counts() == {"": 1}


@pytest.mark.django_db
def test_a_double_press_and_a_reload_count_nothing(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    first_page = checker.page
    for _press in range(3):
        checker.page = first_page
        checker.press(**parts(*FIRST, nationalities=["FI"]))
    assert counts() == {"": 1, "MIRAI-NAT-1": 1}


@pytest.mark.django_db
def test_an_unfinished_check_another_language_and_a_page_of_nobody_s_count_nothing(mirai_call: Call) -> None:
    checker = Checker(mirai_call)
    checker.press(nationalities=["BE"])
    checker.press()  # the rest is left open: nothing is finished
    checker.press(read_in="fr", nationalities=["FI"])
    for tally in ("", "made-up", "x" + Tally.begun(Binding.objects.get()).signed()):
        checker.client.post(checker.address, {**MEETS_ALL, "tally": tally})
    assert counts() == {}


@pytest.mark.django_db
def test_months_are_those_of_the_office(mirai_call: Call, shift_clock: Shift) -> None:
    half_past_midnight_in_brussels = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    shift_clock(half_past_midnight_in_brussels - datetime.now(UTC))
    Checker(mirai_call).press(**parts(*FIRST, nationalities=["FI"]))
    assert set(CheckCount.objects.values_list("month", flat=True)) == {date(2027, 1, 1)}


@pytest.mark.django_db
def test_rules_on_health_are_never_counted(mirai_call: Call) -> None:
    bound = bound_of(Binding.objects.get())
    checker = Checker(mirai_call)
    checker.press(**parts(*FIRST), declares_healthy="no")
    checker.press(**rest(), declares_healthy="no")
    assert not set(counts()) & {rule.key for rule in bound.health_rules}


@pytest.mark.django_db
def test_a_count_that_the_database_refuses_breaks_no_check_and_is_logged(mirai_call: Call, caplog: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programs_checkcount ADD CONSTRAINT nothing_today CHECK (stopped < 1)")
    text = Checker(mirai_call).press(**parts(*FIRST, nationalities=["FI"]))
    assert "1 requirement is not met" in text
    logged = "\n".join(str(record.msg) for record in caplog.records)
    assert "check_not_counted" in logged
    assert "Finland" not in logged


@pytest.mark.django_db
def test_counts_stay_with_the_call_of_their_binding(mirai_call: Call) -> None:
    binding = Binding.objects.get()

    @transaction.atomic
    def count_elsewhere() -> None:
        CheckCount.objects.create(
            office=mirai_call.office, call_id=mirai_call.pk + 1, binding=binding, month=date(2026, 11, 1), stopped=1
        )
        connection.check_constraints()

    with pytest.raises(DatabaseError):
        count_elsewhere()


def test_two_at_once_lose_no_count(committed_db: None) -> None:
    call = open_call()
    binding = Binding.objects.get()
    stopped = ("MIRAI-NAT-1", "MIRAI-AGE-1", "MIRAI-RES-1")

    def one(number: int) -> None:
        keys = stopped if number % 2 else tuple(reversed(stopped))
        for _check in range(5):
            count_check(binding, call, Tally.begun(binding), keys, over=True)

    assert at_once(4, one) == [None] * 4
    assert counts() == {"": 20, **dict.fromkeys(stopped, 20)}
