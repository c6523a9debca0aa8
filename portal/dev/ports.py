"""Loopback ports: taken by the supervisor itself and handed to the server, so that nobody can slip in between."""

import contextlib
import errno
import socket
from collections.abc import Iterator

from portal.dev.terminal import Refused

FIRST_WEB_PORT = 8000
LAST_WEB_PORT = 8099


@contextlib.contextmanager
def listening(port: int = 0) -> Iterator[list[socket.socket]]:
    """Listen on a port (0: a free one) of 127.0.0.1 and, where the machine has it, of ::1, for the length of a block.

    `localhost` may mean either address, so a port counts as free only when both are. Raises OSError EADDRINUSE.
    """
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(_listen(socket.AF_INET, "127.0.0.1", port))]
        taken = sockets[0].getsockname()[1]
        try:
            sockets.append(stack.enter_context(_listen(socket.AF_INET6, "::1", taken)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port:
                raise
        yield sockets


@contextlib.contextmanager
def web_port(explicit: int | None) -> Iterator[list[socket.socket]]:
    """Listen where the site shall be: on `explicit`, else on the first free port from 8000 on.

    Raises Refused when the explicit port, or each of the hundred, is taken.
    """
    candidates = [explicit] if explicit is not None else range(FIRST_WEB_PORT, LAST_WEB_PORT + 1)
    with contextlib.ExitStack() as stack:
        for port in candidates:
            try:
                sockets = stack.enter_context(listening(port))
            except (OSError, OverflowError) as error:
                if explicit is None and getattr(error, "errno", None) == errno.EADDRINUSE:
                    continue
                raise Refused(_why_not(port, error)) from None
            yield sockets
            return
        raise Refused(
            f"The ports {FIRST_WEB_PORT} to {LAST_WEB_PORT} are all taken. Free one, or name another with --port."
        )


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except BaseException:
        listener.close()
        raise
    return listener


def _why_not(port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        why = f"Port {port} is taken by another program."
    elif number == errno.EACCES:
        why = f"Port {port} may be opened by root only."
    else:
        why = f"Port {port} cannot be opened: {error}."
    return (
        f"{why} Name another with --port, or leave --port out: then the first free one from {FIRST_WEB_PORT} is taken."
    )
