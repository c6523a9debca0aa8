"""Drafts that miss nothing but the button, each of another person who is signed in."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from applications.models import Application, Choice, Document, HealthAnswer, Section
from portal.accounts.models import Person, User
from portal.common.reference import new_reference
from portal.files.models import PageImage, StoredFile
from portal.files.services import process
from tests import scenarios
from tests.calls import open_call

CHUNK = 1000


class Drafts:
    """One draft made through the product's own services, and as many copies of its rows as are asked for."""

    def __init__(self) -> None:
        self.model = scenarios.filled_in(open_call())
        for document in self.model.documents.all():
            process(document.file_id)
        self._made = 0

    def make(self, count: int) -> list[Application]:
        """Return so many further drafts, each of somebody else."""
        found: list[Application] = []
        while len(found) < count:
            found += self._chunk(min(CHUNK, count - len(found)))
        return found

    @transaction.atomic
    def _chunk(self, count: int) -> list[Application]:
        numbers = range(self._made + 1, self._made + count + 1)
        self._made += count
        users = User.objects.bulk_create([User(email=f"bench{n}@mail.example", password="!") for n in numbers])
        people = Person.objects.bulk_create(
            [Person(user=user, full_name=f"Bench {n}", language="en") for n, user in zip(numbers, users, strict=True)]
        )
        drafts = [_copied(self.model, person=person, reference=new_reference()) for person in people]
        for draft in drafts:
            draft.lot_token = f"{draft.reference:0>32}"
        Application.objects.bulk_create(drafts)
        for model in (Choice, Section, HealthAnswer):
            rows = list(model.objects.unscoped("a bench").filter(application=self.model))
            model.objects.bulk_create([_copied(row, application=draft) for draft in drafts for row in rows])
        self._documents(drafts)
        return drafts

    def _documents(self, drafts: list[Application]) -> None:
        for document in self.model.documents.select_related("file"):
            pages = list(PageImage.objects.unscoped("a bench").filter(file=document.file))
            files = StoredFile.objects.bulk_create(
                [_copied(document.file, token=f"{draft.reference}-{document.slot}", owner_id=0) for draft in drafts]
            )
            PageImage.objects.bulk_create([_copied(page, file=file) for file in files for page in pages])
            documents = Document.objects.bulk_create(
                [_copied(document, application=draft, file=file) for draft, file in zip(drafts, files, strict=True)]
            )
            for row, file in zip(documents, files, strict=True):
                file.owner_id = row.pk
            StoredFile.objects.bulk_update(files, ["owner_id"], batch_size=CHUNK)


def _copied(row: Any, **instead: Any) -> Any:
    made = copy(row)
    made._state = copy(row._state)
    made._state.fields_cache = {}
    made._state.adding, made.pk = True, None
    for name, value in instead.items():
        setattr(made, name, value)
    return made


def session_of(user: User) -> str:
    """Sign somebody in and return the key of the session."""
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
