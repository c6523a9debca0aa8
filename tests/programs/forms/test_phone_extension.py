"""A telephone number with a long extension reaches the person whole."""

import pytest

from portal.accounts.models import Person
from programs.models import Call
from tests.calls import open_call
from tests.scenarios import submitted

NUMBER = "+32 470 12 34 56 ext. 12345678901234567890"


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


def test_a_number_with_an_extension_is_kept(call: Call) -> None:
    application = submitted(call, phone=NUMBER)
    assert Person.objects.get(applications=application).phone == NUMBER
