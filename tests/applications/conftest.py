"""What tests about applications start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from portal.accounts.models import User
from programs.models import Call
from tests import scenarios
from tests.calls import open_call
from tests.factories import PersonFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def call(db: None) -> Call:
    """MIRAI at the Embassy of Japan in Belgium, open for another month."""
    return open_call()


@pytest.fixture
def applicant(db: None) -> User:
    """Somebody with a verified address."""
    return PersonFactory().user


@pytest.fixture
def signed_in(db: None) -> SignIn:
    """Return a function that signs somebody in and gives their browser."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def draft(call: Call) -> Application:
    """A draft nobody filled in yet."""
    return scenarios.draft(call)


@pytest.fixture
def web(draft: Application, signed_in: SignIn) -> Client:
    """The browser of its applicant."""
    return signed_in(draft.person.user)


@pytest.fixture
def shift_clock(tmp_path: Path, settings: Any) -> Callable[[timedelta], object]:
    """Return a function that moves the portal's clock, as the offset file does for web, worker and beat together."""
    file = tmp_path / "clock"
    settings.CLOCK_OFFSET_FILE = str(file)
    return lambda by: file.write_text(str(by.total_seconds()))
