"""A mail's head holds what we put there: nothing that somebody typed opens another line in it."""

from __future__ import annotations

import pytest

from portal.dev.mailbox import Mailbox
from portal.outbox import delivery
from portal.outbox.models import Message, MessageState
from tests.outbox.letters import queued

pytestmark = pytest.mark.django_db
PLANTED = "MIRAI\r\nBcc: everybody@evil.example\r\n\r\nYou have been selected."


@pytest.mark.parametrize("field", ["programme", "reference", "name"])
def test_a_line_break_in_what_a_letter_names_opens_no_header(mailbox: Mailbox, field: str) -> None:
    queued(context={field: PLANTED})
    delivery.run()
    (mail,) = mailbox.mails()
    assert mail.recipients == ("zoe@example.org",)
    assert mail.message["Bcc"] is None
    assert "\n" not in mail.subject


def test_a_line_break_that_reached_a_stored_subject_is_refused_whole(mailbox: Mailbox) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(rendered_subject=PLANTED, rendered_body="Good day")
    delivery.run()
    assert mailbox.mails() == []
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert "newlines" in message.last_error


@pytest.mark.parametrize(
    "address", ["zoe@example.org\r\nRCPT TO:<more@evil.example>", "zoe@example.org, more@evil.example"]
)
def test_an_address_that_is_more_than_one_reaches_nobody_else(mailbox: Mailbox, address: str) -> None:
    queued(address)
    delivery.run()
    assert not any("more@evil.example" in mail.recipients for mail in mailbox.mails())
