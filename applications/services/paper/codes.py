"""Codes of claim letters: random, for one application, until a day, of which the database keeps a hash.

They are made, kept and found as the links of mails are (programs.services.alerts.links); a code has no address, because
it is typed from a sheet of paper.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, ClaimCode
from applications.paper import CLAIM_WITHIN
from applications.permissions import roles_on
from applications.services.transition import lock
from applications.workflow import By
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.common.reference import ALPHABET
from programs.services.alerts.links import hashed

LENGTH = 20  # 100 bits: nobody guesses one, so a plain hash cannot be guessed back
_GROUP = 4
_ALIKE = str.maketrans("OIL", "011")


def in_groups(code: str) -> str:
    """Return a code as it is printed: five groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """Return what somebody typed from a letter as it was made: capitals, 'o' is 0, 'i' and 'l' are 1, no signs."""
    return "".join(typed.upper().translate(_ALIKE).replace("-", "").split())


def give_code(application: Application, *, user: Any) -> str:
    """Make a code and return it, the only time anybody sees it; one that was given before is revoked.

    Raises NotAllowed: not_your_role; DomainError: not_submitted, birth_date_missing.
    """
    code = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    with transaction.atomic():
        locked = _at_desk(application, user)
        if locked.submitted_at is None:
            raise DomainError(
                "not_submitted",
                _("%(reference)s is not submitted yet. A claim letter is for what the office has entered whole.")
                % {"reference": locked.reference},
            )
        if locked.person.birth_date is None:
            raise DomainError(
                "birth_date_missing",
                _("No birth date is known for %(reference)s, so nobody could prove to be the applicant.")
                % {"reference": locked.reference},
            )
        _revoke(locked, user)
        now = clock.now()
        made = ClaimCode.objects.create(
            office_id=locked.office_id,
            application=locked,
            code_hash=hashed(code),
            made_by=user,
            made_at=now,
            ends_at=now + CLAIM_WITHIN,
        )
        record("applications.claim_code_made", user=user, about=locked, letter=made.pk)
    return in_groups(code)


def revoke_code(application: Application, *, user: Any) -> bool:
    """End the code that was given: the letter was lost. False where there was none. Raises NotAllowed: not_your_role.

    Whoever claims in this moment was first, or finds it revoked: both hold the application's row.
    """
    with transaction.atomic():
        return _revoke(_at_desk(application, user), user)


def _at_desk(application: Application, user: Any) -> Application:
    (locked,) = lock([application.pk])
    if By.PAPER_DESK not in roles_on(user, locked):
        raise NotAllowed(
            "not_your_role",
            _(
                "Claim letters for %(reference)s are given by those who enter papers at its office, as long as the "
                "application is not claimed."
            )
            % {"reference": locked.reference},
        )
    return locked


def _revoke(locked: Application, user: Any) -> bool:
    now = clock.now()
    rows = locked.claim_codes.filter(used_at=None, revoked_at=None)
    for code in rows:
        rows.filter(pk=code.pk).update(revoked_at=now, revoked_by=user)
        record("applications.claim_code_revoked", user=user, about=locked, letter=code.pk)
        return True
    return False
