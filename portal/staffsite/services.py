"""What operators do with the logins of staff."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit.services import record
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Posting
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with
from portal.offices.services import end_sessions
from portal.outbox.services import Mail, queue_mail


@transaction.atomic
def take_off_factors(user: User, *, actor: Any) -> int:
    """Take every second factor off the account of somebody who has lost them all; return how many there were.

    The password goes with them and every session ends. So the way back is the one by which the account was made:
    the operator, who knows the person, and the person's own mailbox, where the link to a new password goes; neither
    alone is enough. At the next sign-in staff pages ask to set up a factor anew.

    `actor` must keep every office where the person works today; None where a command acts. Raises NotAllowed
    (own_factors, not_your_office), DomainError (no_factors).
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    _check(locked, actor)
    held = Authenticator.objects.filter(user=locked)
    count = int(held.count())
    if not count:
        raise DomainError(
            "no_factors",
            _("%(user)s has no second factor, so there is none to take off.") % {"user": locked},
        )
    held.delete()
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    end_sessions(locked)
    record("accounts.second_factors_taken_off", user=actor, about=locked, factors=count)
    person = getattr(locked, "person", None)
    queue_mail(
        Mail(
            template="account/email/factors_taken_off",
            to_email=locked.email,
            context={"password_reset_url": f"{settings.PORTAL_BASE_URL}{reverse('account_reset_password')}"},
            language=person.language if person is not None else "en",
            subject_key=f"user:{locked.pk}",
        )
    )
    return count


def _check(user: User, actor: Any) -> None:
    if actor is None:
        return  # whoever runs commands has the database itself
    if user.pk == actor.pk:
        raise NotAllowed("own_factors", _("Nobody takes off a second factor of their own. Ask another operator."))
    kept = offices_with(actor, Permission.KEEP_OFFICES)
    worked_at = set(Posting.objects.filter(user=user).current().values_list("office", flat=True))
    if kept is not None and not (worked_at and worked_at <= kept):
        raise NotAllowed(
            "not_your_office",
            _("%(user)s works at an office that you do not keep, or at none today. Ask the operator of the ministry.")
            % {"user": user},
        )
