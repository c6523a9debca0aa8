"""The SMTP sink speaks real SMTP, keeps what it gets, and fails in the ways it is told to."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.dev.smtp import Smtp


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Smtp]:
    made = Smtp(tmp_path / "mail", tmp_path / "log")
    made.start()
    made.wait()
    yield made
    made.kill()


def send(sink: Smtp, *, to: str = "amélie@example.org", subject: str = "Réservé – 受領") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@example.org", to, subject
    message.set_content("Your reference is 7F3A.\n.\nA line with one dot is above.")
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.send_message(message)


def test_a_mail_arrives_whole(sink: Smtp) -> None:
    send(sink)
    [mail] = sink.mailbox.mails()
    assert mail.subject == "Réservé – 受領"
    assert mail.recipients == ("amélie@example.org",)
    assert mail.sender == "portal@example.org"
    assert mail.text.splitlines()[1] == "."


def test_mails_are_listed_in_order_of_arrival_and_by_address(sink: Smtp) -> None:
    send(sink, to="a@example.org", subject="first")
    send(sink, to="b@example.org", subject="second")
    send(sink, to="a@example.org", subject="third")
    assert [mail.subject for mail in sink.mailbox.mails()] == ["first", "second", "third"]
    assert [mail.subject for mail in sink.mailbox.mails(to="a@example.org")] == ["first", "third"]
    sink.mailbox.clear()
    assert sink.mailbox.mails() == []


@pytest.mark.parametrize("code", [421, 550])
def test_it_refuses_as_told_and_keeps_nothing(sink: Smtp, code: int) -> None:
    sink.mailbox.answer(str(code))
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(sink, to="a@example.org")
    assert refused.value.recipients["a@example.org"][0] == code
    assert sink.mailbox.mails() == []
    sink.mailbox.answer("accept")
    send(sink, to="a@example.org")
    assert len(sink.mailbox.mails()) == 1


def test_one_address_can_be_refused_while_others_are_served(sink: Smtp) -> None:
    sink.mailbox.answer("550", to="gone@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sink, to="gone@example.org")
    send(sink, to="here@example.org")
    assert [mail.recipients for mail in sink.mailbox.mails()] == [("here@example.org",)]


def test_it_can_take_a_mail_and_hang_up_without_saying_so(sink: Smtp) -> None:
    sink.mailbox.answer("drop")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sink)
    assert len(sink.mailbox.mails()) == 1


def test_an_unknown_answer_names_the_choices(sink: Smtp) -> None:
    with pytest.raises(ValueError, match="accept, 421, 550, drop"):
        sink.mailbox.answer("451")


def test_stopped_it_refuses_connections_and_comes_back_at_the_same_address(sink: Smtp) -> None:
    address = sink.url
    sink.stop()
    with pytest.raises(ConnectionRefusedError):
        send(sink)
    sink.start()
    sink.wait()
    send(sink)
    assert sink.url == address
    assert len(sink.mailbox.mails()) == 1
