"""“What stops people” in the staff site: counts of one's own calls, in sentences, small numbers hidden."""

from __future__ import annotations

from datetime import date

import pytest

from portal.offices.models import Role
from programs.models import Binding, Call, CheckCount
from tests.programs.views.stepping import said
from tests.staff import call_elsewhere, reviewer_browser

pytestmark = pytest.mark.django_db
ALL = "/admin/programs/call/what-stops-people/"


def counted(call: Call, *, binding: Binding | None = None, **numbers: int) -> None:
    """Let this happen in November: `checks` is how many were finished, the others are rules with "_" for "-"."""
    binding = binding or Binding.objects.get(call=call)
    for key, number in numbers.items():
        CheckCount.objects.create(
            office=call.office,
            call=call,
            binding=binding,
            month=date(2026, 11, 1),
            rule_key="" if key == "checks" else key.replace("_", "-"),
            stopped=number,
        )


def one(call: Call) -> str:
    return f"/admin/programs/call/{call.pk}/what-stops-people/"


def test_each_rule_says_in_a_sentence_how_many_it_stopped_and_what_share(mirai_call: Call) -> None:
    counted(mirai_call, checks=40, MIRAI_NAT_1=10, MIRAI_RES_1=4, MIRAI_PASS_1=5)
    text = said(reviewer_browser(mirai_call.office).get(one(mirai_call)).content.decode())
    assert "Finished checks: 40." in text
    assert "November 2026" in text
    assert "5 12 %" in text
    assert text.count("fewer than 5 –") == 7  # four stopped, or none: it looks the same
    assert text.index(" 10 25 %") < text.index(" 5 12 %") < text.index("fewer than 5 –")


def test_of_fewer_than_five_checks_nothing_more_is_said(mirai_call: Call) -> None:
    counted(mirai_call, checks=4, MIRAI_NAT_1=4)
    text = said(reviewer_browser(mirai_call.office).get(one(mirai_call)).content.decode())
    assert "Finished checks: fewer than 5." in text
    assert "Share of checks" not in text


def test_health_is_not_among_the_rules(mirai_call: Call) -> None:
    counted(mirai_call, checks=40)
    text = said(reviewer_browser(mirai_call.office).get(one(mirai_call)).content.decode())
    assert "mentally healthy" not in text


def test_months_are_added_up(mirai_call: Call) -> None:
    counted(mirai_call, checks=40)
    CheckCount.objects.filter(rule_key="").update(month=date(2026, 10, 1))
    counted(mirai_call, checks=2)
    text = said(reviewer_browser(mirai_call.office).get(one(mirai_call)).content.decode())
    assert "Finished checks: 42. October 2026 – November 2026" in text


@pytest.mark.parametrize(("before", "after", "said_of_both"), [(40, 3, "40"), (3, 3, "too few to show"), (5, 6, "11")])
def test_the_list_adds_up_only_what_the_call_s_page_shows(
    mirai_call: Call, before: int, after: int, said_of_both: str
) -> None:
    counted(mirai_call, checks=before)
    newer = Binding.objects.get(call=mirai_call)
    newer.pk, newer.number = None, 2
    newer.save(force_insert=True)
    counted(mirai_call, binding=newer, checks=after)
    text = said(reviewer_browser(mirai_call.office).get(ALL).content.decode())
    assert f"Embassy of Japan in Belgium {said_of_both}" in text


def test_the_list_names_one_s_own_calls_alone(mirai_call: Call) -> None:
    counted(mirai_call, checks=40)
    other = call_elsewhere(mirai_call)
    counted(other, checks=77)
    browser = reviewer_browser(mirai_call.office)
    text = said(browser.get(ALL).content.decode())
    assert "Embassy of Japan in Belgium 40" in text
    assert "77" not in text
    assert browser.get(one(other)).status_code == 404
    assert browser.get("/admin/programs/call/no-number/what-stops-people/").status_code == 404
    assert ALL in browser.get("/admin/programs/call/").content.decode()
    assert one(mirai_call) in browser.get(f"/admin/programs/call/{mirai_call.pk}/change/").content.decode()


def test_who_does_not_read_calls_is_told_so_and_strangers_sign_in(mirai_call: Call) -> None:
    operator = reviewer_browser(mirai_call.office, Role.OPERATOR)
    assert operator.get(ALL).status_code == 403
    assert operator.get(one(mirai_call)).status_code == 403
    assert reviewer_browser(mirai_call.office).post(ALL).status_code == 405


def test_before_anybody_checked_the_page_says_what_will_be_here(mirai_call: Call) -> None:
    text = said(reviewer_browser(mirai_call.office).get(one(mirai_call)).content.decode())
    assert "Nobody has finished a check yet" in text
