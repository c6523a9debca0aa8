"""The page that shows what a version of rules would change, below the version's own address in the staff site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from applications.services.rule_preview import SHORTLISTED, preview
from applications.states import Status
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import only_as
from programs import version_pages
from programs.models import RulePreview, RuleSetVersion
from programs.permissions import writes_rules
from programs.services.rules import preview_of

PER_PAGE = 50
SEES = roles_with(Permission.READ_APPLICATIONS)


def register() -> None:
    """Put the page below versions."""
    version_pages.register(version_pages.VersionPage("preview", gettext_lazy("Preview"), rule_preview))


def rule_preview(page: Any, request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """GET shows the newest preview of this content; POST counts again. Only those who write these rules see it."""
    if not (writes_rules(request.user, version.rule_set) or _publishes(request, version)):
        raise PermissionDenied(
            _("What rules would change is shown to who writes them: the programme's coordinators at a ministry.")
        )
    if request.method == "POST":
        made = preview(version, actor=request.user)
        messages.success(
            request,
            _("Would flip %(flipped)s of %(compared)s; %(shortlisted)s of them already shortlisted.")
            % {"flipped": made.flipped, "compared": made.compared, "shortlisted": made.shortlisted},
        )
        return redirect(request.path)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    found = preview_of(version)
    context = {"preview": found, **(_rows(request, found) if found else {})}
    drawn: HttpResponse = page(
        request, "admin/applications/rule_preview.html", _("What would change"), version, **context
    )
    return drawn


def _publishes(request: HttpRequest, version: RuleSetVersion) -> bool:
    return writes_rules(request.user, version.rule_set, Permission.PUBLISH_RULES)


def _rows(request: HttpRequest, found: RulePreview) -> dict[str, Any]:
    """A page of the flips, those of shortlisted applications first; of them only what the reader may see."""
    flips = {row["application"]: row for row in found.rows}
    seen = Application.objects.for_staff(only_as(request.user, *SEES)).filter(pk__in=list(flips))
    visible = set(seen.values_list("pk", flat=True))
    order = sorted(visible, key=lambda pk: (flips[pk]["status"] not in SHORTLISTED, pk))
    listed = Paginator(order, PER_PAGE).get_page(request.GET.get("page"))
    rows = {row.pk: row for row in seen.filter(pk__in=list(listed)).select_related("person", "office")}
    lines = [
        {
            "application": rows[pk],
            "then": Status(flips[pk]["status"]).label,
            "shortlisted": flips[pk]["status"] in SHORTLISTED,
            "before": Status(flips[pk]["before"]).label,
            "after": Status(flips[pk]["after"]).label,
        }
        for pk in listed
        if pk in rows
    ]
    return {"lines": lines, "listed": listed, "hidden": len(flips) - len(visible)}
