"""From a row to the text of a mail: rendered once, on the first attempt, in the reader's language."""

import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.outbox.models import Message
from portal.outbox.services import template_version

SUBJECT_LIMIT = 250  # Message.rendered_subject


def render(message: Message) -> None:
    """Give `message` its subject and text, unless an earlier attempt did: every attempt sends the same.

    Raises what the templates raise.
    """
    if message.rendered_body:
        return
    context: dict[str, Any] = {**message.context, "email": message.to_email, "portal_url": settings.PORTAL_BASE_URL}
    with translation.override(message.language):
        subject = render_to_string(f"{message.template}_subject.txt", context)
        body = render_to_string(f"{message.template}_message.txt", context)
    message.rendered_subject = " ".join(subject.split())[:SUBJECT_LIMIT]
    message.rendered_body = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    message.template_version = template_version(message.template)
    message.save(update_fields=["rendered_subject", "rendered_body", "template_version"])
