"""Claiming an application that an office entered from paper: by the code of a letter, and the birth date beside it.

Whatever is wrong with code or date, the answer is one and the same, so that neither can be found out by trying. What
stands in the way once both are right is said in words.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications.models import Application, ClaimCode
from applications.notices import about_claim
from applications.paper import MOST_WRONG_DATES, is_open
from applications.permissions import awaits_claim
from applications.services.paper.codes import read_code
from applications.services.transition import lock
from applications.states import ENDED_FOR_GOOD, Status
from portal.accounts.models import Person, User
from portal.audit.services import record, record_about
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.offices.queries import current_postings
from portal.outbox.services import queue_mails
from programs.services.alerts.links import hashed

_WHY = "the code of the letter and the birth date open it"
_FIELDS = ("full_name", "passport_name", "native_name", "search_key", "birth_date", "phone")


def claim(code: str, birth_date: date, *, user: Any, locked: bool = True) -> Application:
    """Give the application that the code is for to the account of `user`, and return it. Works once.

    Without `locked` two who claim at the same moment would both be told that it is theirs; tests show that.
    Raises NotAllowed: account_of_staff; DomainError: claim_refused for any code that does not work with this date,
    has_own_application (values: reference, status) when the account already applied to the call; yours_already
    (value: reference) when this account claimed it by this code: a press again, after an answer that was lost.
    """
    if current_postings(user):
        record("applications.claim_failed", user=user, why="account_of_staff")
        raise NotAllowed(
            "account_of_staff",
            _(
                "This account is for work at an office, and nobody is staff on an application of their own. "
                "Sign in with an account of your own to claim the application."
            ),
        )
    with transaction.atomic():
        # Kept also where it is refused: what was tried counts, so nothing is raised in here.
        found = _claimed(read_code(code), birth_date, user, locked)
    if isinstance(found, DomainError):
        raise found
    return found


def _claimed(code: str, birth_date: date, user: Any, locked: bool) -> Application | DomainError:
    known = ClaimCode.objects.unscoped(_WHY).filter(code_hash=hashed(code)).first()
    if known is None:
        return _refused(user, "unknown")
    # The application first, as staff do who revoke; then the account, so that its claims take turns.
    application = lock([known.application_id])[0] if locked else known.application
    if locked:
        # Then the person whom the account is, if any, before the account: in this order a submission holds them.
        Person.objects.select_for_update().filter(user=user).order_by("pk").first()
        User.objects.select_for_update().get(pk=user.pk)  # nor does the account become a person meanwhile
        known.refresh_from_db()
    if known.used_by_id == user.pk and _is_of(application, user, birth_date):
        words = _("%(reference)s is yours already.") % {"reference": application.reference}
        return DomainError("yours_already", words, reference=application.reference)
    if not is_open(known) or not awaits_claim(application):
        return _refused(user, "ended", application, known)
    if application.person.birth_date != birth_date:
        return _wrong_date(user, application, known)
    own = _own_for(application, user)
    if own is not None:
        return _stopped(user, application, own)
    if _is_somebody_else(user, birth_date):
        return _refused_to_another(user, application, known)
    try:
        with transaction.atomic():
            before = _hand_over(application, user)
    except IntegrityError:  # begun in another tab meanwhile
        own = _own_for(application, user)
        if own is None:
            raise
        return _stopped(user, application, own)
    ClaimCode.objects.unscoped(_WHY).filter(pk=known.pk).update(used_at=clock.now(), used_by=user)
    record("applications.claimed", user=user, about=application, letter=known.pk, person=application.person_id)
    queue_mails(about_claim(application, also_to=before))
    return application


def _refused(user: Any, why: str, application: Application | None = None, code: ClaimCode | None = None) -> DomainError:
    """Return the one answer, and put on record what was tried; a wrong code names nothing."""
    letter = {"letter": code.pk} if code else {}
    record_about(
        "applications.claim_failed",
        user_id=user.pk,
        office_id=application.office_id if application else None,
        row=("applications.application", str(application.pk)) if application else ("", ""),
        data={"why": why, **letter},
    )
    return DomainError(
        "claim_refused",
        _(
            "This code and this birth date do not open an application. The code may be mistyped, used, replaced by a "
            "newer letter or too old, or the birth date may be another than on the paper. Check both; if they are "
            "right, ask the office that sent the letter for a new one."
        ),
    )


def _is_of(application: Application, user: Any, birth_date: date) -> bool:
    """Say whether the application is the account's own, of somebody born that day."""
    person = application.person
    return person.user_id is not None and (person.user_id, person.birth_date) == (user.pk, birth_date)


