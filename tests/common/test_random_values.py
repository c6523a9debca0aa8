"""What opens something by being known cannot be guessed: enough chance in each, and none twice."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _get_new_csrf_string

from applications.models import Application
from portal.files.models import random_key, random_token
from programs.models import Call
from tests.accounts.signing_in import recovery_codes, with_app
from tests.factories import PersonFactory

URL_SAFE = 64
HEX = 16


def default_of(model: type[Application | Call], column: str) -> Callable[[], str]:
    """What fills a column of a new row."""
    made: Callable[[], str] = model._meta.get_field(column).default  # type: ignore[union-attr]
    return made


@pytest.mark.parametrize(
    ("make", "alphabet"),
    [
        (random_token, URL_SAFE),
        (lambda: random_key().rsplit("/", 1)[-1], HEX),
        (default_of(Application, "lot_token"), HEX),
        (default_of(Call, "lot_seed"), HEX),
        (lambda: str(SessionStore()._get_new_session_key()), 36),
        (_get_new_csrf_string, 62),
    ],
    ids=["address of a file", "key of stored bytes", "token of a lot", "seed of a lot", "session", "form"],
)
@pytest.mark.django_db
def test_each_has_at_least_128_bits(make: Callable[[], str], alphabet: int) -> None:
    made = [make() for _ in range(200)]
    assert len(set(made)) == len(made)
    assert min(map(len, made)) * math.log2(alphabet) >= 128
    assert alphabet / 2 < len(set("".join(made))) <= alphabet


@pytest.mark.django_db
def test_a_recovery_code_has_at_least_20_bits_and_there_are_ten() -> None:
    user = PersonFactory().user
    with_app(user)
    codes = recovery_codes(user)
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {8}
    assert all(code.isdecimal() for code in codes)
    assert 8 * math.log2(10) >= 20


def test_the_key_of_an_app_is_new_each_time_and_long() -> None:
    made = {generate_totp_secret() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) * math.log2(32) >= 128
