"""The audit stream in words, read only. That somebody read it is recorded in it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.models import Detail, Entry, Unsealed
from portal.audit.naming import find
from portal.audit.queries import seal_state
from portal.audit.sentences import Told, tell
from portal.audit.services import record
from portal.common.datewords import moment
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.lists import as_key, asked_page
from portal.staffsite.admin.trail_filters import AccountFilter, AreaFilter, DayFilter, OfficeFilter, clock_of

_BESIDE = {
    "address": gettext_lazy("network address"),
    "browser": gettext_lazy("browser"),
    "path": gettext_lazy("asked for"),
    "query": gettext_lazy("filters and search"),
    "email": gettext_lazy("email address"),
    "before": gettext_lazy("before"),
    "after": gettext_lazy("after"),
}


@admin.register(Entry)
class EntryAdmin(ScopedModelAdmin):
    """Who did what, when. A ministry's reader sees all of it, an office's reader what concerns that office."""

    view_roles = roles_with(Permission.READ_AUDIT)
    list_display = ("when", "sentence", "where", "account")
    list_display_links = ("when",)
    list_filter = (AreaFilter, DayFilter, OfficeFilter, AccountFilter)
    search_fields = ("code",)
    search_help_text = gettext_lazy(
        "Name or address of staff, the reference of an application, or part of a code such as signed_in."
    )
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "when", "sentence", "where", "account", "about", "numbers", "beside", "sealed", "request_id",
    )  # fmt: skip
    readonly_fields = fields

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Put the words beside the rows of one page, in a number of queries that does not grow."""
        told, zone = tell(rows), clock_of(request.user)
        for row in rows:
            row.told, row.zone = told[row.pk], zone

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the entry with its words."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            self.enrich(request, [found])
        return found

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find what somebody did, what was done with an application, or a code."""
        term = search_term.strip()
        if not term:
            return queryset, False
        users, rows = find(term)
        wanted = Q(user_id__in=users) | Q(code__icontains=term)
        for kind, key in rows:
            wanted |= Q(object_kind=kind, object_id=key) | Q(data__application=int(key))
        return queryset.filter(wanted), False

    # --- pages -----------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, and how far the stream is sealed."""
        zone = clock_of(request.user)
        answer = super().changelist_view(request, {"seals": seal_state(), "zone": zone, **(extra_context or {})})
        if answer.status_code == 200:
            query = request.GET.urlencode()
            record("audit.read", user=request.user, page=asked_page(request), personal={"query": query})
        return answer

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page of one entry."""
        answer = super().changeform_view(request, *args, **kwargs)
        if answer.status_code == 200 and request.method in ("GET", "HEAD"):
            key = as_key(str(args[0] if args else kwargs.get("object_id")))
            record("audit.read", user=request.user, entry=key)
        return answer

    # --- columns ---------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("when"))
    def when(self, entry: Entry) -> str:
        """The moment on the clocks of the reader's office, with the zone."""
        zone: ZoneInfo = entry.zone  # type: ignore[attr-defined]
        with timezone.override(zone):
            return moment(entry.at, "SHORT_DATETIME_FORMAT", after=":s")

    @admin.display(description=gettext_lazy("what happened"))
    def sentence(self, entry: Entry) -> SafeString:
        """The entry in words, and its code."""
        return format_html('{}<br><span class="muted">{}</span>', _told(entry).sentence, entry.code)

    @admin.display(description=gettext_lazy("office"))
    def where(self, entry: Entry) -> str:
        """The office, where the entry has one."""
        return _told(entry).office or "—"

    @admin.display(description=gettext_lazy("account"))
    def account(self, entry: Entry) -> str | SafeString:
        """The login's address of staff, the number of an applicant's account; a link to all it did."""
        if entry.user_id is None:
            return "—"
        address = f"{reverse('admin:audit_entry_changelist')}?account={entry.user_id}"
        return format_html('<a href="{}">{}</a>', address, _told(entry).account)

    @admin.display(description=gettext_lazy("about"))
    def about(self, entry: Entry) -> str:
        """The row it speaks of, by kind and number."""
        return f"{entry.object_kind} {entry.object_id}" if entry.object_kind else "—"

    @admin.display(description=gettext_lazy("values"))
    def numbers(self, entry: Entry) -> str | SafeString:
        """What the entry holds beyond that."""
        return _pairs(entry.data.items())

    @admin.display(description=gettext_lazy("personal values"))
    def beside(self, entry: Entry) -> str | SafeString:
        """What lies beside the entry, or that it was erased."""
        if not entry.detail_sha256:
            return "—"
        detail = Detail.objects.filter(pk=entry.pk).first()
        if detail is None:
            return _("erased")
        return _pairs((_BESIDE.get(name, name), value) for name, value in detail.values.items())

    @admin.display(description=gettext_lazy("sealed"))
    def sealed(self, entry: Entry) -> str:
        """Whether the chain covers it."""
        return _("not yet") if Unsealed.objects.filter(pk=entry.pk).exists() else _("yes")


def _told(entry: Entry) -> Told:
    return entry.told  # type: ignore[attr-defined, no-any-return]


def _pairs(items: Any) -> str | SafeString:
    return format_html_join("", "<div>{}: <bdi>{}</bdi></div>", items) or "—"
