"""The coordinator's home names the lists that wait for a step of theirs, and only those."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from applications.shortlists.models import Shortlist
from applications.shortlists.services import correct, discard, freeze, release
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Role
from programs.models import Call
from tests.clock import Shift
from tests.shortlists.building import move_deadline, seven_in_review
from tests.staff import call_elsewhere, posted, staff_browser


def waiting(browser: Client) -> dict[str, int]:
    """Return what the home page says waits, with the counts."""
    return {str(item["words"]): item["count"] for item in browser.get(reverse("admin:index")).context["waiting"]}


def test_a_list_is_made_once_the_call_has_ended(call: Call, coordinator: User, shift_clock: Shift) -> None:
    seven_in_review(call)
    move_deadline(call, timedelta(days=30))
    assert waiting(staff_browser(coordinator)) == {}
    shift_clock(call.closes_at - clock.now() + timedelta(hours=1))
    assert waiting(staff_browser(coordinator)) == {"A shortlist to make": 1}


def test_each_list_waits_for_its_next_step(draft: Shortlist, coordinator: User) -> None:
    assert waiting(staff_browser(coordinator)) == {"A shortlist to freeze": 1}
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    assert waiting(staff_browser(coordinator)) == {"A shortlist to release": 1}
    newer = correct(frozen, user=coordinator)
    assert waiting(staff_browser(coordinator)) == {"A shortlist to freeze": 1}, "the replaced one waits for nothing"
    discard(newer, user=coordinator, expected_version=newer.version)
    release(frozen, user=coordinator)
    assert waiting(staff_browser(coordinator)) == {}


def test_nothing_waits_for_other_roles_or_other_offices(draft: Shortlist, call: Call) -> None:
    for person in (posted(call.office, Role.SENIOR_REVIEWER), posted(call_elsewhere(call).office, Role.COORDINATOR)):
        assert not [words for words in waiting(staff_browser(person)) if "shortlist" in words]
