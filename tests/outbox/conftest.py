"""A real SMTP server for the tests of the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.dev.mailbox import Mailbox
from portal.dev.smtp import Smtp
from tests.clock import shift_clock  # noqa: F401


@pytest.fixture(scope="session")
def smtp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smtp]:
    """A sink in a process of its own."""
    folder = tmp_path_factory.mktemp("smtp")
    server = Smtp(folder / "mail", folder / "smtp.log")
    server.start()
    server.wait()
    yield server
    server.stop()


@pytest.fixture
def mailbox(smtp_server: Smtp, settings: Any, tmp_path: Path) -> Mailbox:
    """What the server catches; it is empty at first and accepts everything. Mails of this test go there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    box = smtp_server.mailbox
    box.clear()
    (box.folder / "answers.json").unlink(missing_ok=True)
    return box
