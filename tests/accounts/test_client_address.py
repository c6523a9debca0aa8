"""Whose attempts they are: the reader's address, which the reader cannot choose."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.test import Client, RequestFactory

from portal.accounts.client_address import client_address
from tests.accounts.signing_in import said
from tests.factories import PersonFactory

PROXY = "10.0.0.1"


def seen(forwarded: str | None, proxies: int, connection: str = PROXY) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=connection), proxies=proxies)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        (None, 0, PROXY),
        ("203.0.113.5", 0, PROXY),  # without a proxy of ours the header proves nothing
        ("203.0.113.5", 1, "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5", 1, "203.0.113.5"),  # what stands before was sent by the reader
        ("1.1.1.1,2.2.2.2 , 203.0.113.5,10.0.0.2", 2, "203.0.113.5"),
        ("203.0.113.5", 2, PROXY),  # it did not come through both proxies
        (None, 1, PROXY),
        ("", 1, PROXY),
        ("not an address", 1, PROXY),
        ("203.0.113.5, <script>", 1, PROXY),
        ("::ffff:203.0.113.5", 1, "203.0.113.5"),
        ("2001:db8::1", 1, "2001:db8::1"),
    ],
)
def test_only_the_hop_that_our_own_proxy_wrote_counts(forwarded: str | None, proxies: int, expected: str) -> None:
    assert seen(forwarded, proxies) == expected


def test_a_connection_over_a_socket_has_the_address_of_nobody_else() -> None:
    assert seen(None, 0, connection="") == "127.0.0.1"


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    def counted(address: str) -> str:
        return str(get_ip(RequestFactory().get("/", REMOTE_ADDR=address)))

    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert counted("2001:db8:1:2::1") != counted("2001:db8:1:3::1")


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "stopped"), [(0, True), (1, False)])
def test_a_forged_list_of_addresses_opens_no_new_counts(settings: Any, proxies: int, stopped: bool) -> None:
    """Thirty accounts from one connection: forging helps nobody, but behind a proxy they are thirty readers."""
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    pages = []
    for number in range(31):
        typed = {"login": PersonFactory().user.email, "password": "wrong"}
        pages.append(said(Client().post("/accounts/login/", typed, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")))
    assert ("too many" in pages[-1].lower()) is stopped
