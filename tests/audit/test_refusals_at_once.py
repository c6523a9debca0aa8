"""Refusals of one person in one minute are counted together, whichever process met them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import RequestFactory

from portal.audit.models import Entry
from portal.audit.refusals import PER_MINUTE, refused
from portal.common import clock
from tests.committed import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def test_four_processes_record_no_more_than_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # no minute ends while the test runs

    def ten(_: int) -> None:
        for number in range(10):
            request = cast(Any, RequestFactory().get(f"/admin/{number}/"))
            request.user, request.resolver_match = SimpleNamespace(pk=17), None
            refused(request, 404)

    assert at_once(4, ten) == [None] * 4
    assert Entry.objects.filter(code="access.refused", user_id=17).count() == PER_MINUTE
