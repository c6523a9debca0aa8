"""Making drafts: choosing a call, refreshing, starting a correction, discarding."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.shortlists import services
from applications.shortlists.forms import DiscardForm, VersionedForm
from applications.shortlists.queries import buildable_calls, newest
from applications.shortlists.views.shared import answering, fetch, page, require_change, url
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import is_posted, only_as
from programs.models import Call

MAKERS = roles_with(Permission.CHANGE_SHORTLISTS)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_call(request: HttpRequest) -> HttpResponseBase:
    """Name the calls with applications in review; a button beside each makes its list."""
    if not is_posted(request.user, *MAKERS):
        raise PermissionDenied(
            _("Only a coordinator makes shortlists. Your posting today does not include that; ask your operator.")
        )
    if request.method == "POST":
        return _build(request)
    calls = list(buildable_calls(only_as(request.user, *MAKERS)))
    return page(request, "choose_call", _("Make a shortlist"), calls=[(call, newest(call)) for call in calls])


@answering
def _build(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("call", "")
    key = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    call = Call.objects.for_user(only_as(request.user, *MAKERS)).filter(pk=key).first()
    if call is None:
        raise Http404
    shortlist = services.build(call, user=request.user)
    messages.success(request, _("The list is made. Look at it, change it by hand where needed, then freeze it."))
    return redirect(url("change", shortlist.pk))


@require_POST
@answering
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a draft up to date with the reviews."""
    shortlist = fetch(request, pk)
    require_change(request, shortlist)
    form = VersionedForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
        return redirect(url("change", pk))
    services.build(shortlist.call, user=request.user, expected_version=form.cleaned_data["version"])
    messages.success(request, _("The list is up to date with the reviews. Changes by hand were kept."))
    return redirect(url("change", pk))


@require_POST
@answering
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a new version of a frozen list."""
    shortlist = fetch(request, pk)
    draft = services.correct(shortlist, user=request.user)
    messages.success(
        request,
        _("Version %(number)s is a copy of the frozen list. Change it, then freeze it; version %(old)s stays as it is.")
        % {"number": draft.number, "old": shortlist.number},
    )
    return redirect(url("change", draft.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then throw a draft away."""
    shortlist = fetch(request, pk)
    require_change(request, shortlist)
    if not shortlist.is_draft:
        messages.error(request, _("A frozen list is kept for good; it cannot be discarded."))
        return redirect(url("change", pk))
    form = DiscardForm(request.POST or None, initial={"version": shortlist.version})
    if request.method == "POST" and form.is_valid():
        services.discard(shortlist, user=request.user, expected_version=form.cleaned_data["version"])
        messages.success(request, _("The draft is gone. The reviews are as they were; you can make a new list."))
        return redirect(url("changelist"))
    by_hand = sum(len(line.moves.all()) for line in shortlist.lines.prefetch_related("moves"))
    return page(request, "discard", _("Discard this draft?"), shortlist=shortlist, form=form, by_hand=by_hand)
