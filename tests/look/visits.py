"""Which addresses a set of rendered pages shows, and in which state: noted while Django's test browser renders them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.test.signals import template_rendered

WHOLE_PAGE, SUMMARY = "base.html", "components/error_summary.html"


@dataclass
class Visits:
    """Templates that were rendered, by the pattern of the address they were rendered for."""

    templates: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    posting: set[str] = field(default_factory=set)

    def note(self, template: Any, context: Any, **rest: Any) -> None:
        """Take note of one rendered template: a receiver of Django's signal."""
        request = context.get("request") if isinstance(context, Mapping) or hasattr(context, "get") else None
        if not isinstance(request, HttpRequest) or request.resolver_match is None:
            return
        route = request.resolver_match.route.replace("^", "")
        self.templates[route].add(str(template.name))
        if _asks_for_something(context):
            self.posting.add(route)

    @property
    def shown(self) -> set[str]:
        """The patterns of which a whole page was rendered."""
        return {route for route, names in self.templates.items() if WHOLE_PAGE in names}

    @property
    def wrong(self) -> set[str]:
        """The patterns of which a page with an error summary was rendered."""
        return {route for route, names in self.templates.items() if SUMMARY in names}


def _asks_for_something(context: Any) -> bool:
    """Say whether a page has a form with something to fill in."""
    form = context.get("form")
    return bool(form is not None and getattr(form, "visible_fields", None) and form.visible_fields())


@contextmanager
def noted() -> Iterator[Visits]:
    """Note what is rendered inside the block."""
    visits = Visits()
    template_rendered.connect(visits.note)
    try:
        yield visits
    finally:
        template_rendered.disconnect(visits.note)
