"""What is done with accounts."""

from django.db import transaction

from portal.accounts.models import Person, User


@transaction.atomic
def person_of(user: User) -> Person:
    """Return the Person of a login, made on first use."""
    person, _created = Person.objects.get_or_create(user=user, defaults={"email": user.email})
    return person
