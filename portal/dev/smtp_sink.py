"""A real SMTP server that delivers nothing: it keeps each mail as a file. Run as a process of its own.

    python -m portal.dev.smtp_sink HANDLE FOLDER

HANDLE is the number of an open listening socket, FOLDER that of a portal.dev.mailbox.Mailbox.
"""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.dev.mailbox import Mailbox

LARGEST_MAIL = 50 * 1024 * 1024
REFUSALS = {
    "421": "421 4.3.2 The sink was told to be out of service; try again later",
    "550": "550 5.1.1 The sink was told that nobody lives here",
}


class Sink:
    """aiosmtpd's handler: does what the mailbox was told for each recipient."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        if refusal := REFUSALS.get(self.mailbox.answer_for(address)):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail; then answer, or drop the connection as a server that dies at the worst moment does."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mailbox.store(envelope.mail_from or "", envelope.rcpt_tos, content)
        if any(self.mailbox.answer_for(to) == "drop" for to in envelope.rcpt_tos) and isinstance(
            server.transport, asyncio.WriteTransport
        ):
            server.transport.abort()
        return "250 Kept"


async def serve(listener: socket.socket, mailbox: Mailbox) -> None:
    """Serve until SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(
        lambda: SMTP(Sink(mailbox), data_size_limit=LARGEST_MAIL, hostname="localhost", enable_SMTPUTF8=True),
        sock=listener,
    )
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Mailbox(Path(sys.argv[2]))))
