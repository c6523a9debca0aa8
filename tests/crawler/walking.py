"""Every page: the patterns filled, then whatever the pages lead to."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve

from tests.crawler.addresses import Address, Pattern, Unknown, addresses, model_of
from tests.crawler.browser import Answer, Browser
from tests.crawler.columns import REFERENCE
from tests.crawler.decoding import blurred
from tests.crawler.findings import Findings, What
from tests.crawler.pages import Form, forms, links, query_of, route_of
from tests.crawler.visitors import Visitor
from tests.crawler.world import World

# How many addresses of one pattern with the same parameters are followed: one parameter is a filter or an order, of
# which each is tried; two are combinations of what was tried.
WITH_ONE, WITH_MORE = 18, 1
OF_REFERENCE = 3  # pages of data that are the same for everybody
FILTERS = "_changelist_filters"  # the way back to the list: the same page otherwise


class Walk:
    """One visitor's way through the site."""

    def __init__(
        self, world: World, visitor: Visitor, findings: Findings, browser: Browser, judge: Callable[..., Any]
    ) -> None:
        self.world, self.visitor, self.findings = world, visitor, findings
        self.browser, self.judge = browser, judge
        self.pages: dict[str, Answer] = {}
        self.forms: dict[tuple[str, ...], Form] = {}
        self._followed: Counter[tuple[str, ...]] = Counter()
        self._shut: set[str] = set()

    def patterns(self, given: list[Pattern], *, own_only: bool = False) -> None:
        """Ask for every pattern with every filling; a hidden thing must answer like one that does not exist."""
        # Lists first: where even the list is closed, a few of the pages below it are enough.
        for pattern in sorted(given, key=lambda pattern: len(pattern.arguments)):
            try:
                for address in self._chosen(addresses(self.world, self.visitor, pattern), pattern):
                    if not own_only or all(self.visitor.may_see(place) for place in address.places):
                        self._try(address)
            except Unknown as unknown:
                self.findings.add(What.UNKNOWN, "address", pattern.route, str(unknown))

    def _chosen(self, found: Iterable[Address], pattern: Pattern) -> Iterator[Address]:
        """Yield all addresses, or one of each kind where nothing more can come of it."""
        model = model_of(pattern.route)
        shut = model is not None and f"{model._meta.app_label}_{model._meta.model_name}" in self._shut
        shut = shut or (self.visitor.closed and pattern.route.startswith("admin/"))
        little = says_little(pattern)
        seen: set[tuple[bool, bool]] = set()
        for address in found:
            kind = (
                all(self.visitor.may_see(place) for place in address.places),
                any(self.visitor.stranger_to(place) for place in address.places),
            )
            if (shut and little) or ((shut or little) and kind in seen):
                continue
            seen.add(kind)
            yield address

    def _try(self, address: Address) -> None:
        hidden = [place for place in address.places if not self.visitor.may_see(place)]
        said = [] if not hidden else address.values
        answer = self.visit(address.url, "address", *said)
        if answer is None or not any(self.visitor.stranger_to(place) for place in hidden):
            return
        other = self.visit(address.without, "address", again=True)
        if other is not None and not same(answer, other, address.values, address.without_values):
            self.findings.add(What.ORACLE, "address", f"GET {address.url}", difference(answer, other))

    def links(self, start: list[str], within: tuple[str, ...]) -> None:
        """Follow every link from here on to pages whose path starts with one of `within`, until nothing new comes."""
        waiting = deque(start)
        for page in list(self.pages.values()):
            waiting.extend(links(page.page, page.ended_at))
        while waiting:
            url = waiting.popleft()
            answer = self.visit(url, "link") if url.startswith(within) else None
            if answer is not None and answer.is_page:
                waiting.extend(links(answer.page, answer.ended_at))

    def visit(self, url: str, surface: str, *said: str, again: bool = False) -> Answer | None:
        """Ask for a page unless it, or enough like it, was asked for; keep its forms."""
        if url in self.pages:
            return self.pages[url] if again else None
        if not again and self._enough(url):
            return None
        answer = self.judge(self.browser.get(url), surface, *said)
        self.pages[url] = answer
        if answer.first_status == 403 and (name := resolve(urlsplit(url).path).url_name or "").endswith("_changelist"):
            self._shut.add(name.removesuffix("_changelist"))
        if answer.first_status == 200:
            self.findings.reached.add(route_of(url))
        elif answer.first_status == 302:
            self.findings.led_on.add(route_of(url))
        if answer.is_page:
            for form in forms(answer.page, answer.ended_at):
                self.forms.setdefault(form.shape, form)
        return answer

    def _enough(self, url: str) -> bool:
        asked = query_of(url)
        model = model_of(route_of(url))
        if model is not None and model._meta.label in REFERENCE:
            self._followed[(route_of(url),)] += 1
            return self._followed[(route_of(url),)] > OF_REFERENCE
        if not asked:
            return False
        shape = (route_of(url), *sorted(asked))
        self._followed[shape] += 1
        return self._followed[shape] > (WITH_ONE if len(asked) == 1 and FILTERS not in asked else WITH_MORE)


def says_little(pattern: Pattern) -> bool:
    """Say whether all of an admin's rows answer alike there, so that one of each kind is enough."""
    return pattern.name == "" or pattern.name.endswith(("_history", "_delete", "_act"))


def same(one: Answer, other: Answer, *said: tuple[str, ...]) -> bool:
    """Say whether two answers differ in nothing but what the questions said."""
    words = [word for each in said for word in each] + [one.url, other.url, path_of(one), path_of(other)]
    return one.status == other.status and blurred(one.page, *words) == blurred(other.page, *words)


def path_of(answer: Answer) -> str:
    """Return the path that was asked for."""
    return urlsplit(answer.url).path


def difference(one: Answer, other: Answer) -> str:
    """Return in words where two answers part."""
    if one.status != other.status:
        return f"status {one.status}, but {other.status} for {other.url}"
    a, b = blurred(one.page, one.url), blurred(other.page, other.url)
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"…{a[max(0, at - 40) : at + 80]!r} instead of …{b[max(0, at - 40) : at + 80]!r} ({other.url})"
