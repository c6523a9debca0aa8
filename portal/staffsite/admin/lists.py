"""Lists that never count a whole table and never answer a strange address with an error page."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from portal.common.badinput import unstorable
from portal.staffsite.admin.filters import NO_CHOICES

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

COUNTED = 1000
PAGES_AHEAD = 5
LAST_PAGE = 100_000
LARGEST_KEY = 2**63 - 1


class BoundedPaginator(_Paginator):
    """Counts to 1,000, or a few pages beyond the one asked for: Postgres stops there instead of reading on.

    `more` says that there are further rows; pages can be walked to the end all the same.
    """

    def __init__(self, object_list: Any, per_page: int, *, asked: int = 1, **kwargs: Any) -> None:
        super().__init__(object_list, per_page, **kwargs)
        self.reach = max(COUNTED, per_page * (min(max(asked, 1), LAST_PAGE) + PAGES_AHEAD))

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.reach + 1].count())

    @cached_property
    def count(self) -> int:
        """The number of rows within reach."""
        return min(self._counted, self.reach)

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > self.reach


class StaffChangeList(ChangeList):
    """The stock list without "Show all" over an unbounded table."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page; a list that was not counted to its end is never shown whole."""
        super().get_results(request)
        rows = list(self.result_list)  # a queryset keeps them; a list edited in place needs the queryset itself
        admin: Any = self.model_admin
        admin.enrich(request, rows)
        self.can_show_all = self.can_show_all and not self.more

    @property
    def more(self) -> bool:
        """Whether the number beside the list is a lower bound."""
        return bool(getattr(self.paginator, "more", False))


class _Unfetched(StaffChangeList):
    """A list's filters, search and order, without fetching a page of it."""

    def get_results(self, request: HttpRequest) -> None:
        """Leave the page alone."""
        self.result_list = []


def as_listed(model_admin: Any, request: HttpRequest, query: str) -> tuple[Any, list[str]]:
    """Return (rows, ordering) of the list as the address part `query` filters and sorts it.

    Raises IncorrectLookupParameters, SuspiciousOperation and ValueError for a query that is none of this list's.
    """
    asked = copy(request)
    asked.method, asked.GET = "GET", QueryDict(query)
    setattr(asked, NO_CHOICES, True)
    if any(unstorable(value) for values in asked.GET.lists() for value in (values[0], *values[1])):
        raise ValueError("The query holds a character that is no text.")
    columns = model_admin.get_list_display(asked)
    if model_admin.get_actions(asked):
        columns = ["action_checkbox", *columns]  # counts as a column where the address names one to sort by
    listed = _Unfetched(
        asked,
        model_admin.model,
        columns,
        model_admin.get_list_display_links(asked, columns),
        model_admin.get_list_filter(asked),
        model_admin.date_hierarchy,
        model_admin.get_search_fields(asked),
        model_admin.list_select_related,
        model_admin.list_per_page,
        model_admin.list_max_show_all,
        (),
        model_admin,
        model_admin.get_sortable_by(asked),
        model_admin.search_help_text,
    )
    return listed.queryset, [str(name) for name in listed.get_ordering(asked, listed.queryset)]


def as_key(text: str) -> int | None:
    """Return the primary key that `text` says, None when it can be none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if int(text) <= LARGEST_KEY else None


def asked_page(request: HttpRequest) -> int:
    """Return the page number of the address, 1 when it is none."""
    text = request.GET.get(PAGE_VAR, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def with_keys_only(posted: QueryDict, name: str) -> QueryDict:
    """Return the posted form with the values of `name` that can be primary keys; others name no row."""
    cleaned = posted.copy()
    cleaned.setlist(name, [value for value in posted.getlist(name) if as_key(value) is not None])
    return cleaned
