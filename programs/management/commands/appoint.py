"""`manage.py appoint EMAIL OFFICE_CODE ROLE`: makes somebody staff, the first ones of an installation too.

It stands with the programmes, not with the offices, because a posting may be narrowed to a programme.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Person, User
from portal.accounts.services import login_for
from portal.common import clock
from portal.offices.models import Office, OfficeKind, Posting, Role
from portal.offices.services import open_posting
from programs.management.arguments import day, one_text, refusals, unknown, wrong
from programs.management.naming import office_named, programme_named
from programs.models import Programme


class Command(BaseCommand):
    """Exit code 0 = appointed, 1 = refused, 2 = wrong usage. Login and posting are on record in the audit stream."""

    help = _("Gives somebody a role at an office, and makes the login if there is none. Nobody's password is set.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, as what, from when until when."""
        parser.add_argument("email", metavar="EMAIL", help=_("the address they sign in with"))
        parser.add_argument("office", metavar="OFFICE_CODE", help=_("such as emb-be-brussels"))
        parser.add_argument("role", metavar="ROLE", help=", ".join(Role.values))
        parser.add_argument("--name", default="", help=_("the person's name, for a login that is made now"))
        parser.add_argument("--programme", default="", metavar="SLUG", help=_("this programme only"))
        parser.add_argument("--from", dest="starts", metavar="YYYY-MM-DD", help=_("first day (UTC); today if left out"))
        parser.add_argument("--until", metavar="YYYY-MM-DD", help=_("last day (UTC); open-ended if left out"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the login where there is none, open the posting, and say what its holder does next."""
        office = office_named(options["office"])
        wanted = {
            "office": office,
            "role": _role(options["role"]),
            "programme": _programme(options["programme"], office, options["role"]),
            "starts_on": day("--from", options["starts"]) or clock.now().date(),
            "ends_on": day("--until", options["until"]),
        }
        email, name = _email(options["email"]), _name(options["name"])
        with refusals(), transaction.atomic():
            user, is_new = login_for(email, name=name)
            posting = open_posting(user=user, actor=None, **wanted)
        self.stdout.write(_appointed(posting))
        self.stdout.write(_next_steps(user, is_new))


def _appointed(posting: Posting) -> str:
    words = _("%(user)s is %(role)s at %(office)s from %(start)s") % {
        "user": posting.user,
        "role": posting.get_role_display(),
        "office": posting.office,
        "start": posting.starts_on,
    }
    if posting.ends_on:
        words += _(" until %(end)s") % {"end": posting.ends_on}
    if posting.programme:
        words += _(", for %(programme)s only") % {"programme": posting.programme}
    return f"{words}."


def _next_steps(user: User, is_new: bool) -> str:
    places = {
        "password": settings.PORTAL_BASE_URL + reverse("account_reset_password"),
        "staff": settings.PORTAL_BASE_URL + reverse("admin:index"),
    }
    if is_new:
        return (
            _(
                "The login is new and has no password: its holder sets one at %(password)s, then opens %(staff)s, "
                "where the second factor is set up."
            )
            % places
        )
    if not user.has_usable_password():
        return _("The login has no password yet: its holder sets one at %(password)s, then opens %(staff)s.") % places
    return _("The login was there already. Staff pages: %(staff)s") % places


def _role(role: str) -> str:
    if role not in Role.values:
        raise unknown("role", role, Role.values)
    return role


def _programme(slug: str, office: Office, role: str) -> str:
    if slug:
        return programme_named(slug).slug
    if role == Role.COORDINATOR and office.kind == OfficeKind.MINISTRY:
        raise wrong(
            _("A coordinator at a ministry works for one programme across offices. Add --programme: %(choices)s.")
            % {"choices": ", ".join(Programme.objects.values_list("slug", flat=True))}
        )
    return ""


def _email(text: str) -> str:
    try:
        User._meta.get_field("email").clean(text, None)
    except ValidationError:
        raise wrong(_("“%(text)s” is no email address.") % {"text": text[:80]}) from None
    return text


def _name(text: str) -> str:
    if not text:
        return ""
    name = one_text("--name", text)
    try:
        Person._meta.get_field("full_name").clean(name, None)
    except ValidationError as error:
        raise wrong(f"--name: {' '.join(error.messages)}") from None
    return name
