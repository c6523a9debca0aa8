"""Mails caught by the SMTP sink: one file each in a folder, and what the sink shall answer the next time."""

import itertools
import json
import os
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ANSWERS = ("accept", "421", "550", "drop")
EVERYBODY = "*"
_FROM, _TO = "X-Envelope-From", "X-Envelope-To"
_numbers = itertools.count()


@dataclass(frozen=True)
class CaughtMail:
    """One received mail. `name` is its file's name, in order of arrival; recipients are the envelope's."""

    name: str
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The decoded subject line."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """The plain text body, with newlines as in the source."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


class Mailbox:
    """The folder of one sink, for those who write to it, read it, or tell the sink what to answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Keep a mail; a reader sees it whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020}-{os.getpid()}-{next(_numbers)}"
        envelope = f"{_FROM}: {sender}\r\n" + "".join(f"{_TO}: {to}\r\n" for to in recipients)
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(envelope.encode("utf-8", "surrogateescape") + content)
        unfinished.rename(self.folder / f"{name}.eml")

    def mails(self, *, to: str | None = None) -> list[CaughtMail]:
        """All mails in order of arrival, or those to one address."""
        found = [_read(file) for file in sorted(self.folder.glob("*.eml"))]
        return [mail for mail in found if to is None or to in mail.recipients]

    def clear(self) -> None:
        """Forget all mails."""
        for file in self.folder.glob("*.eml"):
            file.unlink(missing_ok=True)

    def answer(self, answer: str, *, to: str = EVERYBODY) -> None:
        """From the next recipient on, answer `accept`, `421` (try again), `550` (no such person) or `drop`.

        `drop` takes the mail and then closes the connection without a word. An answer for one address wins over
        the one for everybody. Raises ValueError for another word.
        """
        if answer not in ANSWERS:
            raise ValueError(f"The sink can answer {', '.join(ANSWERS)}; not {answer!r}.")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = {**self._answers(), to: answer}
        unfinished = self.folder / "answers.json.part"
        unfinished.write_text(json.dumps(told))
        unfinished.replace(self.folder / "answers.json")

    def answer_for(self, recipient: str) -> str:
        """What to answer a client who names this recipient."""
        told = self._answers()
        return told.get(recipient, told.get(EVERYBODY, "accept"))

    def _answers(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.folder / "answers.json").read_text())
        except FileNotFoundError:
            return {}
        return found


def _read(file: Path) -> CaughtMail:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    sender, recipients = str(message[_FROM] or ""), tuple(str(to) for to in message.get_all(_TO, []))
    del message[_FROM]
    del message[_TO]
    return CaughtMail(file.stem, sender, recipients, message)
