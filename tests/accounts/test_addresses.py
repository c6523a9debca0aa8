"""Addresses longer than an address can be: refused in words, wherever one is typed."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import Message

pytestmark = pytest.mark.django_db
LONG = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"


@pytest.mark.parametrize("address", [LONG, "ü" * 300 + "@example.org"])
def test_sign_up_refuses_an_address_that_is_too_long(address: str) -> None:
    secret = "correct horse battery staple"
    page = Client().post("/accounts/signup/", {"email": address, "password1": secret, "password2": secret})
    assert page.status_code == 200
    assert "email" in page.context["form"].errors
    assert not User.objects.exists()


def test_so_does_a_reset_of_the_password() -> None:
    page = Client().post("/accounts/password/reset/", {"email": LONG})
    assert page.status_code == 200
    assert "email" in page.context["form"].errors
    assert not Message.objects.exists()
