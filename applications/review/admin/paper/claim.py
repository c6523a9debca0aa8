"""The claim letter: made, shown once to be printed, and revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, ClaimCode
from applications.paper import is_open, on_paper
from applications.permissions import roles_on
from applications.queries import definition_of
from applications.review.admin.paper.door import page, status_of
from applications.services.paper.codes import give_code, read_code, revoke_code
from applications.workflow import By
from portal.common.errors import DomainError
from portal.common.translated import pick
from programs.services.alerts.links import hashed

REVOKE = "revoke"


def claim_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """Say where claiming stands; a POST makes a letter, which only its own answer shows, or revokes the last one.

    Raises Http404 for an application that did not come on paper.
    """
    known = on_paper(application)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _page(admin, request, application)
    try:
        if request.POST.get("do") == REVOKE:
            revoked = revoke_code(application, user=request.user)
            messages.success(request, _("The letter is revoked.") if revoked else _("There was no letter to revoke."))
            return redirect("admin:applications_application_claim", application.pk)
        code = give_code(application, user=request.user)
    except DomainError as error:
        application = admin.application(request, str(application.pk))
        return _page(admin, request, application, status=status_of(request, error), refused=str(error))
    letter = _letter(application, code)
    if letter is None:
        refused = _(
            "The letter that was just made does not work any more: in the same moment a colleague ended it or made "
            "another, or the applicant claimed the application. Below is what holds now."
        )
        application = admin.application(request, str(application.pk))
        return _page(admin, request, application, status=409, refused=refused)
    return _page(admin, request, application, letter=letter)


def _letter(application: Application, code: str) -> dict[str, Any] | None:
    """Return what the letter says, None where its code can no longer be used: nobody prints a dead one."""
    known = on_paper(application)
    if known is None or known.open_code is None or known.open_code.code_hash != hashed(read_code(code)):
        return None
    language = application.person.language
    with override(language):
        return {
            "language": language,
            "code": code,
            "address": f"{settings.PORTAL_BASE_URL}/applications/claim/",
            "name": application.person.full_name,
            "programme": pick(definition_of(application).name, language),
            "office": pick(application.office.name, language),
            "until": _day(known.open_code.ends_at, application),
        }


def _day(instant: datetime, application: Application) -> str:
    return str(formats.date_format(instant.astimezone(ZoneInfo(application.office.time_zone)), "DATE_FORMAT"))


def _letters(application: Application) -> list[tuple[ClaimCode, str]]:
    """Return every letter there was with what became of it, the newest first."""
    known = on_paper(application)
    return [(code, _became(code, known.names)) for code in reversed(known.codes)] if known else []


def _became(code: ClaimCode, names: dict[int, str]) -> str:
    if code.used_at is not None:
        return _("used by the applicant")
    if code.revoked_by_id is not None:
        return _("revoked by %(name)s") % {"name": names.get(code.revoked_by_id, _("a colleague"))}
    if code.revoked_at is not None:
        return _("ended: too many wrong birth dates were tried")
    made = _("made by %(name)s") % {"name": names.get(code.made_by_id, _("a colleague"))}
    return made if is_open(code) else _("run out, unused")


def _page(
    admin: Any,
    request: HttpRequest,
    application: Application,
    *,
    status: int = 200,
    refused: str = "",
    letter: dict[str, Any] | None = None,
) -> HttpResponse:
    return page(
        admin, request, "claim", application, title=_("Claim letter"), status=status, refused=refused, letter=letter,
        may_give=By.PAPER_DESK in roles_on(request.user, application),
        back=admin.address(request, application.pk), letters=_letters(application),
    )  # fmt: skip
