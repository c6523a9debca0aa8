"""What the applicant is told by mail: one notice per edge of the table, and an offer of newer rules for a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import override

from applications.models import Addendum, Application, ApplicationEvent
from applications.states import BEFORE_SUBMISSION, Status
from portal.common.translated import pick
from portal.outbox.services import Mail
from programs.definitions import Definition
from programs.models import Binding
from programs.wording import local_and_utc

_BEFORE = BEFORE_SUBMISSION | {Status.WITHDRAWN}


def subject_key(application: Application) -> str:
    """Return the key under which the outbox files everything about this application."""
    return f"application:{application.reference}"


def address_of(application: Application) -> str:
    """Return where the applicant reads mail: the login's address, else the person's, '' when there is none.

    Nobody is written to about what an office is still entering for them from paper, or gave up entering.
    """
    person = application.person
    if person.user:
        return person.user.email
    entered = application.submitted_at is not None or application.status not in _BEFORE
    return person.email if entered else ""


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
        **frame_of(application),
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
        changed_on = formats.date_format(since.astimezone(application.call.zone), "DATE_FORMAT")
    context = {**frame_of(application), "changed_on": changed_on}
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


def about_addendum(application: Application, addendum: Addendum, step: str, *, words: str = "") -> Mail | None:
    """Return the mail about a correction: `step` is received, taken or set_aside. None where nobody can be reached.

    It names the section and the day, and nothing of what was corrected. `words` are the office's.
    """
    to_email = address_of(application)
    if not to_email:
        return None
    language = application.person.language
    groups = Definition.numbered(application.programme_version_id).groups
    title = next((pick(group.title, language) for group in groups if group.key == addendum.section), addendum.section)
    with override(language):
        context = {**frame_of(application), "section": title, "day": day_of(addendum), "reason": words}
    context["url"] += f"addenda/{addendum.number}/"
    return Mail(
        template=f"mail/addendum_{step}",
        to_email=to_email,
        language=language,
        context=context,
        subject_key=subject_key(application),
        office_id=application.office_id,
        dedupe_key=f"application:{application.reference}:addendum:{addendum.number}:{step}",
    )


def about_claim(application: Application, *, also_to: str) -> list[Mail]:
    """Return the mails that say an account took over the application: to its address, and to that of the paper."""
    own = address_of(application)
    addresses = dict.fromkeys([own, also_to] if also_to.lower() != own.lower() else [own])
    return [
        Mail(
            template="mail/paper_claimed",
            to_email=address,
            language=application.person.language,
            context=frame_of(application),
            subject_key=subject_key(application),
            office_id=application.office_id,
            dedupe_key=f"application:{application.reference}:claimed:{number}",
        )
        for number, address in enumerate(addresses)
        if address
    ]


def day_of(addendum: Addendum) -> str:
    """Return the day on which a correction was received, on the clocks of the call, in the active language."""
    return str(formats.date_format(addendum.given_at.astimezone(addendum.application.call.zone), "DATE_FORMAT"))


def frame_of(application: Application) -> dict[str, Any]:
    """Return what every letter about an application says: whose, for what, who handles it, and where its page is."""
    language, call = application.person.language, application.call
    return {
        "name": application.person.full_name,
        "reference": application.reference,
        "programme": pick(Definition.numbered(application.programme_version_id).name, language),
        "office": pick(application.office.name, language),
        "office_email": application.office.email,
        "call": pick(call.round.name, language),
        "closes": local_and_utc(call),
        "url": f"{settings.PORTAL_BASE_URL}/applications/{application.reference}/",
        # Whoever applied on paper has no page of their own before they claim it.
        "claim_url": "" if application.person.user else f"{settings.PORTAL_BASE_URL}/applications/claim/",
    }
