"""What a request may say about its body: the kind, and the boundary of its parts. Never the encoding, which is ours."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def plain_content_type(value: str) -> str:
    """Return a Content-Type without its parameters, but for the boundary of a form with files.

    Our pages are UTF-8 and so is what browsers send back. A request that names another encoding would have its text
    read by it: some of those that Python knows fail on any text, before any page can answer, and some make halves of
    characters, which no page can be written with. A parameter in an encoding nobody knows fails there as well.
    """
    kind, *parameters = value.split(";")
    kept = [each.strip() for each in parameters if each.strip().lower().startswith("boundary=")]
    return "; ".join([kind.strip(), *kept[:1]])


def with_plain_content_type(application: Application) -> Application:
    """Return the WSGI application, called with a plain Content-Type."""

    def plain(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = plain_content_type(environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return plain
