"""What this machine lets a limited process be shut off from: asked once, said on the health page and in the log."""

from __future__ import annotations

from functools import cache

import structlog

from portal.files.limited.limits import MEGABYTE, Limits, Unavailable, Walls
from portal.files.limited.process import run

_LITTLE = Limits(memory=512 * MEGABYTE, seconds=5, patience=20, answer=MEGABYTE)
logger = structlog.get_logger(__name__)


@cache
def walls_here() -> Walls:
    """Return what holds on this machine. Raises Unavailable."""
    walls = run("portal.files.limited.nothing:at_all", b"", _LITTLE).walls
    if not walls.network:
        logger.warning("files_are_opened_with_a_network", why="this machine forbids namespaces (unshare)")
    if not walls.files:
        logger.warning("files_are_opened_with_a_view_of_files", why="this machine forbids chroot in a user namespace")
    return walls


def walls_in_a_word() -> str:
    """Return for the health page: 'ok', what the limited process keeps, or 'away' when there is none."""
    try:
        walls = walls_here()
    except Unavailable:
        logger.exception("limited_process_away")
        return "away"
    kept = [name for name, closed in (("network", walls.network), ("files", walls.files)) if not closed]
    return f"limited, but with {' and '.join(kept)}" if kept else "ok"
