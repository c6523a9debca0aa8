"""What is done with accounts."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.accounts.models import Person, User


@transaction.atomic
def person_of(user: User) -> Person:
    """Return the Person of a login, made on first use."""
    person, _created = Person.objects.get_or_create(user=user, defaults={"email": user.email})
    return person


@transaction.atomic
def update_person(person_id: int, values: Mapping[str, Any]) -> None:
    """Take over what somebody submitted about themselves, by field of Person; fields that are not given stay."""
    person = Person.objects.select_for_update().get(pk=person_id)
    person.set_names(
        full=values.get("full_name", person.full_name),
        passport=values.get("passport_name", person.passport_name),
        native=values.get("native_name", person.native_name),
    )
    person.birth_date = values.get("birth_date", person.birth_date)
    person.phone = values.get("phone", person.phone)
    person.save(update_fields=["full_name", "passport_name", "native_name", "search_key", "birth_date", "phone"])
