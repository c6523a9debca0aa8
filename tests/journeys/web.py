"""A browser without a window: cookies, redirects, forms and files, over real HTTP. One for each thread that asks."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

CSRF_COOKIE = "csrf"
Fields = Mapping[str, object] | Sequence[tuple[str, object]]


@dataclass(frozen=True)
class Answer:
    """What came back in the end. `url` is where redirects led, `words` what a reader sees of the page."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def words(self) -> str:
        """The text of a page on one line, without its tags."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def path(self) -> str:
        """The path of the last address."""
        return urllib.parse.urlsplit(self.url).path

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field; '' when the page has none of this name."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.html)
        return unescape(found[1]) if found else ""


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


class Web:
    """One session with the site at `base` (without a slash at the end)."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        """Ask for a page; redirects are followed."""
        return self._open(urllib.request.Request(self._address(path)))

    def post(self, path: str, fields: Fields, files: Mapping[str, Upload] | None = None) -> Answer:
        """Send a form, with the token that every form carries; redirects are followed."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        pairs.append(("csrfmiddlewaretoken", self._token()))
        if files is None:
            body, kind = urllib.parse.urlencode(_flat(pairs)).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(pairs, files)
        return self._open(urllib.request.Request(self._address(path), body, {"Content-Type": kind}))

    def twin(self) -> Web:
        """Return another browser with the same cookies: a second window, or a second thread."""
        twin = Web(self.base)
        for cookie in self.cookies:
            twin.cookies.set_cookie(cookie)
        return twin

    def _token(self) -> str:
        for _attempt in range(2):
            for cookie in self.cookies:
                if cookie.name == CSRF_COOKIE and cookie.value:
                    return cookie.value
            self.get("/accounts/login/")
        raise AssertionError("the site gave no token for forms")

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as response:
                return Answer(response.status, response.url, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.url or request.full_url, dict(error.headers), error.read())


def _flat(pairs: Sequence[tuple[str, object]]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in pairs:
        flat += [(name, str(each)) for each in (value if isinstance(value, list | tuple) else [value])]
    return flat


def _multipart(pairs: Sequence[tuple[str, object]], files: Mapping[str, Upload]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in _flat(pairs)
    ]
    for name, upload in files.items():
        disposition = f'form-data; name="{name}"; filename="{upload.name}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {upload.media_type}\r\n\r\n"
        parts.append(head.encode() + upload.content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
