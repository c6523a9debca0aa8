"""Calls in the staff site: one's own office's, times and places by its coordinator."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.common.errors import DomainError
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from programs.admin.additions import additions_in_words
from programs.admin.call_form import NOTES, CallForm
from programs.admin.stops import stops_of_call, stops_of_calls
from programs.admin.theme_inline import READERS, ThemeFormSet, ThemeInline
from programs.models import Call, CallState
from programs.services.calls import announce, why_not_announced
from programs.services.editing import change_call
from programs.services.editions import edition_of

_SHAPES = {CallState.OPEN: "pass", CallState.ANNOUNCED: "wait", CallState.UNANNOUNCED: "progress"}


@admin.register(Call)
class CallAdmin(ScopedModelAdmin):
    """Calls of the offices and programmes one works for."""

    form = CallForm
    view_roles = READERS
    change_roles = roles_with(Permission.CHANGE_CALLS)
    list_display = ["title", "office", "state_tag", "opens", "closes"]
    list_display_links = ["title"]
    change_list_template = "admin/programs/call/change_list.html"
    list_select_related = ["round__programme", "office"]
    ordering = ["-opens_at", "slug"]
    search_fields = ["slug"]
    actions = ["announce_calls"]
    inlines = [ThemeInline]
    readonly_fields = [
        *("title", "office", "state_tag", "versions", "values_given", "own_rules", "still_missing", "notes_given"),
        "stops",
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what it is, when, and what applicants are told."""
        may = self.has_change_permission(request, obj)
        about = ["title", "office", "state_tag", "versions", "values_given", "own_rules", "still_missing", "stops"]
        return [
            (None, {"fields": about}),
            (_("When"), {"fields": ["opens_local", "closes_local", "time_zone"]}),
            (_("Places"), {"fields": ["shortlist_places", "reserve_places", "accepts_not_eligible"]}),
            (_("Notes"), {"fields": NOTES if may else ["notes_given"]}),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page of one call; what a service refuses because somebody was quicker is said, and nothing is saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand what was entered to the service."""
        form.something_changed = bool(change_call(obj, form.wanted(), actor=request.user))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Hand the themes to their service."""
        if isinstance(formset, ThemeFormSet):
            form.something_changed |= formset.hand_over(actor=request.user)
        else:
            super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Take the themes too, then say so when all of it was there already."""
        super().save_related(request, form, formsets, change)
        if not form.something_changed:
            messages.info(request, _("Nothing was changed."))

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and what stops people in “Am I eligible?”."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                "what-stops-people/",
                wrap(lambda request: stops_of_calls(self, request)),
                name="programs_call_stops_of_all",
            ),
            path(
                "<str:object_id>/what-stops-people/",
                wrap(lambda request, object_id: stops_of_call(self, request, object_id)),
                name="programs_call_stops",
            ),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description=gettext_lazy("Announce the chosen calls"), permissions=["change"])
    def announce_calls(self, request: HttpRequest, queryset: Any) -> None:
        """Announce, and say which were refused and why."""
        done = 0
        for call in queryset:
            try:
                announce(call, actor=request.user)
                done += 1
            except DomainError as error:
                messages.error(request, str(error))
        if done:
            words = ngettext("%(count)d call is announced.", "%(count)d calls are announced.", done) % {"count": done}
            messages.success(request, words)

    @admin.display(description=gettext_lazy("call"), ordering="round__slug")
    def title(self, row: Call) -> str:
        """The round's name."""
        return str(row.round)

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, row: Call) -> str:
        """The state as a word and a shape."""
        context = {"kind": _SHAPES.get(row.state, "todo"), "text": row.state.label}
        return render_to_string("components/status_tag.html", context)

    @admin.display(description=gettext_lazy("opens"), ordering="opens_at")
    def opens(self, row: Call) -> str:
        """The opening in the office's time."""
        return _local(row, row.opens_at)

    @admin.display(description=gettext_lazy("closes"), ordering="closes_at")
    def closes(self, row: Call) -> str:
        """The deadline in the office's time."""
        return _local(row, row.closes_at)

    @admin.display(description=gettext_lazy("definition and rules"))
    def versions(self, row: Call) -> str:
        """Which editions the call was announced with, or would be now."""
        definition, rules = edition_of(row)
        return f"{definition} · {rules}"

    @admin.display(description=gettext_lazy("values in the rules"))
    def values_given(self, row: Call) -> str:
        """The round's and the call's parameters."""
        values = {**row.round.parameters, **row.parameters}
        return "; ".join(f"{key}: {_written(value)}" for key, value in sorted(values.items())) or "–"

    @admin.display(description=gettext_lazy("this office’s own rules"))
    def own_rules(self, row: Call) -> str:
        """What the office adds to, replaces or leaves out of the programme's rules."""
        return additions_in_words(row)

    @admin.display(description=gettext_lazy("notes for applicants"))
    def notes_given(self, row: Call) -> str:
        """The notes in the reader's language."""
        return str(row.notes) or "–"

    @admin.display(description=gettext_lazy("announcement"))
    def still_missing(self, row: Call) -> str:
        """When it was announced, or what stands in the way of that."""
        if row.announced_at is not None:
            return _local(row, row.announced_at)
        return " ".join(why_not_announced(row)) or _("Nothing is missing. Choose it in the list and announce it.")

    @admin.display(description=gettext_lazy("what stops people"))
    def stops(self, row: Call) -> str:
        """The way to the counts of “Am I eligible?”."""
        if row.announced_at is None:
            return "–"
        href = reverse("admin:programs_call_stops", args=[row.pk])
        return format_html('<a href="{}">{}</a>', href, _("Finished checks, and the requirements not met in them"))


def _local(call: Call, instant: Any) -> str:
    return formats.date_format(instant.astimezone(call.zone), "DATETIME_FORMAT") + f" ({call.time_zone})"


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
