"""A form is read as UTF-8 whatever its request calls its encoding: Python knows encodings that fail on any text.

They fail while the request is made, before any of our pages could answer; so these tests call what gunicorn calls.
"""

from __future__ import annotations

import pytest
from django.core.wsgi import get_wsgi_application

from portal.common.contenttype import plain_content_type
from tests.badinput import markup
from tests.badinput.raw import answer

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/?next=/a"
PLAIN, WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
ENCODINGS = (
    "hex",  # turns bytes into bytes: no decoder
    "rot13",
    "unicode_escape",
    "raw_unicode_escape",  # makes half characters of what is written as \ud800
    "utf-7",
    "utf-16",
    "idna",
    "punycode",
    "undefined",  # fails on purpose
    "no-such-thing",
)
PARAMETERS = (
    *(f"charset={encoding}" for encoding in ENCODINGS),
    'CharSet = "hex"',
    "charset*=utf-8''hex",
    "charset*0=he; charset*1=x",
    "a*=no-such-thing''b",
    "a*=undefined''%ff",
    "; = ; ;",
    '"',
)


def with_files(login: bytes, *, more: bytes = b"") -> bytes:
    """A form as a browser sends it with a file."""
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % field
        for field in ((b"login", login), (b"password", b"secret"))
    ]
    return b"".join([*parts, more, b"--x--\r\n"])


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_form_in_any_other_encoding_is_answered_as_one_in_utf_8(parameter: str) -> None:
    sent = with_files(r"Zo\ud800 ë".encode())
    status, page = answer("POST", LOGIN, sent, f"{WITH_FILES}; {parameter}")
    assert status == answer("POST", LOGIN, sent, WITH_FILES)[0] == "200 OK"
    assert r"Zo\ud800 ë" in markup.values(page)


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_so_is_an_address_and_a_plain_form(parameter: str, method: str) -> None:
    status, page = answer(method, LOGIN, b"login=Zo%C3%AB&password=b", f"{PLAIN}; {parameter}")
    assert status == "200 OK"
    assert (method == "GET") is ("Zoë" not in markup.values(page))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_files_name_may_claim_what_it_likes(encoding: str) -> None:
    part = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=%s''%%ff\r\n\r\n1\r\n" % encoding.encode()
    status, _page = answer("POST", LOGIN, with_files(b"a", more=part), WITH_FILES)
    assert status.startswith(("200", "400"))


def test_only_the_boundary_of_a_form_is_believed() -> None:
    assert plain_content_type("multipart/form-data; charset=hex; boundary=----Web1; x=y") == (
        "multipart/form-data; boundary=----Web1"
    )
    assert plain_content_type("") == ""


@pytest.mark.parametrize("parameter", ["charset=hex", "a*=no-such-thing''b"])
def test_without_that_such_a_request_has_no_answer_at_all(parameter: str) -> None:
    """The control: Django makes the request outside of what turns an error into a page."""
    with pytest.raises((LookupError, ValueError)):
        answer("GET", LOGIN, b"", f"text/plain; {parameter}", call=get_wsgi_application())
