"""What a page leads to: its links, and its forms with everything a browser would send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from lxml import html

from tests.crawler.browser import SITE

SKIPPED = ("/static/",)
BASE = f"http://{SITE}"


@dataclass(frozen=True)
class Field:
    """One control: its kind, what it holds, and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()
    checked: bool = False


@dataclass(frozen=True)
class Form:
    """One form with one of its buttons."""

    url: str
    method: str
    fields: tuple[Field, ...]
    button: tuple[str, str] | None = None

    @property
    def route(self) -> str:
        """The pattern that takes it."""
        return route_of(self.url)

    @property
    def shape(self) -> tuple[str, ...]:
        """What makes it another form than the next: who takes it, its fields and its button."""
        return (self.route, self.method, *sorted({field.name for field in self.fields}), *(self.button or ()))

    def at(self, url: str) -> Form:
        """Return the same form sent elsewhere."""
        return replace(self, url=url)


def route_of(url: str) -> str:
    """Return the pattern that a path resolves to, '' for none."""
    return _route(urlsplit(url).path, str(settings.ROOT_URLCONF))


@lru_cache(maxsize=20_000)
def _route(path: str, urlconf: str) -> str:
    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""


def links(page: str, url: str) -> Iterator[str]:
    """Yield every address of this site that the page names, without fragments."""
    for name in _tree(page).xpath("//@href | //@src | //@data-url | //@data-href"):
        found = urlsplit(urljoin(f"{BASE}{url}", str(name)))
        if found.netloc == SITE and not found.path.startswith(SKIPPED):
            yield found.path + (f"?{found.query}" if found.query else "")


def forms(page: str, url: str) -> Iterator[Form]:
    """Yield the page's forms, one for each of their buttons."""
    for form in _tree(page).xpath("//form"):
        fields = tuple(_fields(form))
        buttons = [
            button
            for button in form.xpath(".//button | .//input[@type='submit' or @type='image']")
            if button.get("type") != "button"
        ]
        sent = {
            ((b.get("name"), b.get("value") or "") if b.get("name") else None, b.get("formaction")) for b in buttons
        }
        for button, elsewhere in sorted(sent or {(None, None)}, key=str):
            goes_to = urlsplit(urljoin(f"{BASE}{url}", elsewhere or form.get("action") or url))
            if goes_to.netloc == SITE:
                target = goes_to.path + (f"?{goes_to.query}" if goes_to.query else "")
                yield Form(target, (form.get("method") or "get").upper(), fields, button)


def _fields(form: html.HtmlElement) -> Iterator[Field]:
    choices: dict[str, list[html.HtmlElement]] = {}
    for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = control.get("name"), control.get("type") or control.tag
        if control.tag == "select":
            options = control.xpath(".//option")
            values = tuple(option.get("value", option.text or "") for option in options)
            chosen = next((option.get("value", "") for option in options if "selected" in option.attrib), "")
            yield Field(name, "select", chosen, values)
        elif control.tag == "textarea":
            yield Field(name, "textarea", (control.text or "").removeprefix("\n"))  # as browsers do
        elif kind in ("checkbox", "radio"):
            choices.setdefault(name, []).append(control)
        elif kind not in ("submit", "image", "button", "reset"):
            yield Field(name, kind, control.get("value") or "")
    for name, controls in choices.items():
        values = tuple(control.get("value", "on") for control in controls)
        checked = [control.get("value", "on") for control in controls if "checked" in control.attrib]
        yield Field(name, controls[0].get("type"), checked[0] if checked else "", values, bool(checked))


def query_of(url: str) -> dict[str, str]:
    """Return an address's query."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


_parsed: dict[int, html.HtmlElement] = {}


def _tree(page: str) -> html.HtmlElement:
    if hash(page) not in _parsed:
        _parsed.clear()  # links and forms of the same page are read one after the other
        _parsed[hash(page)] = html.document_fromstring(page or "<html></html>")
    return _parsed[hash(page)]
