"""A dossier's form on its way to a service and back: done, or shown again with the reason and everything typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from applications.models import Application
from applications.review.admin.dossier import Dossier, dossier_of, offered, situation_of
from applications.review.admin.verbs import BY_NAME, Situation, Verb
from applications.review.forms import VersionForm, showing
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import turned_away
from portal.staffsite.kept import restored


@dataclass(frozen=True)
class Offer:
    """One verb on the page: its form, and where it is sent."""

    verb: Verb
    form: VersionForm
    action: str
    restored: bool = False


def act(admin: Any, request: HttpRequest, application: Application, name: str) -> HttpResponse:
    """Do the verb `name` as the form says. Errors come back on the dossier: 422, 403 (no right), 409 (changed)."""
    verb = BY_NAME.get(name)
    if verb is None:
        raise Http404
    situation, _proposals, _others = situation_of(application, request.user)
    form = showing(verb.form, prefix=verb.name, data=request.POST, initial={})
    if not form.is_valid():
        return _again(admin, request, application, verb, form, 422)
    try:
        verb.run(situation, form.cleaned_data)
    except DomainError as error:
        application.refresh_from_db(fields=["status", "version"])
        form.add_error(None, str(error))
        if isinstance(error, NotAllowed):
            turned_away.send(sender=None, request=request, status=403)
        return _again(admin, request, application, verb, form, _status(error), fresh=isinstance(error, Conflict))
    messages.success(request, str(verb.done))
    return redirect(admin.address(request, application.pk))


def _status(error: DomainError) -> int:
    return 409 if isinstance(error, Conflict) else 403 if isinstance(error, NotAllowed) else 422


def _again(
    admin: Any,
    request: HttpRequest,
    application: Application,
    verb: Verb,
    form: VersionForm,
    status: int,
    *,
    fresh: bool = False,
) -> HttpResponse:
    dossier = dossier_of(application, request.user)
    if fresh:  # the reader now sees what is stored, so sending the form again means it
        form.data = {**request.POST.dict(), "expected_version": str(verb.version(dossier.situation))}
    return admin.page(request, dossier, bound=(verb, form), status=status)  # type: ignore[no-any-return]


def forms_for(request: HttpRequest, dossier: Dossier, bound: tuple[Verb, VersionForm] | None) -> list[Offer]:
    """Return the forms of the page in the order of the verbs; a refused one is shown although it is not offered."""
    verbs = offered(dossier)
    offers = []
    for verb in BY_NAME.values():
        refused = bound is not None and bound[0] is verb
        if verb in verbs or refused:
            offers.append(_offer(request, dossier.situation, verb, bound[1] if bound and refused else None))
    return offers


def _offer(request: HttpRequest, situation: Situation, verb: Verb, refused: VersionForm | None) -> Offer:
    place = reverse("admin:applications_application_act", args=[situation.application.pk, verb.name])
    filters = request.GET.get("_changelist_filters", "")
    action = f"{place}?{urlencode({'_changelist_filters': filters})}" if filters else place
    if refused is not None:
        return Offer(verb, refused, action)
    typed = restored(request, place)
    initial = {**verb.initial(situation), **typed, "expected_version": verb.version(situation)}
    return Offer(verb, showing(verb.form, prefix=verb.name, initial=initial), action, restored=bool(typed))
