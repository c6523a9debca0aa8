"""Letters for tests."""

from __future__ import annotations

from typing import Any

from portal.outbox.models import Message
from portal.outbox.services import Mail, queue_mail

CONTEXT: dict[str, Any] = {
    "name": "Zoë <Carreño> & Søn",
    "reference": "7F3AK29QWXR",
    "programme": "MIRAI",
    "call": "MIRAI 2026/27",
    "office": "Embassy of Japan in Belgium",
    "office_email": "culture@embassy.example",
    "closes": "15 January 2027, 12:00 (Brussels), 11:00 UTC",
    "url": "https://apply.example.jp/applications/7F3AK29QWXR/",
    "outcome": "eligible",
    "reason": "",
}


def queued(to: str = "zoe@example.org", *, template: str = "mail/application_submitted", **rest: Any) -> Message:
    """Queue one letter and return its row."""
    context = {**CONTEXT, **rest.pop("context", {})}
    queue_mail(Mail(template=template, to_email=to, context=context, **rest))
    return Message.objects.latest("id")
