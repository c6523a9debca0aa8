"""The pages of a re-screening: choosing calls, progress that reloads itself without a script, the release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.labels import staff_label
from applications.models import LineKind, Rescreening, RunScope, RunState
from applications.permissions import check_rescreening
from applications.rescreenings import changed_lines, left_under_other_rules, progress, submitted_since
from applications.services.rescreening import discard, release, start_many
from portal.common.errors import DomainError, NotAllowed
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import only_as
from portal.staffsite.admin.lists import as_key
from programs.models import Call, VersionState

SHOWN = 200
# A page that is followed asks again every few seconds, for some minutes: it keeps no session open for ever.
RELOADS = 60
_RELATED = (
    "call__round__programme", "call__office", "from_binding__rule_set_version__rule_set",
    "to_binding__rule_set_version__rule_set", "started_by__person", "settled_by__person", "stopped_at",
)  # fmt: skip

STATE_SHAPES = {
    RunState.RUNNING: "progress",
    RunState.STOPPED: "stop",
    RunState.HELD: "wait",
    RunState.RELEASED: "done",
    RunState.DISCARDED: "todo",
}


def state_tag(run: Rescreening) -> str:
    """Return the state as a word and a shape."""
    context = {"kind": STATE_SHAPES[RunState(run.state)], "text": run.get_state_display()}
    return render_to_string("components/status_tag.html", context)


def choose(admin: Any, request: HttpRequest) -> HttpResponse:
    """Name the calls that have something to screen again; a button begins a run for those ticked."""
    calls = _with_something_to_screen(request.user)
    if request.method == "POST":
        return _begin(request, calls)
    return _page(
        admin, request, "choose", _("Screen again under new rules"), calls=list(calls), scopes=RunScope.choices,
        chosen=RunScope.OPEN,
    )  # fmt: skip


def show(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show how far a run is. `?follow=N` reloads the page N times while it runs."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    run = _fetch(admin, request, object_id)
    left = as_key(request.GET.get("follow", "")) or 0
    running = run.state == RunState.RUNNING
    return _page(
        admin, request, "progress", str(run), run=run, state_tag=state_tag(run), running=running,
        follow=min(left, RELOADS) - 1 if running and left > 0 else None, reloads=RELOADS,
        retired=run.to_binding.rule_set_version.state == VersionState.RETIRED,
        **_found(run),
    )  # fmt: skip


def release_page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Preview what the release does, then do it, all at once."""
    run = _fetch(admin, request, object_id)
    if request.method != "POST":
        if run.state != RunState.HELD:
            messages.error(request, _("Only a finished run that nobody has released can be released."))
            return redirect(_address(run))
        return _page(admin, request, "release", _("Release this re-screening?"), run=run, **_found(run))
    try:
        released = release(run, user=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(_address(run))
    told = len(released.told)
    words = ngettext(
        "The new rules are in force. %(n)d applicant has another status; the letter is on its way.",
        "The new rules are in force. %(n)d applicants have another status; their letters are on their way.",
        told,
    )
    messages.success(request, words % {"n": told})
    return redirect(_address(run))


def discard_run(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Give the run up."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    run = _fetch(admin, request, object_id)
    try:
        discard(run, user=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(_address(run))
    messages.success(
        request, _("The run is discarded. The rules in force stay in force, and nobody was told anything.")
    )
    return redirect(_address(run))


def _begin(request: HttpRequest, calls: QuerySet[Call, Call]) -> HttpResponse:
    keys = [key for value in request.POST.getlist("calls") if (key := as_key(value)) is not None]
    chosen = list(calls.filter(pk__in=keys))
    if not chosen:
        messages.error(request, _("No call was chosen. Tick at least one of those below."))
        return redirect("admin:applications_rescreening_add")
    begun, refused = start_many(chosen, request.POST.get("scope", ""), user=request.user)
    for error in refused.values():
        messages.error(request, str(error))
    if not begun:
        return redirect("admin:applications_rescreening_add")
    said = ngettext("%(n)d run has begun.", "%(n)d runs have begun.", len(begun)) % {"n": len(begun)}
    messages.success(request, f"{said} {_('Nobody is told anything before you release it.')}")
    return redirect(_address(begun[0])) if len(begun) == 1 else redirect("admin:applications_rescreening_changelist")


def _with_something_to_screen(user: Any) -> QuerySet[Call, Call]:
    """Calls one may screen again: the published rules are newer than those in force, or somebody is under others.

    `published` is the number of the published version, `newer` whether it is another than the one in force,
    `some_left` whether submitted applications stand under other rules than those in force.
    """
    mine = Call.objects.for_user(only_as(user, *roles_with(Permission.RESCREEN)))
    calls: QuerySet[Call, Call] = (
        mine.filter(binding__isnull=False, rule_set_version__rule_set__versions__state=VersionState.PUBLISHED)
        .annotate(
            published=F("rule_set_version__rule_set__versions__number"),
            some_left=Exists(left_under_other_rules()),
        )
        .filter(~Q(rule_set_version__number=F("published")) | Q(some_left=True))
        .select_related("round__programme", "office", "rule_set_version__rule_set")
        .order_by("slug")
    )
    return calls


def _fetch(admin: Any, request: HttpRequest, object_id: str) -> Rescreening:
    """Return the run through the scope. Raises Http404 out of sight, PermissionDenied in words without the right."""
    admin._require(request)
    found = admin.get_queryset(request).select_related(*_RELATED).filter(pk=as_key(unquote(object_id)) or 0).first()
    if found is None:
        raise Http404
    try:
        check_rescreening(request.user, found.call)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return found  # type: ignore[no-any-return]


def _found(run: Rescreening) -> dict[str, Any]:
    """What pages say of a run: counts, moves in words, and the applications that come out otherwise."""
    counted = progress(run)
    lines = list(changed_lines(run)[: SHOWN + 1])
    return {
        "progress": counted,
        "kinds": [(kind.label, counted.by_kind.get(kind, 0)) for kind in LineKind],
        "moves": [(_words(old), _words(new), number) for old, new, number in counted.moves],
        "lines": [
            (line, _words(line.old_outcome), _words(line.new_outcome), staff_label(line.application.status)[0])
            for line in lines[:SHOWN]
        ],
        "more": max(counted.changed - SHOWN, 0),
        "since": submitted_since(run),
        "scope": run.get_scope_display(),
        "disagreement": [(key, *said) for key, said in run.disagreement.get("rules", {}).items()],
    }


def _words(outcome: str) -> str:
    return staff_label(outcome)[0] if outcome else "–"


def _address(run: Rescreening) -> str:
    return reverse("admin:applications_rescreening_change", args=[run.pk])


def _page(admin: Any, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {**admin.admin_site.each_context(request), "title": title, "opts": admin.opts}
    return render(request, f"admin/rescreening/{template}.html", {**frame, **context})
