"""Files that a test fetched and did not read to the end. tests/conftest.py names the fixture."""

from __future__ import annotations

import weakref
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test.client import ClientHandler


@pytest.fixture(scope="session", autouse=True)
def served_files_are_closed() -> Iterator[None]:
    """Close the file of an answer once nobody holds that answer any more, as a web server does after sending it.

    Django's test client closes what is read to the end; a test that only looks at the status would leave a file open,
    and the warning would come in whichever test runs when it is collected.
    """
    answer = ClientHandler.__call__

    def answer_and_close(self: ClientHandler, environ: dict[str, object]) -> object:
        response = answer(self, environ)
        # Not `file_to_stream`: the client wraps what is sent, and Django then forgets the file there. Other things that
        # are to be closed lead back to the answer, which then would never go.
        for close in getattr(response, "_resource_closers", []):
            if hasattr(getattr(close, "__self__", None), "read") and not isinstance(close.__self__, HttpRequest):
                weakref.finalize(response, close)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "__call__", answer_and_close)
        yield
