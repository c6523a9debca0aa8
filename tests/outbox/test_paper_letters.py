"""Letters to somebody who applied on paper: where to claim it, and that it was claimed."""

from __future__ import annotations

import pytest

from portal.outbox.rendering import render
from tests.outbox.letters import CONTEXT, queued

pytestmark = pytest.mark.django_db
CLAIM = "https://apply.example.jp/applications/claim/"


def test_before_it_is_claimed_a_letter_leads_to_the_page_for_claiming_and_not_to_a_page_that_is_not_theirs() -> None:
    message = queued(context={"claim_url": CLAIM})
    render(message)
    assert CLAIM in message.rendered_body
    assert CONTEXT["url"] not in message.rendered_body
    assert "\n\n\n" not in message.rendered_body


def test_the_letter_about_a_claim_says_what_happened_and_whom_to_tell_if_it_was_somebody_else() -> None:
    message = queued(template="mail/paper_claimed", context={"claim_url": ""})
    render(message)
    assert CONTEXT["reference"] in message.rendered_subject
    assert "now belongs to an account" in message.rendered_body
    assert f"write to the {CONTEXT['office']} today" in message.rendered_body
    assert CONTEXT["url"] in message.rendered_body
    assert "\n\n\n" not in message.rendered_body
