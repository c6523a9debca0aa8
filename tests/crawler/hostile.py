"""What no browser sends: NUL, broken characters, numbers beyond any column, repeated and missing fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from tests.crawler.addresses import OfRows, Pattern, source_of
from tests.crawler.browser import Answer, Browser
from tests.crawler.filling import Data, changed, filled
from tests.crawler.pages import Form

HUGE = str(10**30)
# As they stand in an address: NUL, a lone surrogate, numbers too large and negative.
IN_ADDRESSES = ("%00", "%ED%A0%80", HUGE, "-1")
IN_LISTS = (HUGE, "-1", "%D9%A3")
IN_FIELDS = (f"before\x00{HUGE}", HUGE, "")
MEGABYTE = "m" * 1_000_000
COUNTERS = ("-1", "abc", HUGE, "1000")
LIST_PARAMETERS = ("q", "o", "p", "all", "_to_field", "_changelist_filters")
RAW = "application/x-www-form-urlencoded"

Judge = Callable[..., Any]


class Hostile:
    """One visitor with bad intentions or a broken machine."""

    def __init__(self, browser: Browser, judge: Judge, tried: set[str]) -> None:
        self.browser, self.judge, self.tried = browser, judge, tried

    def address(self, pattern: Pattern, good: str) -> None:
        """Ask for a pattern with nonsense for each of its arguments, and for a page with nonsense in its query."""
        neutral = {name: _neutral(pattern.route, name) for name in pattern.arguments}
        for argument in pattern.arguments:
            for bad in IN_ADDRESSES:
                self._get(pattern.at({**neutral, argument: bad}))
        for query in ("%00=1", "a=%ED%A0%80"):
            self._get(f"{good}?{query}")

    def list(self, url: str, parameters: set[str]) -> None:
        """Ask a list with nonsense for each parameter that it reads."""
        for name in (*LIST_PARAMETERS, *sorted(parameters)):
            for bad in IN_LISTS:
                self._get(f"{url}?{name}={bad}")
            self._get(f"{url}?{name}=1&{name}=2&{name}=")
        self._get(f"{url}?q=%00")
        self._get(f"{url}?q={'x' * 3000}")

    def form(self, form: Form) -> None:
        """Send a form with nonsense in each of its fields, twice over, without it, and as no form at all."""
        data = filled(form)
        for field in form.fields:
            kind = f"{form.route} {re.sub('[0-9]+', 'N', field.name)}"
            if field.name != "csrfmiddlewaretoken" and kind not in self.tried:
                self.tried.add(kind)
                for bad in COUNTERS if field.name.endswith("_FORMS") else IN_FIELDS:
                    self._post(form.url, changed(data, field.name, bad), f"{field.name}={bad[:20]}")
        for what, bad_form in _spoilt(data):
            self._post(form.url, bad_form, what)
        texts = [field.name for field in form.fields if field.kind in ("text", "textarea", "search", "email")]
        for name in texts[:1]:
            self._post(form.url, changed(data, name, MEGABYTE), f"{name}=1 MB")
        plain = {name: value for name, value in data.items() if isinstance(value, str)}
        broken = "&".join(f"{quote(name)}={quote(value)}%ED%A0%80" for name, value in plain.items())
        self._raw(form.url, broken, "lone surrogates")
        self._raw(form.url, urlencode({**plain, "unknown": "1"}), "unknown field")
        for body, kind in (("{", "application/json"), ("\x00", "multipart/form-data; boundary=x"), ("", RAW)):
            self._raw(form.url, body, f"a body of {kind}", kind)

    def _get(self, url: str) -> None:
        self.judge(self.browser.get(url), "hostile address")

    def _post(self, url: str, data: Data, what: str) -> None:
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        self._note(self.browser.post(url, data), what)

    def _raw(self, url: str, body: str, what: str, kind: str = RAW) -> None:
        self._note(self.browser.post(url, body, content_type=kind), what)

    def _note(self, answer: Answer, what: str) -> None:
        answer.url = f"{answer.url} with {what[:80]!r}"
        self.judge(answer, "hostile form")


def _neutral(route: str, argument: str) -> str:
    source = source_of(route, argument)
    return source.nobodys if isinstance(source, OfRows) else source.words[-1]


def _spoilt(data: Data) -> Iterator[tuple[str, Data]]:
    yield "every field twice", {name: [value, "1"] for name, value in data.items() if isinstance(value, str)}
    yield "no field at all", {}
    yield "an action that is none", {**data, "action": "\x00", "_selected_action": ["\x00", HUGE, "-1", "abc"]}