def _is_somebody_else(user: Any, birth_date: date) -> bool:
    """Say whether the account is known to be of somebody who was born on another day than who applied on paper."""
    known = Person.objects.filter(user=user).values_list("birth_date", flat=True).first()
    return known is not None and known != birth_date


def _refused_to_another(user: Any, application: Application, code: ClaimCode) -> DomainError:
    _refused(user, "another_person", application, code)
    return DomainError(
        "claimed_by_another",
        _(
            "Nothing was changed. By its own application this account is of somebody with another birth date, and an "
            "application is claimed by the person it is of. Sign in with an account of your own and use the same code "
            "again. If a birth date is mistyped, ask the office that sent the letter."
        ),
    )


def _wrong_date(user: Any, application: Application, code: ClaimCode) -> DomainError:
    tries = code.wrong_dates + 1
    over = {"revoked_at": clock.now()} if tries >= MOST_WRONG_DATES else {}
    ClaimCode.objects.unscoped(_WHY).filter(pk=code.pk).update(wrong_dates=tries, **over)
    return _refused(user, "too_many_dates" if over else "birth_date", application, code)


def _own_for(application: Application, user: Any) -> Application | None:
    """Return the live application that the account has for the call, where the paper is one that lives too."""
    if application.status in ENDED_FOR_GOOD:
        return None
    own = Application.objects.of_person(user).filter(call=application.call_id)
    return own.exclude(status__in=ENDED_FOR_GOOD).first()


def _stopped(user: Any, application: Application, own: Application) -> DomainError:
    """One person has one application per call: say which there are, and leave the choice to the person."""
    record("applications.claim_stopped", user=user, about=application, own=own.pk, own_status=own.status)
    names = {"own": own.reference, "paper": application.reference, "office": application.office}
    if own.status == Status.DRAFT:
        words = _(
            "Nothing was changed. You began an application to this call here yourself, %(own)s, and one person has one "
            "application per call. The one that the %(office)s entered from your paper, %(paper)s, is submitted. "
            "To claim it, withdraw your draft first; then use the same code again."
        )
    else:
        words = _(
            "Nothing was changed. You submitted an application to this call here yourself, %(own)s, and one person has "
            "one application per call. The %(office)s also has the one from your paper, %(paper)s. Write to the office "
            "which of the two shall count. If it is the paper, withdraw the other one and use the same code again."
        )
    return DomainError("has_own_application", words % names, reference=own.reference, status=own.status)


def _hand_over(application: Application, user: Any) -> str:
    """Let the application be that of the account, and return the address that the paper gave.

    An account that is nobody yet becomes the person of the paper. Else the application moves to the person that the
    account is: what is known of them stays, and what was not known yet is taken from the paper.
    """
    paper, given = application.person, application.person.email
    person = Person.objects.select_for_update().filter(user=user).first()
    if person is None:
        paper.user, paper.email = user, user.email
        paper.save(update_fields=["user", "email"])
        return given
    person.set_names(
        full=person.full_name or paper.full_name,
        passport=person.passport_name or paper.passport_name,
        native=person.native_name or paper.native_name,
    )
    person.birth_date = person.birth_date or paper.birth_date
    person.phone = person.phone or paper.phone
    person.save(update_fields=list(_FIELDS))
    Application.objects.unscoped(_WHY).filter(pk=application.pk).update(person=person)
    application.person = person
    _forget(paper)
    return given


def _forget(paper: Person) -> None:
    """Delete the person that only the paper made; one that a request was asked of stays with it, without an address."""
    Person.objects.filter(pk=paper.pk).update(email="", phone="")
    # Hidden ones too: what a request was asked of has no name on the person's side.
    relations = [
        field for field in Person._meta.get_fields(include_hidden=True) if field.one_to_many or field.one_to_one
    ]
    if not any(_names(paper, field) for field in relations if field.auto_created and not field.concrete):
        Person.objects.filter(pk=paper.pk).delete()


def _names(paper: Person, relation: Any) -> bool:
    """Say whether a table has a row that names the person; asked of its bare manager, whatever its scope."""
    rows = relation.related_model._base_manager.filter(**{relation.field.name: paper.pk})
    return bool(rows.exists())
