"""Python and Postgres say the same of everybody, per rule and outcome, and so does a slow third opinion.

Random rule trees meet people at their limits, stored values of the wrong type included. `./dev test --long` looks at
many more; a difference names the seed that makes it again.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs.eligibility.random_rules import make_case
from tests.programs.eligibility.two_rails import differences

SEEDS = st.integers(0, 2**32 - 1)
_PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=_PATIENT)
@given(seed=SEEDS)
def test_python_and_postgres_agree_on_every_rule_and_outcome(seed: int) -> None:
    assert differences(make_case(seed)) == []


@pytest.mark.long
@pytest.mark.django_db
@settings(max_examples=3_000, deadline=None, suppress_health_check=_PATIENT)
@given(seed=SEEDS)
def test_python_and_postgres_agree_on_millions_of_verdicts(seed: int) -> None:
    assert differences(make_case(seed, rules=16, people=20)) == []
