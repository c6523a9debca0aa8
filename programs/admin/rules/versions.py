"""Versions of rule sets in the staff site: the list, and the pages of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.scope import holds
from programs import version_pages
from programs.admin.rules import cases, conditions, parameters, publication, rules
from programs.admin.rules.frame import answering, language, may_draft, page
from programs.admin.rules.shown import shown_parameters, shown_rules
from programs.models import RuleSetVersion, VersionState
from programs.models.rulesets import OPEN
from programs.permissions import writes_rules
from programs.services.rules import check, preview_of

SHAPES = {
    VersionState.DRAFT: "progress",
    VersionState.PROPOSED: "wait",
    VersionState.PUBLISHED: "done",
    VersionState.RETIRED: "todo",
}


@admin.register(RuleSetVersion)
class RuleSetVersionAdmin(ScopedModelAdmin):
    """Rules belong to no office: all staff read them. Who writes them is asked of each verb's service."""

    view_roles = roles_with(Permission.READ_CATALOGUE)
    list_display = ["title", "state_tag", "note", "created_at", "published_at"]
    list_display_links = ["title"]
    list_filter = ["state"]
    list_select_related = ["rule_set"]

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """Return all rows: none of them belongs to an office."""
        return RuleSetVersion.objects.all()

    def waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the proposals of colleagues that the reader may publish, for the home page of the staff site."""
        if not holds(request.user, roles_with(Permission.PUBLISH_RULES)):
            return []
        proposals = RuleSetVersion.objects.filter(state=VersionState.PROPOSED).select_related("rule_set")
        count = sum(
            writes_rules(request.user, proposal.rule_set, Permission.PUBLISH_RULES)
            for proposal in proposals.exclude(proposed_by=request.user.pk)
        )
        address = f"{reverse('admin:programs_rulesetversion_changelist')}?state__exact=proposed"
        return [{"count": count, "words": _("Rules to publish"), "url": address}] if count else []

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def title(self, row: RuleSetVersion) -> str:
        """Rule set and number."""
        return str(row)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, row: RuleSetVersion) -> str:
        """The state as a word and a shape."""
        context = {"kind": SHAPES[VersionState(row.state)], "text": row.get_state_display()}
        return render_to_string("components/status_tag.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the sentences."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        self._require(request)
        return sentences(request, int(object_id))

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses, one per thing one does, and the pages of apps above."""
        own: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("begin/", publication.begin, "begin"),
            ("add/", conditions.add, "add_part"),
            ("condition/", conditions.change, "condition"),
            ("rule/", rules.frame, "rule"),
            ("parameters/", parameters.parameters, "parameters"),
            ("parameters/add/", parameters.add_parameter, "add_parameter"),
            ("act/", rules.act, "act"),
            ("cases/", cases.cases, "cases"),
            ("cases/file/", cases.cases_file, "cases_file"),
            ("differences/", publication.differences, "differences"),
            ("publication/", publication.publication, "publication"),
            *((f"{each.name}/", _provided(each), each.name) for each in version_pages.registered()),
        ]
        return [
            *(
                path(f"<int:pk>/{route}", self._wrapped(view), name=f"programs_rulesetversion_{name}")
                for route, view, name in own
            ),
            *super().get_urls(),
        ]

    def _wrapped(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def opened(request: HttpRequest, pk: int) -> HttpResponse:
            self._require(request)
            return view(request, pk)

        wrapped: Callable[..., HttpResponse] = self.admin_site.admin_view(opened)
        return wrapped


def _provided(provided: version_pages.VersionPage) -> Callable[..., HttpResponse]:
    return answering(lambda request, version: provided.view(page, request, version))


@answering
def sentences(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """The rules as a list of sentences, with what stands against them."""
    checked = check(version)
    context: dict[str, Any] = {
        "rules": shown_rules(version, checked, language()),
        "parameters": shown_parameters(version, language()),
        "checked": checked,
        "general": [finding for finding in checked.findings if not finding.rule],
        "preview": preview_of(version),
        "state_kind": SHAPES[VersionState(version.state)],
        "may_begin": version.state == VersionState.PUBLISHED
        and may_draft(request, version)
        and version.rule_set.in_the_making is None,
        "in_the_making": version.rule_set.in_the_making if version.state == VersionState.PUBLISHED else None,
        "in_making": version.state in OPEN,
        "on_version": True,
    }
    return page(request, "sentences", str(version), version, **context)
