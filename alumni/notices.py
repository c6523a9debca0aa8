"""What who asked to found an association is told by mail."""

from __future__ import annotations

from django.conf import settings

from alumni.models import FoundingRequest
from portal.common.translated import pick
from portal.outbox.services import Mail


def subject_key(request: FoundingRequest) -> str:
    """Return the key under which the outbox files everything about this request."""
    return f"founding:{request.pk}"


def mail_for(request: FoundingRequest, notice: str) -> Mail | None:
    """Return the mail of a notice (received, supported, declined), None where nobody can be reached."""
    person = request.asked_by
    to_email = person.user.email if person.user else person.email
    if not to_email:
        return None
    context = {
        "name": person.full_name,
        "association": request.name,
        "office": pick(request.office.name, person.language),
        "office_email": request.office.email,
        "reason": request.answer,
        "url": f"{settings.PORTAL_BASE_URL}/alumni/found/",
    }
    return Mail(
        template=f"mail/founding_{notice}",
        to_email=to_email,
        language=person.language,
        context=context,
        subject_key=subject_key(request),
        office_id=request.office_id,
        dedupe_key=f"{subject_key(request)}:{notice}",
    )
