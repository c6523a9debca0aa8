"""Tasks stand before the same wall as staff pages: no scoped table without saying for whom, or why for nobody."""

from datetime import timedelta

import pytest
from celery import shared_task
from django.conf import settings

from applications.models import Application
from applications.states import Status
from portal.accounts.models import User
from portal.celery import ScopedTask, app
from portal.common import clock
from portal.common.scoping import UnscopedQuery
from programs.models import Call
from tests import scenarios
from tests.calls import open_call
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.staff import posted


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


PERIODIC = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()})


@pytest.fixture(autouse=True)
def every_task() -> None:
    app.loader.import_default_modules()


@shared_task(name="tests.count_for_nobody")
def count_for_nobody() -> int:
    return Application.objects.count()


@shared_task(name="tests.count_for")
def count_for(user_id: int) -> int:
    return Application.objects.for_staff(User.objects.get(pk=user_id)).count()


def test_a_task_that_reads_a_scoped_table_for_nobody_is_stopped(call: Call) -> None:
    scenarios.submitted(call)
    with pytest.raises(UnscopedQuery):
        count_for_nobody()
    assert count_for(posted(call.office).pk) == 1


def test_every_task_of_ours_is_of_that_kind() -> None:
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert set(PERIODIC) <= {task.name for task in ours}
    assert all(isinstance(task, ScopedTask) for task in ours)


@pytest.mark.parametrize("name", PERIODIC)
def test_every_periodic_task_gets_through_with_work_waiting(call: Call, shift_clock: Shift, name: str) -> None:  # noqa: F811
    draft = scenarios.draft(call)
    scenarios.submitted(call)
    shift_clock(call.closes_at - clock.now() + timedelta(hours=1))
    app.tasks[name]()
    draft.refresh_from_db()
    assert (draft.status == Status.CLOSED) is (name == "applications.tasks.close_drafts")
