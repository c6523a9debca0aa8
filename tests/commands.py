"""Running a command as an operator does: its words, and its exit code where it refuses."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command


def said(command: str, *words: str) -> str:
    """Run a command and return what it wrote."""
    out = io.StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def refused(exit_code: int, command: str, *words: str) -> str:
    """Run a command that ends with this exit code, and return its words."""
    with pytest.raises(CommandError) as caught:
        said(command, *words)
    assert caught.value.returncode == exit_code
    return str(caught.value)
