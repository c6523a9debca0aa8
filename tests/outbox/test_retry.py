"""A mail that failed can be sent again by an operator of its office, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.dev.mailbox import Mailbox
from portal.offices.models import OfficeKind, Role
from portal.outbox import delivery
from portal.outbox.models import Message, MessageState
from portal.outbox.services import retry
from tests.factories import OfficeFactory, PostingFactory
from tests.outbox.letters import queued
from tests.staff import staff_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(mailbox: Mailbox) -> Message:
    """A mail of an office that the server refused for good."""
    mailbox.answer("550")
    message = queued(office_id=OfficeFactory().pk)
    delivery.run()
    mailbox.answer("accept")
    message.refresh_from_db()
    return message


def operator_at(office_id: int) -> Any:
    return PostingFactory(office_id=office_id, office=None, role=Role.OPERATOR).user


def test_an_operator_sends_a_failed_mail_again_with_its_text_and_id(failed: Message, mailbox: Mailbox) -> None:
    operator = operator_at(failed.office_id or 0)
    retry(failed, actor=operator)
    assert delivery.run() == 1
    (mail,) = mailbox.mails()
    assert mail.message["Message-ID"].startswith(f"<{failed.message_id}@")
    entry = Entry.objects.get(code="outbox.retried")
    assert (entry.user_id, entry.object_id) == (operator.pk, str(failed.pk))


def test_an_operator_elsewhere_and_a_reviewer_here_cannot(failed: Message) -> None:
    elsewhere = operator_at(OfficeFactory().pk)
    reviewer = PostingFactory(office_id=failed.office_id, office=None, role=Role.REVIEWER).user
    for user in (elsewhere, reviewer):
        with pytest.raises(NotAllowed, match="operator of the office"):
            retry(failed, actor=user)


def test_a_mail_that_has_not_failed_is_not_sent_again(mailbox: Mailbox) -> None:
    office = OfficeFactory()
    message = queued(office_id=office.pk)
    with pytest.raises(DomainError, match="has not failed") as refusal:
        retry(message, actor=operator_at(office.pk))
    assert refusal.value.code == "not_failed"


def test_the_ministrys_operator_sees_every_mail_others_their_offices_only() -> None:
    here, elsewhere = OfficeFactory(), OfficeFactory()
    ours = queued("ours@example.org", office_id=here.pk)
    queued("theirs@example.org", office_id=elsewhere.pk)
    queued("account@example.org", template="account/email/unknown_account")
    assert list(Message.objects.for_user(operator_at(here.pk))) == [ours]
    assert Message.objects.for_user(operator_at(OfficeFactory(kind=OfficeKind.MINISTRY).pk)).count() == 3


def test_the_list_and_the_button_in_the_staff_site(failed: Message) -> None:
    browser = staff_browser(operator_at(failed.office_id or 0))
    other = queued("canary-elsewhere@example.org", office_id=OfficeFactory().pk)
    listed = browser.get(reverse("admin:outbox_message_changelist")).content.decode()
    assert "zoe@example.org" in listed
    assert "canary-elsewhere" not in listed
    page = browser.get(reverse("admin:outbox_message_change", args=[failed.pk])).content.decode()
    assert "550" in page
    assert "Send again" in page
    assert "What happens next" not in page  # the letter itself is the applicant's
    assert browser.post(reverse("admin:outbox_message_again", args=[other.pk])).status_code == 404
    assert browser.get(reverse("admin:outbox_message_again", args=[failed.pk])).status_code == 405
    browser.post(reverse("admin:outbox_message_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == MessageState.QUEUED


def test_the_action_says_how_many_and_why_not_the_others(failed: Message) -> None:
    waiting = queued("waiting@example.org", office_id=failed.office_id)
    browser = staff_browser(operator_at(failed.office_id or 0))
    chosen = {"action": "send_again", "_selected_action": [failed.pk, waiting.pk]}
    page = browser.post(reverse("admin:outbox_message_changelist"), chosen, follow=True).content.decode()
    assert "1 mail is sent again now." in page
    assert "waiting@example.org has not failed" in page


def test_a_reviewer_does_not_see_the_outbox(failed: Message) -> None:
    browser = staff_browser(PostingFactory(office_id=failed.office_id, office=None, role=Role.REVIEWER).user)
    assert browser.get(reverse("admin:outbox_message_changelist")).status_code == 403
