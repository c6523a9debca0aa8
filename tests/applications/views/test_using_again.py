"""A file given for one application is not asked for twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.services.documents import add_document
from applications.services.drafts import begin
from portal.accounts.models import User
from portal.common import clock
from portal.files import storing
from portal.files.models import FileState, StoredFile
from portal.offices.models import Office
from programs.models import Call, Round
from programs.services.calls import announce, create_call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.calls import THEMES

SLOT = "passport_copy"


@pytest.fixture
def other_call(call: Call) -> Call:
    """The same programme at another office."""
    now = clock.now()
    other = create_call(
        office=Office.objects.get(code="emb-fi-helsinki"),
        round=Round.objects.get(slug="mirai-2026-27"),
        slug="mirai-2026-27-finland",
        opens_local=f"{now - timedelta(days=2):%Y-%m-%dT%H:%M}",
        closes_local=f"{now + timedelta(days=30):%Y-%m-%dT%H:%M}",
        parameters={"country": "FI"},
        themes=THEMES,
    )
    announce(other, actor=None)
    return other


@pytest.fixture
def before(call: Call) -> Application:
    return scenarios.submitted(call)


@pytest.fixture
def draft(before: Application, other_call: Call) -> Application:
    return begin(other_call, user=before.person.user)


@pytest.fixture
def web(draft: Application, signed_in: SignIn) -> Client:
    return signed_in(draft.person.user)


def page(draft: Application, web: Client) -> str:
    return words(web.get(reverse("application_documents", args=[draft.reference])))


def use(draft: Application, web: Client, document: Any, slot: str = SLOT) -> Any:
    address = reverse("application_upload", args=[draft.reference, slot])
    return web.post(address, {"again": document}, follow=True)


def given(application: Application, slot: str = SLOT) -> Any:
    return application.documents.get(slot=slot, removed_at__isnull=True)


def test_the_file_is_offered_and_taken_as_a_copy_of_its_own(
    before: Application, draft: Application, web: Client
) -> None:
    assert "You gave passport_copy.jpg for MIRAI 2026/27" in page(draft, web)
    response = use(draft, web, given(before).pk)
    assert "is uploaded. We check the file now." in words(response)
    old, new = given(before).file, given(draft).file
    assert (new.sha256, new.name) == (old.sha256, old.name)
    assert new.original_key != old.original_key, "one may be erased without the other"
    assert new.uploaded_by == draft.person.user
    assert "You gave passport_copy.jpg" not in page(draft, web), "what is there is not offered once more"


def test_only_what_was_checked_and_is_still_there_is_offered(
    before: Application, draft: Application, web: Client
) -> None:
    files = StoredFile.objects.unscoped("a test").filter(pk=given(before).file_id)
    files.update(state=FileState.SUSPECT)
    assert "You gave passport_copy.jpg" not in page(draft, web)
    assert "is no longer there. Choose the file on your device." in words(use(draft, web, given(before).pk))
    files.update(state=FileState.CLEAN)
    storing.drop(given(before).file.original_key)
    assert "is no longer kept." in words(use(draft, web, given(before).pk))
    assert not draft.documents.exists()


@pytest.mark.parametrize("sent", ["0", "-1", "x", "１", "99999999999999999999999"])
def test_what_is_no_document_takes_nothing(draft: Application, web: Client, sent: str) -> None:
    assert "is no longer there. Choose the file on your device." in words(use(draft, web, sent))
    assert not draft.documents.exists()


def test_nobody_takes_somebody_elses_file(before: Application, other_call: Call, signed_in: SignIn) -> None:
    stranger: User = scenarios.draft(other_call).person.user
    mine = Application.objects.of_person(stranger).get()
    assert "You gave passport_copy.jpg" not in page(mine, signed_in(stranger))
    assert "is no longer there." in words(use(mine, signed_in(stranger), given(before).pk))
    assert not mine.documents.exists()


def test_the_newest_of_several_is_offered(before: Application, draft: Application, web: Client) -> None:
    add_document(draft, SLOT, scenarios.photo("newer.jpg", colour=(9, 9, 9)), user=draft.person.user)
    StoredFile.objects.unscoped("a test").update(state=FileState.CLEAN)
    from applications.queries import used_elsewhere

    assert used_elsewhere(before, draft.person.user)[SLOT].file.name == "newer.jpg"


def test_each_document_says_what_it_may_be(draft: Application, web: Client) -> None:
    html = web.get(reverse("application_documents", args=[draft.reference])).content.decode()
    assert "PDF, or a photo or scan as JPEG, PNG or HEIC; at most 10.0\xa0MB and 50 pages; no password." in html


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "٣", "-1", "x", "0"])
def test_a_number_that_is_no_documents_is_refused_in_words(draft: Application, web: Client, number: str) -> None:
    response = web.post(reverse("application_upload", args=[draft.reference, SLOT]), {"again": number})
    assert response.status_code == 422
    assert not draft.documents.exists()
