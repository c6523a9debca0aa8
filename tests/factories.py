"""Rows for tests, as small as they can be. Whole situations (a draft ready to submit) are in tests/scenarios.py."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from portal.accounts.models import Person, User
from portal.common.translated import Translated
from portal.offices.models import Office, OfficeKind, Posting, Role

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[User]):
    """A login with a verified address and the password PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class PersonFactory(DjangoModelFactory[Person]):
    """A human being with a login; `user=None` for somebody without."""

    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    email = factory.LazyAttribute(lambda o: o.user.email if o.user else "")

    full_name = "Zoë Carreño"

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        names = {key: kwargs.pop(f"{key}_name", "") for key in ("full", "passport", "native")}
        person = model_class(**kwargs)
        person.set_names(**names)
        person.save()
        return person


class OfficeFactory(DjangoModelFactory[Office]):
    """A verified embassy."""

    class Meta:
        model = Office
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"embassy-{n}")
    kind = OfficeKind.EMBASSY
    name = factory.LazyAttribute(lambda o: Translated(en=f"Embassy of Japan in {o.city}"))
    country = "BE"
    city = "Brussels"
    time_zone = "Europe/Brussels"
    email = "culture@embassy.example"
    verified = True


class PostingFactory(DjangoModelFactory[Posting]):
    """Somebody's work at an office, since long ago."""

    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    office = factory.SubFactory(OfficeFactory)
    role = Role.REVIEWER
    starts_on = date(2020, 1, 1)
