"""Overrides in the staff site: a list with counts per office, and the page of one."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Override
from applications.review.admin import override_pages as pages
from applications.review.override_counts import OverrideCount, override_counts
from portal.common.tables import write_csv
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.lists import as_key
from programs.models import Round

SIGHT = roles_with(Permission.READ_APPLICATIONS)


class RoundFilter(SimpleListFilter):
    """The rounds of the calls whose applications the reader sees."""

    title = gettext_lazy("round")
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the rounds in sight."""
        seen = model_admin.get_queryset(request).order_by().values("application__call__round")
        return [(str(each.pk), str(each)) for each in Round.objects.filter(pk__in=seen).order_by("-year", "slug")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; what is no round finds nothing."""
        if not self.value():
            return queryset
        return queryset.filter(application__call__round=as_key(str(self.value())) or 0)


@admin.register(Override)
class OverrideAdmin(ScopedModelAdmin):
    """Who overrode which rule, of whom, why. Nothing is written here but by the verbs of the review."""

    view_roles = SIGHT
    list_display = ("title", "office", "rule_key", "to_verdict", "reason_code", "state", "proposed_at")
    list_display_links = ("title",)
    list_filter = (RoundFilter, "state", "reason_code", "to_verdict")
    list_select_related = ("application__person", "office")
    ordering = ("-id",)
    change_list_template = "admin/overrides/list.html"

    @admin.display(description=gettext_lazy("application"))
    def title(self, override: Override) -> str:
        """The reference of the application."""
        return str(override.application.reference)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with the counts of what it shows above it."""
        self._require(request)
        chosen = as_key(request.GET.get(RoundFilter.parameter_name, "")) or 0
        export = reverse("admin:applications_override_counts")
        context = {
            "counts": self._counts(request),
            "export": f"{export}?round={chosen}" if chosen else export,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def counts_view(self, request: HttpRequest) -> HttpResponse:
        """The counts as CSV: numbers of applications, nothing about anybody."""
        self._require(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        header = (
            _("Office"), _("Rule"), _("Counted as"), _("Reason"), _("In force"), _("Waiting for a second person"),
            _("To be confirmed again"), _("Ended"), _("Applications screened"), _("In force, percent"),
        )  # fmt: skip
        out = io.StringIO()
        write_csv(out, header, map(_cells, self._counts(request)))
        response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="overrides.csv"'
        return response

    def _counts(self, request: HttpRequest) -> list[OverrideCount]:
        """Count what the reader sees, of one round where the address names one."""
        overrides, applications = self.get_queryset(request), Application.objects.for_staff(request.user)
        if request.GET.get(RoundFilter.parameter_name):
            chosen = as_key(request.GET[RoundFilter.parameter_name]) or 0
            overrides = overrides.filter(application__call__round=chosen)
            applications = applications.filter(call__round=chosen)
        return override_counts(overrides, applications)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one override."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return pages.show_page(self, request, self.override(request, object_id))  # type: ignore[no-any-return]

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Do one verb on one override."""
        override = self.override(request, object_id)
        if request.method != "POST":
            return redirect("admin:applications_override_change", override.pk)
        return pages.act(self, request, override, verb)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The page of an override says who did what."""
        return redirect("admin:applications_override_change", self.override(request, object_id).pk)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """An override is proposed beside its rule."""
        self._require(request)
        raise PermissionDenied(_("An override is proposed from the dossier of an application, beside the rule."))

    def override(self, request: HttpRequest, object_id: str) -> Override:
        """Return the override. Raises Http404 for one out of sight, PermissionDenied in words without the right."""
        self._require(request)
        rows = self.get_queryset(request).select_related(
            "application__person__user", "application__office", "application__call__round__programme",
        )  # fmt: skip
        found = rows.filter(pk=as_key(unquote(object_id)) or 0).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, the counts as a table, and one address for each verb."""
        wrap = self.admin_site.admin_view
        own = [
            path("counts.csv", wrap(self.counts_view), name="applications_override_counts"),
            path("<str:object_id>/do/<slug:verb>/", wrap(self.act_view), name="applications_override_act"),
        ]
        return [*own, *super().get_urls()]


def _cells(line: OverrideCount) -> tuple[Any, ...]:
    return (
        line.office, line.rule, line.verdict.label, line.reason.label, line.in_force, line.open, line.asks_again,
        line.ended, line.screened, line.share,
    )  # fmt: skip
