"""The site's port: the first free one, or the one asked for, or a sentence."""

import socket

import pytest

from portal.dev import ports
from portal.dev.terminal import Refused


def test_two_sites_get_two_ports() -> None:
    with ports.web_port(None) as first, ports.web_port(None) as second:
        assert first[0].getsockname()[1] < second[0].getsockname()[1] <= ports.LAST_WEB_PORT


def test_a_port_taken_on_either_loopback_address_counts_as_taken() -> None:
    with ports.listening() as sockets:
        port = sockets[0].getsockname()[1]
        for listener in sockets[:-1]:
            listener.close()
        with pytest.raises(Refused, match=f"Port {port} is taken"), ports.web_port(port):
            pass


def test_an_explicit_port_that_is_taken_is_refused_in_words() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = rf"Port {port} is taken by another program. Name another with --port"
        with pytest.raises(Refused, match=told), ports.web_port(port):
            pass


def test_a_number_that_is_no_port_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="Port 70000 cannot be opened"), ports.web_port(70000):
        pass


def test_a_port_is_free_again_after_the_block() -> None:
    with ports.listening() as sockets:
        port = sockets[0].getsockname()[1]
    with ports.web_port(port) as again:
        assert again[0].getsockname()[1] == port
