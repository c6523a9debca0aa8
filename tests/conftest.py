"""Fixtures of every test."""

from tests.services import (  # noqa: F401
    browser_type_launch_args,
    live_portals,
    make_stack,
    shared_stack,
    stack,
)
