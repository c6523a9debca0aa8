"""Counters of rate limits: nobody resets another's by making many of their own."""

import pytest
from django.core.cache import cache

ATTEMPTS = "000-attempts-of-somebody"  # Django throws away what sorts first


@pytest.mark.django_db
def test_counters_outlive_the_attempts_of_many_others() -> None:
    cache.set(ATTEMPTS, 4)
    for number in range(400):
        cache.set(f"{number:03}-tried-once", 1)
    assert cache.get(ATTEMPTS) == 4
