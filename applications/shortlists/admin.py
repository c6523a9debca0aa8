"""Shortlists in the staff site: a list of lists, and pages of our own for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from applications.shortlists.models import Shortlist, ShortlistState
from applications.shortlists.queries import calls_without_list, current_lists
from applications.shortlists.views import lines, making, proof, settling, workspace
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.scope import as_roles, holds

STATE_SHAPES = {ShortlistState.DRAFT: "progress", ShortlistState.FROZEN: "info", ShortlistState.RELEASED: "done"}


@admin.register(Shortlist)
class ShortlistAdmin(ScopedModelAdmin):
    """Lists of the offices and programmes one coordinates; senior reviewers read."""

    view_roles = roles_with(Permission.READ_SHORTLISTS)
    change_roles = add_roles = roles_with(Permission.CHANGE_SHORTLISTS)
    list_display = ["title", "state_tag", "given", "frozen_at", "released_at"]
    list_display_links = ["title"]
    list_filter = ["state"]
    list_select_related = ["call__round", "call__office"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any, Any]:
        """Return the lists in scope, each with whether a newer version of it exists."""
        newer = Shortlist.objects.filter(call=OuterRef("call"), number__gt=OuterRef("number"))
        rows: QuerySet[Any, Any] = super().get_queryset(request).annotate(superseded=Exists(newer))
        return rows

    @admin.display(description=_("shortlist"))
    def title(self, row: Shortlist) -> str:
        """Call and version."""
        return str(row)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: Any) -> str:
        """The state as a word and a shape."""
        if row.superseded and row.state == ShortlistState.FROZEN:
            context = {"kind": "todo", "text": _("Frozen, replaced by a newer version")}
        else:
            context = {"kind": STATE_SHAPES[ShortlistState(row.state)], "text": row.get_state_display()}
        return render_to_string("components/status_tag.html", context)

    @admin.display(description=_("places"))
    def given(self, row: Shortlist) -> str:
        """How many places this version gives."""
        return str(_("%(places)s, %(reserve)s on the reserve")) % {"places": row.places, "reserve": row.reserve_places}

    def waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return what waits for a coordinator, for the home page of the staff site; empty ones are left out."""
        if not holds(request.user, self.change_roles):
            return []
        coordinator = as_roles(request.user, self.change_roles)
        lists = Counter(current_lists(coordinator).values_list("state", flat=True))
        every = reverse("admin:shortlists_shortlist_changelist")
        found = (
            (
                _("A shortlist to make"),
                calls_without_list(coordinator).count(),
                reverse("admin:shortlists_shortlist_add"),
            ),
            (_("A shortlist to freeze"), lists[ShortlistState.DRAFT], f"{every}?state__exact=draft"),
            (_("A shortlist to release"), lists[ShortlistState.FROZEN], f"{every}?state__exact=frozen"),
        )
        return [{"words": words, "count": count, "url": url} for words, count, url in found if count]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Choose the call to make a list of."""
        return making.choose_call(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The list itself."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        return workspace.show(request, pk=int(object_id))

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and one address per thing one does."""
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("<int:pk>/refresh/", making.refresh, "refresh"),
            ("<int:pk>/correct/", making.correct, "correct"),
            ("<int:pk>/discard/", making.discard, "discard"),
            ("<int:pk>/lines/<int:line_pk>/", lines.edit, "line"),
            ("<int:pk>/reason/", settling.list_reason, "reason"),
            ("<int:pk>/freeze/", settling.freeze, "freeze"),
            ("<int:pk>/release/", settling.release, "release"),
            ("<int:pk>/export/", proof.export, "export"),
            ("<int:pk>/verify/", proof.verify, "verify"),
        ]
        wrap = self.admin_site.admin_view
        routes = [path(route, wrap(view), name=f"shortlists_shortlist_{name}") for route, view, name in own]
        return [*routes, *super().get_urls()]
