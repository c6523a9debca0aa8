"""Whose a row is. Said here once more, apart from the product's own scopes: they are what is tested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Model

from alumni.access import STATUTES
from applications.models import Application
from applications.requests.access import ANSWER
from applications.requests.models import Request
from applications.requests.states import Kind as RequestKind
from applications.shortlists.models import Shortlist
from applications.states import AT_MINISTRY
from portal.accounts.models import Person, User
from portal.offices.models import Posting
from programs.models import Call
from tests.crawler.canaries import Kind, Place
from tests.crawler.codes import code_of
from tests.crawler.columns import REFERENCE
from tests.crawler.register_places import OF_THE_REGISTER, of_person, office_asked_by

WRITTEN_BY_STAFF = {
    "review.Score", "review.RefusalProposal", "applications.FactCheck", "applications.FactSeen",
    "applications.OverrideWords", "applications.IdentityFinding",
}  # fmt: skip
OF_NOBODY_HERE = {"programs.CallAlert", "programs.AlertLink", "programs.AlertTold"}
OF_A_REQUEST = {"requests.RequestWords", "requests.RequestFile"}
ABOUT_HEALTH = {"applications.HealthAnswer", "applications.AddendumHealth"}
OF_A_LOGIN = {"account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator", "usersessions.UserSession"}
OF_AN_OFFICE = {"outbox.Message": Kind.MAIL, "audit.Entry": Kind.AUDIT, "offices.Posting": Kind.COLLEAGUE}


def place_of(row: Model) -> Place:
    """Return whose a row is. Raises LookupError for a table that nobody has placed yet."""
    label = row._meta.label
    if isinstance(row, Application):
        return _of_application(row)
    if isinstance(row, Call):
        return _of_call(row)
    if isinstance(row, Shortlist):
        return replace(_of_call(row.call), kind=Kind.SHORTLIST)
    if isinstance(row, Person):
        return _of_person(row)
    if isinstance(row, User):
        return _of_user(row)
    if label in OF_NOBODY_HERE:
        alert: Any = row if label == "programs.CallAlert" else row.alert  # type: ignore[attr-defined]
        return Place(Kind.SECRET, code_of(alert.office_id))
    if label in OF_A_LOGIN:
        login: Any = row
        user = login.email_address.user if label == "account.EmailConfirmation" else login.user
        return Place(Kind.ACCOUNT, _of_user(user).office, owner=user.pk)
    if label in OF_AN_OFFICE:
        return Place(OF_AN_OFFICE[label], code_of(getattr(row, "office_id", None)) or _office_of_user(row))
    if label in OF_THE_REGISTER:
        return OF_THE_REGISTER[label](row)
    if label == "admin.LogEntry":
        entry: Any = row
        about = entry.content_type.model_class()._base_manager.filter(pk=entry.object_id).first()
        return place_of(about)
    return _below(row)


def _below(row: Any) -> Place:
    label = row._meta.label
    for name in (
        "shortlist",
        "line",
        "call",
        "application",
        "file",
        "entry",
    ):  # a line has an application too: its list counts
        if name in {field.name for field in row._meta.concrete_fields}:
            above = place_of(getattr(row, name))
            if label == "requests.RequestDraft":
                return replace(above, kind=Kind.DRAFT)  # whoever writes it, until it is sent
            # A letter is no applicant's to read.
            of_referee = label in OF_A_REQUEST and row.request.kind == RequestKind.REFERENCE
            if label in WRITTEN_BY_STAFF or of_referee:
                return replace(above, kind=Kind.REVIEW, owner=None)
            return replace(above, kind=Kind.HEALTH) if label in ABOUT_HEALTH else above
    if label in REFERENCE:
        return Place(Kind.PUBLIC)
    if label == "files.StoredFile" and row.kind == ANSWER:
        return place_of(apps.get_model("requests.RequestFile")._base_manager.get(pk=row.owner_id))
    if label == "files.StoredFile" and row.kind == STATUTES:
        return place_of(apps.get_model("alumni.Statutes")._base_manager.get(pk=row.owner_id))
    if label == "files.StoredFile":
        return place_of(apps.get_model("applications.Document")._base_manager.get(pk=row.owner_id))
    raise LookupError(f"Say in tests/crawler/places.py whose a row of {label} is.")


def _of_application(row: Application) -> Place:
    return Place(
        # What an office enters from paper is its own from the first; a draft is its applicant's alone.
        Kind.APPLICATION if row.submitted_at is not None or hasattr(row, "paper") else Kind.DRAFT,
        code_of(row.office_id),
        row.call.round.programme.slug,
        row.person.user_id,
        row.status in AT_MINISTRY,
    )


def _of_call(row: Call) -> Place:
    kind = Kind.PUBLIC if row.announced_at is not None else Kind.CALL
    return Place(kind, code_of(row.office_id), row.round.programme.slug)


def _of_person(row: Person) -> Place:
    application = Application.objects.filter(person=row).order_by("pk").first()
    if application is not None:
        return _of_application(application)
    asked = Request.objects.filter(asked_of=row).order_by("pk").first()
    if asked is not None:  # a referee
        return _of_application(asked.application)
    if (of_the_register := of_person(row)) is not None:
        return of_the_register
    return _of_user(row.user) if row.user is not None else Place(Kind.ACCOUNT)


def _of_user(row: Any) -> Place:
    application = Application.objects.filter(person__user=row).order_by("pk").first()
    if application is not None:
        return _of_application(application)
    posting = Posting.objects.filter(user=row).order_by("pk").first()
    if posting is None:
        # The login of who asked to found an association is theirs alone: the office answers the person.
        return Place(Kind.ACCOUNT, office_asked_by(row), owner=row.pk)
    return Place(Kind.COLLEAGUE, code_of(posting.office_id), owner=row.pk)


def _office_of_user(row: Any) -> str:
    """Return the office of who did what an entry without an office speaks of."""
    user = User.objects.filter(pk=getattr(row, "user_id", None)).first()
    return _of_user(user).office if user is not None else ""
