"""What tests about requests start from: a call whose letters come from two referees, and drafts of it."""

from __future__ import annotations

import pytest

from applications.models import Application
from programs.models import Call
from programs.services.calls import announce
from tests.applications.conftest import applicant, shift_clock, signed_in  # noqa: F401
from tests.calls import jet_call, mext_beside, open_call
from tests.requests.asking import with_name


@pytest.fixture
def mirai(db: None) -> Call:
    """A call without letters."""
    return open_call()


@pytest.fixture
def call(db: None) -> Call:
    """JET at the Embassy of Japan in Belgium: two letters, from referees alone."""
    made = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(made, actor=None)
    return made


@pytest.fixture
def mext(mirai: Call) -> Call:
    """MEXT research students: one letter, from a referee or from the applicant's own hands."""
    return mext_beside(mirai)


@pytest.fixture
def draft(call: Call) -> Application:
    """A draft whose applicant has written a name."""
    return with_name(call)
