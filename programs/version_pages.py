"""Pages below a rule-set version that an app above provides, because what they show stands above the rules.

An app registers a page when it starts; the staff site puts it under the version's own address and links to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from programs.models import RuleSetVersion

View = Callable[[Any, HttpRequest, RuleSetVersion], HttpResponse]


@dataclass(frozen=True)
class VersionPage:
    """One page. `view` is given the pages' frame, the request and the version, which the reader may read."""

    name: str
    title: Any
    view: View


_PAGES: dict[str, VersionPage] = {}


def register(page: VersionPage) -> None:
    """Add a page; a second one of the same name takes its place."""
    _PAGES[page.name] = page


def registered() -> tuple[VersionPage, ...]:
    """Return the pages in the order in which they came."""
    return tuple(_PAGES.values())
