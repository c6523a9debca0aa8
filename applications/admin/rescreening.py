"""Re-screenings in the staff site: a list of runs, and for each its progress, its release, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from applications.admin import rescreening_pages as pages
from applications.models import Rescreening, RunState
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.scope import holds


@admin.register(Rescreening)
class RescreeningAdmin(ScopedModelAdmin):
    """Runs over the calls that one coordinates."""

    view_roles = add_roles = roles_with(Permission.RESCREEN)
    list_display = ["title", "rules", "state_now", "started_at", "settled_at"]
    list_display_links = ["title"]
    list_filter = ["state"]
    list_select_related = ["call__round", "call__office", "to_binding__rule_set_version__rule_set"]
    ordering = ["-id"]

    @admin.display(description=_("re-screening"))
    def title(self, run: Rescreening) -> str:
        """Call and number."""
        return str(run)

    @admin.display(description=_("new rules"))
    def rules(self, run: Rescreening) -> str:
        """The version that is tried."""
        return str(run.to_binding.rule_set_version)

    @admin.display(description=_("state"), ordering="state")
    def state_now(self, run: Rescreening) -> str:
        """The state as a word and a shape."""
        return pages.state_tag(run)

    def waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return what waits for a coordinator, for the home page of the staff site; empty ones are left out."""
        if not holds(request.user, self.view_roles):
            return []
        every = reverse("admin:applications_rescreening_changelist")
        rows = self.get_queryset(request).order_by()
        found = (
            (_("A re-screening to release"), RunState.HELD),
            (_("A re-screening that stopped"), RunState.STOPPED),
        )
        counted = ((words, state, rows.filter(state=state).count()) for words, state in found)
        return [{"words": w, "count": n, "url": f"{every}?state__exact={state}"} for w, state, n in counted if n]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Choose calls and whom of them."""
        self._require(request)
        return pages.choose(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far the run is, and what it found."""
        return pages.show(self, request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The page of the run says who did what."""
        return pages.show(self, request, object_id)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and one address for each thing one does."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                f"<str:object_id>/{name}/",
                wrap(lambda request, object_id, view=view: view(self, request, object_id)),
                name=f"applications_rescreening_{name}",
            )
            for name, view in (("release", pages.release_page), ("discard", pages.discard_run))
        ]
        return [*own, *super().get_urls()]
