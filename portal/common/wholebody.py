"""A request's body as it was announced, or not at all: a line that breaks must not turn half a form into a form."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class CutOff(OSError):
    """The body ended before the length that its request announced; Django makes an UnreadablePostError of it."""


class WholeBody:
    """A body of `length` bytes. Reading past the point where the line broke raises CutOff.

    A server gives what has arrived when the sender is gone, and the parser of forms takes that for all there is: a text
    would be stored without its end, and the fields behind it as empty.
    """

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        """Return `size` bytes, or all that are left."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = self._counted(self._stream.read(wanted))
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Return what is left up to the end of a line, at most `size` bytes."""
        if not self._left or not size:
            return b""
        return self._counted(self._stream.readline(self._left if size < 0 else min(size, self._left)))

    def _counted(self, piece: bytes) -> bytes:
        if not piece:
            raise CutOff(f"The body ended {self._left} bytes before its length.")
        self._left -= len(piece)
        return piece


def with_whole_bodies(application: Application) -> Application:
    """Return the WSGI application, whose requests have whole bodies."""

    def whole(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return whole
