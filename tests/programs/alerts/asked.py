"""Alerts for tests: asked for, confirmed through the link of their mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from portal.offices.models import Office
from portal.outbox.models import Message
from programs.models import CallAlert, Programme
from programs.services.alerts.asking import ask, confirm

EMAIL = "amina@example.org"


def asked(
    email: str = EMAIL, *, programme: str = "mirai", office: str = "", country: str = "", language: str = "en"
) -> str:
    """Ask for a programme at an office, or for a country; return the path of the link that was mailed."""
    ask(
        email=email,
        programme=Programme.objects.get(slug=programme),
        language=language,
        office=Office.objects.get(code=office) if office else None,
        country="" if office else country or "FI",
    )
    return mailed("url", email)


def mailed(name: str, email: str = EMAIL) -> str:
    """Return the path of an address in the newest mail to somebody."""
    newest = Message.objects.filter(to_email=email).order_by("pk").last()
    assert newest is not None
    return urlsplit(newest.context[name]).path


def token_of(path: str) -> str:
    """Return the token at the end of a link."""
    return path.rstrip("/").rsplit("/", 1)[-1]


def confirmed(email: str = EMAIL, **wish: Any) -> CallAlert:
    """Ask and confirm."""
    confirm(token_of(asked(email, **wish)))
    return CallAlert.objects.get(email=email)


def openings(email: str = EMAIL) -> list[Message]:
    """Return the mails that told somebody of an opening."""
    return list(Message.objects.filter(to_email=email, template="alerts/open").order_by("pk"))
