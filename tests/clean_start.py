"""Each test begins as a process does: in English, and with nothing kept from the test before."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from programs import bindings
from programs.definitions import definition


@pytest.fixture(autouse=True)
def nothing_is_left_of_the_test_before() -> None:
    """Speak the default language, whatever a page spoke last; know no definition and no binding by its key.

    A process keeps by their keys rows that never change; a test rolls back, and may use a key again.
    """
    translation.activate(settings.LANGUAGE_CODE)
    definition._by_key.clear()
    bindings._by_key.clear()
