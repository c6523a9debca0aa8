"""Keys of encrypted columns can be replaced, and what was changed by somebody without a key is not believed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet

from applications.health import decrypt, encrypt
from portal.accounts.sealing import seal, unseal
from portal.common.errors import DomainError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
BOTH = pytest.mark.parametrize(("close", "open_"), [(encrypt, decrypt), (seal, unseal)], ids=["health", "factors"])


@BOTH
def test_a_new_key_in_front_writes_and_the_old_one_still_reads(
    settings: Any, close: Callable[[str], Any], open_: Callable[[Any], Any]
) -> None:
    settings.FIELD_KEYS = [OLD]
    before = close("yes")
    settings.FIELD_KEYS = [NEW, OLD]
    after = close("yes")
    assert open_(before) == open_(after) == "yes"
    settings.FIELD_KEYS = [NEW]
    assert open_(after) == "yes"
    with pytest.raises(DomainError):
        open_(before)


@BOTH
@pytest.mark.parametrize("place", [0, 1, 12, 30, 60, -1])
def test_a_changed_byte_anywhere_is_noticed(
    settings: Any, close: Callable[[str], Any], open_: Callable[[Any], Any], place: int
) -> None:
    settings.FIELD_KEYS = [OLD]
    stored = close("yes")
    raw = bytearray(base64.urlsafe_b64decode(stored))
    raw[place] ^= 1
    changed = base64.urlsafe_b64encode(bytes(raw))
    with pytest.raises(DomainError):
        open_(changed if isinstance(stored, bytes) else changed.decode())


@BOTH
def test_the_same_answer_twice_does_not_look_the_same(
    settings: Any, close: Callable[[str], Any], open_: Callable[[Any], Any]
) -> None:
    settings.FIELD_KEYS = [OLD]
    assert close("yes") != close("yes")
