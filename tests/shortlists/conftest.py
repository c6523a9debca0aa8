"""A call that has ended, with a coordinator and people in review."""

from datetime import timedelta

import pytest

from applications.shortlists.models import Shortlist
from applications.shortlists.services import build, freeze
from portal.accounts.models import User
from portal.offices.models import Role
from programs.models import Call
from tests.calls import open_call
from tests.clock import shift_clock  # noqa: F401
from tests.shortlists.building import move_deadline, seven_in_review
from tests.staff import posted


@pytest.fixture
def call(db: None) -> Call:
    """MIRAI at the Embassy of Japan in Belgium, ended yesterday, with three places and two on the reserve."""
    call = open_call()
    call.shortlist_places, call.reserve_places = 3, 2
    call.save()
    return move_deadline(call, timedelta(days=-1))


@pytest.fixture
def coordinator(call: Call) -> User:
    """Who makes the call's lists."""
    return posted(call.office, Role.COORDINATOR)


@pytest.fixture
def draft(call: Call, coordinator: User) -> Shortlist:
    """Seven people in review, scored from 90 down to 30 in tens, on a draft."""
    seven_in_review(call)
    return build(call, user=coordinator)


@pytest.fixture
def frozen(draft: Shortlist, coordinator: User) -> Shortlist:
    """The same seven, frozen."""
    return freeze(draft, user=coordinator, accept_cautions=True)
