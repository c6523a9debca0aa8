"""The way in to every page here: signed in, and one's own application or none at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import Status
from applications.views import typed
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.reference import normalise

View = Callable[..., HttpResponse]
_RELATED = ("call__round__programme", "call__office", "office", "binding", "person__user")
_KNOWN = ("binding__content",)  # 80 KiB, and read once per process


def signed_in(*, lost: str = "") -> Callable[[View], View]:
    """Lead a visitor who is not signed in to the sign-in page and back here.

    A form sent after the session ended is not lost silently. `lost` says what happens to it: "kept" holds the typed
    text until one is back; "nothing" is for a button visitors press before they have ever signed in; anything else is
    told as not sent.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            if request.POST.get("save") == "auto":
                # A script asked: the text is still in the page, and the button keeps it while one signs in.
                said = _("You are signed out. Press “Save and continue”: you sign in, and what you typed is kept.")
                return JsonResponse({"said": said}, status=401)
            if request.method == "POST" and lost != "nothing":
                held = lost == "kept" and typed.hold(request)
                messages.warning(request, _held_words() if held else _lost_words())
            return redirect_to_login(request.get_full_path())

        if lost == "kept":
            vars(inner)["when_too_old"] = _held_and_back  # portal.common.failures.csrf_failure asks for it
        return inner

    return decorate


def _held_and_back(request: HttpRequest) -> HttpResponse | None:
    """Hold what a page sent that is older than its writer's signing in, and lead back to it; None if it is too long.

    Not for a script: its page still has the text.
    """
    if request.POST.get("save") == "auto" or not typed.hold(request):
        return None
    if not request.user.is_authenticated:
        messages.warning(request, _held_words())
    return redirect(request.get_full_path())


def own(request: HttpRequest, reference: str) -> Application:
    """Return the signed-in person's application, with what a page says about it.

    Raises Http404 for everybody else's, and for no reference at all.
    """
    written = normalise(reference)
    rows = Application.objects.of_person(request.user).select_related(*_RELATED).defer(*_KNOWN)
    if not written:
        raise Http404
    try:
        return rows.get(reference=written)  # type: ignore[no-any-return]
    except Application.DoesNotExist:
        raise Http404 from None


def status_code_of(error: DomainError) -> int:
    """Return how HTTP says it: somebody was faster, not allowed, or understood and refused."""
    if isinstance(error, Conflict):
        return 409
    return 403 if isinstance(error, NotAllowed) else 422


def no_longer_a_draft(request: HttpRequest, application: Application) -> HttpResponse | None:
    """Return the way to the status page, with a message, when there is nothing left to fill in; None for a draft."""
    if application.status == Status.DRAFT:
        return None
    if application.submitted_at is not None:
        messages.info(request, _("You have submitted this application, so its answers can no longer be changed."))
    else:
        messages.info(request, _("This application is closed, so its answers can no longer be changed."))
    return to_status(application)


def to_status(application: Application) -> HttpResponse:
    """Return the redirect to an application's own page."""
    return redirect("application", application.reference)


def crumbs(*applications: Application) -> list[dict[str, str]]:
    """Return the breadcrumbs above a page: the list, then the application if the page is below one."""
    above = [{"href": reverse("application_list"), "label": _("My applications")}]
    above += [{"href": reverse("application", args=[a.reference]), "label": a.reference} for a in applications]
    return above


def _held_words() -> str:
    return _(
        "You were signed out before this was saved. Sign in: "
        "what you typed is kept for an hour and will be in the form again."
    )


def _lost_words() -> str:
    return _("You were signed out before this was sent, so nothing was done. Sign in, then do it again.")
