"""What is done with accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Person, User
from portal.common.errors import DomainError
from portal.common.noting import note
from portal.common.reader_language import reader_language


@transaction.atomic
def person_of(user: User) -> Person:
    """Return the Person of a login, made on first use."""
    known = {"email": user.email, "language": reader_language()}
    person, _created = Person.objects.get_or_create(user=user, defaults=known)
    return person


@transaction.atomic(savepoint=False)
def update_person(person_id: int, values: Mapping[str, Any]) -> None:
    """Take over what somebody submitted about themselves, by field of Person; fields that are not given stay."""
    take_over(Person.objects.select_for_update().get(pk=person_id), values)


def take_over(person: Person, values: Mapping[str, Any]) -> None:
    """Do the same to a person that was read with a lock, for two applications may be submitted at the same time."""
    person.set_names(
        full=values.get("full_name", person.full_name),
        passport=values.get("passport_name", person.passport_name),
        native=values.get("native_name", person.native_name),
    )
    person.birth_date = values.get("birth_date", person.birth_date)
    person.phone = values.get("phone", person.phone)
    person.save(update_fields=["full_name", "passport_name", "native_name", "search_key", "birth_date", "phone"])


@transaction.atomic
def login_for(email: str, *, name: str = "") -> tuple[User, bool]:
    """Return the login with this address, and whether it was made just now, with this name.

    The address of a new one counts as confirmed, because whoever makes logins vouches for it; without a password, its
    holder sets one by “Forgot your password?”. An existing one must have confirmed the address itself: else anybody
    could have signed up with it, waiting for what is given to its owner.

    Raises DomainError: login_inactive, address_not_confirmed.
    """
    confirmed = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    user: User | None = confirmed.user if confirmed else User.objects.with_email(email).first()
    if user is None:
        return _new_login(email.lower(), name), True
    if confirmed is None:
        raise DomainError(
            "address_not_confirmed",
            _(
                "Somebody signed up as %(email)s and never confirmed the address, so nobody knows who. Ask its owner "
                "to choose “Forgot your password?”, to sign in with the new password and to confirm the address."
            )
            % {"email": email},
            email=email,
        )
    if not user.is_active:
        raise DomainError(
            "login_inactive",
            _("The account %(email)s is closed. Make it active again first, or take another address.")
            % {"email": email},
            email=email,
        )
    return user, False


def _new_login(email: str, name: str) -> User:
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    person = person_of(user)
    person.set_names(full=name)
    person.save()
    note("accounts.login_made", user=None, about=user)
    return user
