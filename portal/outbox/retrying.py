"""When a message is tried again, and when no more."""

import random
from datetime import datetime, timedelta

from portal.common import clock

_SLOWEST = timedelta(minutes=60)
# 1, 2, 4, 8, 16, 32 and then 60 minutes between attempts: the last one comes 24 hours after the first.
MOST_ATTEMPTS = 30


def next_try(attempts: int) -> datetime | None:
    """Return when to try after `attempts` failed ones (UTC), None when it is enough.

    Up to a tenth is added by chance, so that what failed together does not come back all at once.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    pause = min(timedelta(minutes=2 ** min(attempts - 1, 10)), _SLOWEST)
    return clock.now() + pause * (1 + random.random() / 10)
