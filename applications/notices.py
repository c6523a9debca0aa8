"""What the applicant is told by mail: one notice per edge of the table, and an offer of newer rules for a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import override

from applications.models import Application, ApplicationEvent
from portal.common.translated import pick
from portal.outbox.services import Mail
from programs.models import Binding
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
    context: dict[str, Any] = {
        **_frame(application),
        "reason": reason,
        "not_met": list(not_met),
        "outcome": event.outcome or event.to_status,
        "status": event.to_status,
    }
    return Mail(
        template=f"mail/application_{notice}",
        to_email=to_email,
        language=application.person.language,
        context=context,
        subject_key=subject_key(application),
        office_id=application.office_id,
        dedupe_key=f"application:{application.reference}:{event.sequence}:{notice}",
    )


def offer_of_rules(application: Application, binding: Binding, *, since: datetime) -> Mail | None:
    """Return the mail that offers a draft the call's newer rules, None where nobody can be reached.

    The same draft and binding make the same mail: the outbox takes it once. It names no rule: which ones changed, and
    what that means for the answers given, stands on the page alone. `since` is when the rules came into force.
    """
    to_email = address_of(application)
    if not to_email:
        return None
    language = application.person.language
    with override(language):
        changed_on = formats.date_format(since.astimezone(application.call.zone), "j F Y")
    context = {**_frame(application), "changed_on": changed_on}
    context["url"] += "rules/"
    return Mail(
        template="mail/rules_changed",
        to_email=to_email,
        language=language,
        context=context,
        subject_key=subject_key(application),
        office_id=application.office_id,
        dedupe_key=f"application:{application.reference}:rules:{binding.number}",
    )


def _frame(application: Application) -> dict[str, Any]:
    """Return what every letter about an application says: whose, for what, who handles it, and where its page is."""
    language, call = application.person.language, application.call
    return {
        "name": application.person.full_name,
        "reference": application.reference,
        "programme": pick(application.programme_version.text("name"), language),
        "office": pick(application.office.name, language),
        "office_email": application.office.email,
        "call": pick(call.round.name, language),
        "closes": local_and_utc(call),
        "url": f"{settings.PORTAL_BASE_URL}/applications/{application.reference}/",
    }
