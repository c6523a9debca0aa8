"""The common start of every verb: lock the application, see whether this person may and whether it can still be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from applications.permissions import roles_on
from applications.services.transition import lock
from applications.states import Status
from applications.workflow import By
from portal.common.errors import DomainError, NotAllowed


def locked_for(application: Application, *, user: Any, role: By) -> Application:
    """Return the application locked for this transaction. Raises NotAllowed (not_your_role) unless `user` has `role`.

    Nobody is staff on their own application, so it cannot be reviewed by the person who made it.
    """
    (locked,) = lock([application.pk])
    if role in roles_on(user, locked):
        return locked
    raise NotAllowed(
        "not_your_role",
        _("This is done by: %(role)s. Your postings today do not include that for application %(reference)s.")
        % {"role": role.replace("_", " "), "reference": locked.reference},
        needs=role.value,
    )


def must_be(locked: Application, status: Status, code: str, todo: str) -> None:
    """Raise DomainError `code` unless the application is in `status`; `todo` says what would help."""
    if locked.status != status:
        raise DomainError(
            code,
            _("Application %(reference)s is “%(is)s”, not “%(wanted)s”. %(todo)s")
            % {
                "reference": locked.reference,
                "is": locked.get_status_display(),
                "wanted": status.label,
                "todo": todo,
            },
            status=locked.status,
        )
