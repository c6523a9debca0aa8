"""The connection mails leave by, and what its refusals mean."""

import smtplib
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from portal.outbox.models import Message

UNSUBSCRIBE = "unsubscribe_url"
"""The value of a mail's context that is an address to which a POST ends the subscription."""


class NotNow(Exception):
    """The mail could not be handed over; a later attempt may succeed. Says what was answered."""


class NoConnection(NotNow):
    """The server could not be reached at all: no other mail would get through either."""


class Refused(Exception):
    """The server refuses this mail for good. Says what was answered."""


class Post:
    """One connection for many mails, opened when the first one is sent, and again after it broke."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises NotNow, NoConnection or Refused."""
        if not self._open:
            self._connect()
        try:
            if not self._connection.send_messages([mail]):
                raise Refused("no address to send it to")
        except smtplib.SMTPRecipientsRefused as error:
            answers = [(code, _text(text)) for code, text in error.recipients.values()]
            said = "; ".join(f"{code} {text}" for code, text in answers)
            self._drop_if(any(code == 421 for code, _ in answers))
            raise (Refused if all(code >= 500 for code, _ in answers) else NotNow)(said) from error
        except smtplib.SMTPDataError as error:
            self._drop_if(error.smtp_code == 421)
            raise (Refused if error.smtp_code >= 500 else NotNow)(_answer(error)) from error
        except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address no server can read, or this one
            self._close()
            raise Refused(f"{type(error).__name__}: {error}") from error
        except smtplib.SMTPResponseException as error:
            # About the sender or the session, that is about us: whatever the code, the mail itself may be fine.
            self._close()
            raise NotNow(_answer(error)) from error
        except Refused:
            raise
        except Exception as error:  # a broken connection, or what another mail backend raises
            self._close()
            raise NotNow(f"{type(error).__name__}: {error}") from error

    def _connect(self) -> None:
        try:
            self._connection.open()
        except Exception as error:
            self._close()
            raise NoConnection(f"{type(error).__name__}: {error}") from error
        self._open = True

    def _drop_if(self, broken: bool) -> None:
        if broken:  # 421: the server has closed, or is about to
            self._close()

    def _close(self) -> None:
        self._open = False
        try:
            self._connection.close()
        except Exception:  # it was broken already; a new one is made
            self._connection = get_connection()


def as_mail(message: Message) -> EmailMessage:
    """Return the mail of a rendered message. Raises ValueError for what cannot be written as one."""
    mail = EmailMessage(
        subject=message.rendered_subject,
        body=message.rendered_body,
        to=[message.to_email],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **_way_out(message),
        },
    )
    mail.message().as_bytes()  # what cannot be written shows here, not in the middle of a session
    return mail


def _way_out(message: Message) -> dict[str, str]:
    """The headers by which a mail program offers to end a subscription by itself (RFC 2369, RFC 8058)."""
    url = message.context.get(UNSUBSCRIBE, "")
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def message_id(message: Message) -> str:
    """Return the Message-ID: made from the row, so that a mail sent twice is one mail to whoever reads it."""
    return f"<{message.message_id}@{urlsplit(settings.PORTAL_BASE_URL).hostname}>"


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
