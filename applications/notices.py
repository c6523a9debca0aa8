"""What the applicant is told by mail when something happens to the application: one notice per edge of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from applications.models import Application, ApplicationEvent
from portal.common.translated import pick
from portal.outbox.services import Mail
from programs.wording import local_and_utc


def subject_key(application: Application) -> str:
    """Return the key under which the outbox files everything about this application."""
    return f"application:{application.reference}"


def address_of(application: Application) -> str:
    """Return where the applicant reads mail: the login's address, else the person's, '' when there is none."""
    person = application.person
    return person.user.email if person.user else person.email


def mail_for(
    application: Application, event: ApplicationEvent, notice: str, *, reason: str, not_met: Sequence[str] = ()
) -> Mail | None:
    """Return the mail for one event, None where nobody can be reached.

    `not_met` are sentences of the rules that are not met, in the person's language.
    """
    to_email = address_of(application)
    if not to_email:
        return None
    language = application.person.language
    call = application.call
    context: dict[str, Any] = {
        "name": application.person.full_name,
        "reference": application.reference,
        "programme": pick(application.programme_version.text("name"), language),
        "office": pick(application.office.name, language),
        "office_email": application.office.email,
        "call": pick(call.round.name, language),
        "closes": local_and_utc(call),
        "url": f"{settings.PORTAL_BASE_URL}/applications/{application.reference}/",
        "reason": reason,
        "not_met": list(not_met),
        "outcome": event.outcome or event.to_status,
        "status": event.to_status,
    }
    return Mail(
        template=f"mail/application_{notice}",
        to_email=to_email,
        language=language,
        context=context,
        subject_key=subject_key(application),
        office_id=application.office_id,
        dedupe_key=f"application:{application.reference}:{event.sequence}:{notice}",
    )
