"""Settling a list: the reason for those passed over, freezing, the preview and the release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.notices import address_of
from applications.shortlists import services
from applications.shortlists.deadline import why_not_yet
from applications.shortlists.forms import FreezeForm, ListReasonForm
from applications.shortlists.models import Shortlist, ShortlistLine, ShortlistState
from applications.shortlists.queries import cautions, is_superseded, lines_with_people, stale, tally
from applications.shortlists.services.reasons import words_for
from applications.shortlists.views.shared import answering, fetch, page, require_change, url
from applications.states import Status
from portal.common.errors import Conflict, DomainError
from portal.staffsite.kept import restored


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def list_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what everybody passed over is told."""
    shortlist = _draft(request, pk)
    title = _("What those not shortlisted are told")
    if request.method != "POST":
        typed = restored(request, request.path)
        initial = {"code": shortlist.reason_code, "text": shortlist.reason_text, **typed, "version": shortlist.version}
        form = ListReasonForm(initial=initial)
        return page(request, "list_reason", title, shortlist=shortlist, form=form, kept=bool(typed))
    form = ListReasonForm(request.POST)
    if not form.is_valid():
        return page(request, "list_reason", title, shortlist=shortlist, form=form, status=422)
    values = form.cleaned_data
    try:
        services.give_list_reason(
            shortlist, values["code"], values["text"], user=request.user, expected_version=values["version"]
        )
    except Conflict as conflict:
        fresh = fetch(request, pk)
        data = request.POST.copy()
        data["version"] = str(conflict.values["version"])
        return page(
            request, "list_reason", title, shortlist=fresh, form=ListReasonForm(data), conflict=conflict, status=409
        )
    messages.success(request, _("The reason was saved."))
    return redirect(url("change", pk))


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what should be known before freezing, then freeze."""
    shortlist = _draft(request, pk)
    form = FreezeForm(request.POST or None, initial={"version": shortlist.version})
    if request.method != "POST":
        return _freeze_page(request, shortlist, form)
    if not form.is_valid():
        return _freeze_page(request, shortlist, form, status=422)
    values = form.cleaned_data
    try:
        frozen = services.freeze(
            shortlist, user=request.user, expected_version=values["version"], accept_cautions=values["accept"]
        )
    except DomainError as error:
        if error.code != "cautions":
            raise
        form.add_error("accept", _("Tick this to say that you have read it."))
        return _freeze_page(request, shortlist, form, status=422)
    messages.success(
        request,
        _("The list is frozen. Its checksum is %(sha256)s. Nobody has been told anything yet.")
        % {"sha256": frozen.sha256},
    )
    return redirect(url("change", pk))


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview every decision, then release them all at once."""
    shortlist = fetch(request, pk)
    require_change(request, shortlist)
    if request.method == "POST":
        released = services.release(shortlist, user=request.user)
        said = ngettext(
            "%(n)d decision was released; its mail is on its way.",
            "%(n)d decisions were released; their mails are on their way.",
            len(released.done),
        ) % {"n": len(released.done)}
        messages.success(request, said)
        for line in released.skipped:
            messages.warning(request, _skipped(line))
        return redirect(url("change", pk))
    if shortlist.state != ShortlistState.FROZEN or is_superseded(shortlist):
        messages.error(request, _("Only the newest frozen list can be released."))
        return redirect(url("change", pk))
    return _preview(request, shortlist)


def _preview(request: HttpRequest, shortlist: Shortlist) -> HttpResponse:
    lines = list(lines_with_people(shortlist).select_related("application__person__user", "own_reason"))
    waiting = [line for line in lines if line.application.status == Status.IN_REVIEW]
    rows = [
        {"line": line, "words": words_for(line, shortlist), "address": address_of(line.application)} for line in waiting
    ]
    return page(
        request,
        "release",
        _("Release this list?"),
        shortlist=shortlist,
        rows=rows,
        tally=tally(waiting),
        skipped=[_skipped(line) for line in lines if line.application.status != Status.IN_REVIEW],
        without_address=sum(not row["address"] for row in rows),
    )


def _skipped(line: ShortlistLine) -> str:
    return _("Nothing is released to %(name)s (%(reference)s): the application is “%(status)s”.") % {
        "name": line.application.person,
        "reference": line.application.reference,
        "status": line.application.get_status_display(),
    }


def _draft(request: HttpRequest, pk: int) -> Shortlist:
    """Fetch a list for changing. Raises DomainError when it is frozen: its page then says so."""
    shortlist = fetch(request, pk)
    require_change(request, shortlist)
    if not shortlist.is_draft:
        raise DomainError("not_a_draft", _("This list is frozen. Start a correction to change it."))
    return shortlist


def _freeze_page(request: HttpRequest, shortlist: Shortlist, form: FreezeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "shortlist": shortlist,
        "form": form,
        "too_early": why_not_yet(shortlist.call),
        "cautions": cautions(shortlist),
        "stale": stale(shortlist),
        "tally": tally(shortlist.lines.all()),
    }
    return page(request, "freeze", _("Freeze this list?"), status=status, **context)
