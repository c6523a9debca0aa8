"""Where a request comes from, for counting attempts."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

NOWHERE = "127.0.0.1"  # a connection over a Unix socket has no address


def client_address(request: HttpRequest, *, proxies: int) -> str:
    """Return the reader's address: what the outermost of our own `proxies` wrote down, else the connection's.

    Each proxy adds the address it was called from at the end of X-Forwarded-For. Whatever stands further to the left
    was sent by the reader and proves nothing; a list that is too short, or no address there, did not come through
    our proxies, and the connection counts.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    candidates = [hops[-proxies]] if 0 < proxies <= len(hops) else []
    for candidate in [*candidates, str(request.META.get("REMOTE_ADDR", ""))]:
        try:
            address = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        mapped = getattr(address, "ipv4_mapped", None)
        return str(mapped or address)
    return NOWHERE
