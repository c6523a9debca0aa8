"""What tests about papers start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

import pytest

from portal.common import clock

At = Callable[[datetime], AbstractContextManager[None]]


@pytest.fixture
def at(shift_clock: Callable[[timedelta], object]) -> At:
    """Return a context in which the portal's clock stands at an instant; afterwards it is what it was."""

    @contextmanager
    def there(instant: datetime) -> Iterator[None]:
        shift_clock(instant - clock.now())
        try:
            yield
        finally:
            shift_clock(timedelta())

    return there
