"""Newer rules are taken while another window saves: whoever waits goes on, and is not told to be nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from applications.models import Application
from applications.services import drafts
from applications.services.documents import remove_document
from portal.common.errors import DomainError
from tests.applications.test_taking_rules_at_once import of, one_then_the_other, ready, screened_by, take

pytestmark = pytest.mark.usefixtures("committed_db")


def save(application: Application) -> Callable[[], object]:
    mine, user = of(application)
    given = {"full_name": "Zoë Carreño"}
    version = mine.sections.get(key="about_you").version
    return lambda: drafts.save_section(mine, "about_you", given, user=user, expected_version=version, complete=False)


def remove(application: Application) -> Callable[[], object]:
    mine, user = of(application)
    return lambda: remove_document(mine, "passport_copy", user=user)


@pytest.mark.parametrize("second", [save, remove])
def test_whoever_waits_for_the_rules_to_be_taken_is_served(second: Callable[[Application], Callable[[], Any]]) -> None:
    application, number = ready()
    assert one_then_the_other(take(application, number), second(application)) == []
    assert of(application)[0].binding.number == number


def test_a_second_click_on_taking_the_rules_does_nothing_and_is_no_error() -> None:
    application, number = ready()
    assert one_then_the_other(take(application, number), take(application, number)) == []
    assert screened_by(application)[0] == number


def test_control_a_lock_that_reads_the_rules_along_leaves_the_row_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Postgres looks again once it has the lock, and the rules that it read along are no longer the row's."""
    monkeypatch.setattr(drafts, "_RELATED", (*drafts._RELATED, "binding"))
    application, number = ready()
    (error,) = one_then_the_other(take(application, number), save(application))
    assert isinstance(error, DomainError)
    assert error.code == "not_yours"
