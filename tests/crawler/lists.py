"""What a list can be asked beyond its own links: hidden filter values, paths through relations, search, pop-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.db import models

from tests.crawler.browser import Answer
from tests.crawler.canaries import Kind
from tests.crawler.columns import REFERENCE, text_columns
from tests.crawler.findings import What
from tests.crawler.pages import links, query_of
from tests.crawler.walking import Walk, difference, same
from tests.crawler.world import NOBODYS, THEIRS_FROM

NONSENSE = "zq99999x"
OF_THE_LIST_ITSELF = {"o", "p", "q", "all", "e", "_popup", "_to_field", "_facets", "_changelist_filters"}
SEARCHED = 8  # canaries looked for one by one, of as many columns
PATHS = 6


class ListProbe:
    """One visitor's questions to one list."""

    def __init__(self, walk: Walk, url: str, model: type[models.Model]) -> None:
        self.walk, self.url, self.model = walk, url, model

    def all(self) -> None:
        """Ask everything."""
        page = self.walk.pages[self.url]
        for path, value in self._lookups():
            self._compare("lookup", path, value, NONSENSE if not value.isdigit() else str(NOBODYS))
        self.search()
        if self.model._meta.label in REFERENCE:
            return
        filters = {name for link in links(page.page, self.url) for name in query_of(link)} - OF_THE_LIST_ITSELF
        for name in sorted(filters):
            for key in range(THEIRS_FROM, THEIRS_FROM + 3):
                self._compare("filter", name, str(key), str(NOBODYS))
        for query in ("o=-1.2", "o=2.-1", "o=99", "all=", "e=1", "_popup=1", "_facets=True", "p=2"):
            self._ask("list", query)
        for field in text_columns(self.model)[:3]:
            self._ask("list", f"_popup=1&_to_field={field.attname}")

    def search(self) -> None:
        """Look for hidden words: they must be found no more than nonsense is."""
        if 'name="q"' not in self.walk.pages[self.url].page:
            return
        for word in ("zq", "crawler.example", "9000"):
            self._ask("search", f"q={word}", word)
        for value in self._hidden_words():
            self._compare("search", "q", value, NONSENSE)

    def _ask(self, surface: str, query: str, *said: str) -> Answer:
        walk = self.walk
        return walk.judge(walk.browser.get(f"{self.url}?{query}"), surface, *said)

    def _compare(self, surface: str, name: str, value: str, nothing: str) -> None:
        answer = self._ask(surface, urlencode({name: value}), value)
        if answer.first_status == 400:
            return  # refused as a question, whatever the answer would have been
        other = self._ask(surface, urlencode({name: nothing}), nothing)
        if not same(answer, other, (value, quote(value)), (nothing,)):
            self.walk.findings.add(What.ORACLE, surface, f"GET {answer.url}", difference(answer, other))

    def _hidden_words(self) -> Iterator[str]:
        """Yield canaries of hidden rows of this table and those it points to, one per column."""
        tables = {self.model, *(f.related_model for f in self.model._meta.get_fields() if f.is_relation)}
        named = {model._meta.label for model in tables if isinstance(model, type)}
        columns: dict[str, str] = {}
        for canary in self.walk.world.canaries:
            label = canary.column.rpartition(".")[0]
            if label in named and canary.place.kind is not Kind.SECRET and self.walk.visitor.stranger_to(canary.place):
                columns.setdefault(canary.column, canary.text)
        own = f"{self.model._meta.label}."
        yield from [columns[name] for name in sorted(columns, key=lambda name: not name.startswith(own))][:SEARCHED]

    def _lookups(self) -> Iterator[tuple[str, str]]:
        """Yield lookups through every column here and one relation away, each with the beginning of a hidden value."""
        hidden = {c.column: c.text for c in self.walk.world.canaries if self.walk.visitor.stranger_to(c.place)}
        telling = [(path, hidden[column]) for path, column in _paths(self.model) if column in hidden]
        others = [(path, "") for path, column in _paths(self.model) if column not in hidden]
        # Some of every part: one's own columns come first, those through relations after them.
        for path, text in [*telling[:: 1 + len(telling) // PATHS], *others[:: 1 + len(others) // PATHS]]:
            yield (f"{path}__istartswith", text[:6]) if text else (path, str(THEIRS_FROM))


def _paths(model: type[models.Model], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    for field in _fields(model):
        if not field.is_relation:
            yield f"{prefix}{field.name}", f"{model._meta.label}.{field.name}"
        elif not prefix:
            yield field.name, f"{model._meta.label}.{field.name}"
    if depth:
        for field in _fields(model):
            if field.is_relation and isinstance(field.related_model, type):
                yield from _paths(field.related_model, f"{prefix}{field.name}__", depth - 1)


def _fields(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.get_fields() if not f.is_relation or f.many_to_one or f.one_to_one or f.one_to_many]


def autocompletes(registered: list[type[models.Model]]) -> Iterator[str]:
    """Yield questions that the pick-lists of forms could ask: about each table, from two that point to it."""
    asked: Counter[type[models.Model]] = Counter()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model in registered and asked[field.related_model] < 2:
                asked[field.related_model] += 1
                source = {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                }
                yield f"/admin/autocomplete/?{urlencode(source)}"
