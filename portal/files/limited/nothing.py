"""Nothing to do in a limited process but to be one."""

from typing import Any


def at_all(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Answer with nothing."""
    return {}, []
