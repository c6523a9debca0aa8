"""Mails about requests: to who is asked, and to the applicant about what others do.

Mails with a link of a referee lie below `mail/links/`: the outbox forgets their text once they are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from applications.models import Application
from applications.notices import address_of, frame_of, subject_key
from applications.queries import answers_of, definition_of
from applications.requests.dates import due_in_words
from applications.requests.models import Request
from applications.requests.states import Kind
from applications.requests.wording import title_of
from portal.common.translated import pick
from portal.outbox.services import Mail
from programs.definitions.answers import person_values


def applicant_name(application: Application) -> str:
    """Return the applicant's name as the application has it now; '' while a draft does not hold one."""
    answered = person_values(definition_of(application), answers_of(application)).get("full_name", "")
    return str(answered or application.person.full_name)


def to_referee(request: Request, notice: str, *, link: str = "", reason: str = "") -> Mail:
    """Return a mail to the person outside. With a `link` it is one of those the outbox forgets."""
    application, language = request.application, request.asked_of.language
    folder = "mail/links" if link else "mail"
    with override(language):
        context = {
            **frame_of(application),
            **_of_request(request, language),
            "name": request.asked_of.full_name,
            "applicant": applicant_name(application),
            "url": link,
            "reason": reason,
        }
    return Mail(
        template=f"{folder}/referee_{notice}",
        to_email=request.asked_of.email,
        language=language,
        context=context,
        subject_key=subject_key(application),
        office_id=request.office_id,
        dedupe_key=_key(request, f"referee_{notice}"),
    )


def to_applicant(
    request: Request, notice: str, *, reason: str = "", more: Mapping[str, Any] | None = None
) -> Mail | None:
    """Return a mail to the applicant, None where nobody can be reached."""
    application = request.application
    to_email = address_of(application)
    if not to_email:
        return None
    language = application.person.language
    with override(language):
        context = {
            **frame_of(application),
            **_of_request(request, language),
            "referee": request.asked_of.full_name if request.kind == Kind.REFERENCE else "",
            "reason": reason,
            **(more or {}),
        }
    return Mail(
        template=f"mail/{notice}",
        to_email=to_email,
        language=language,
        context=context,
        subject_key=subject_key(application),
        office_id=request.office_id,
        dedupe_key=_key(request, notice),
    )


def _of_request(request: Request, language: str) -> dict[str, Any]:
    return {
        "kind": request.kind,
        "outcome": "",  # the frame's own word, about applications
        "settled": request.outcome,
        "title": title_of(request, language),
        "due": due_in_words(request),
        "office": pick(request.application.office.name, language),
        "request_url": f"{settings.PORTAL_BASE_URL}{_path(request)}",
    }


def _path(request: Request) -> str:
    return f"/applications/{request.application.reference}/requests/{request.number}/"


def _key(request: Request, notice: str) -> str:
    """The same event makes the same mail once."""
    return f"request:{request.application.reference}:{request.number}:{request.version}:{notice}"
