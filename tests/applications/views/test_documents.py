"""Documents: one slot, one form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.queries import current_documents
from portal.files.models import FileState, StoredFile
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, uploaded, words

SLOT = "passport_copy"


def page_of(draft: Application) -> str:
    return reverse("application_documents", args=[draft.reference])


def slot_of(draft: Application, slot: str = SLOT) -> str:
    return reverse("application_upload", args=[draft.reference, slot])


def test_formats_and_limits_are_said_before_anything_is_chosen(draft: Application, web: Client) -> None:
    text = words(web.get(page_of(draft)))
    for told in ("PDF", "JPEG", "PNG", "HEIC", "10.0 MB", "50 pages", "no password"):
        assert told in text
    for slot in scenarios.definition(draft.call).documents:
        assert str(slot.title) in text


def test_an_uploaded_file_is_named_with_its_state(draft: Application, web: Client) -> None:
    response = uploaded(web, draft, SLOT, scenarios.photo("Reisepass Ünal.jpg"))
    text = words(response)
    assert response.redirect_chain[-1][0] == page_of(draft)
    assert "is uploaded" in text
    assert "Reisepass Ünal.jpg" in text
    assert "Being checked" in text
    assert "Replace the file" in text


def test_the_owner_can_download_what_was_uploaded(draft: Application, web: Client) -> None:
    uploaded(web, draft, SLOT, scenarios.photo())
    file = current_documents(draft)[SLOT].file
    address = reverse("file_download", args=[file.token])
    assert address in web.get(page_of(draft)).content.decode()
    response = web.get(address)
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")  # a JPEG, as it was sent
    response.close()


def test_another_file_takes_the_place_of_the_first(draft: Application, web: Client) -> None:
    uploaded(web, draft, SLOT, scenarios.photo("old.jpg"))
    text = words(uploaded(web, draft, SLOT, scenarios.photo("new.jpg", colour=(1, 2, 3))))
    assert "new.jpg" in text
    assert "old.jpg" not in text
    assert draft.documents.filter(removed_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"MZ" + b"\x00" * 4000, "passport.pdf"),
        (b"just some words", "passport.jpg"),
        (b"%PDF-1.7\n" + b"x" * 11 * 1024 * 1024, "large.pdf"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_slot(
    draft: Application, web: Client, content: bytes, name: str
) -> None:
    response = uploaded(web, draft, SLOT, SimpleUploadedFile(name, content))
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    assert name in words(response)
    assert f'href="#id_{SLOT}_file"' in response.content.decode()
    assert not draft.documents.exists()


def test_a_refused_file_leaves_the_one_that_is_there(draft: Application, web: Client) -> None:
    uploaded(web, draft, SLOT, scenarios.photo("good.jpg"))
    text = words(uploaded(web, draft, SLOT, SimpleUploadedFile("bad.pdf", b"MZ\x00")))
    assert "good.jpg" in text
    assert current_documents(draft)[SLOT].file.name == "good.jpg"


def test_pressing_upload_without_a_file_says_what_to_do(draft: Application, web: Client) -> None:
    response = web.post(slot_of(draft))
    assert response.status_code == 422
    assert "Choose a file first, then upload it." in words(response)


def test_a_text_in_the_place_of_a_file_is_refused_in_words(draft: Application, web: Client) -> None:
    response = web.post(slot_of(draft), {"file": "C:\\passport.pdf"})
    assert response.status_code == 422
    assert "Choose a file first, then upload it." in words(response)


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "\u202egpj.exe.jpg", "n" * 300 + ".jpg", "護照.jpg"])
def test_a_hostile_or_foreign_name_is_only_data(draft: Application, web: Client, name: str) -> None:
    response = uploaded(web, draft, SLOT, scenarios.photo(name))
    assert response.status_code == 200
    stored = current_documents(draft)[SLOT].file
    assert "/" not in stored.name
    assert "\u202e" not in stored.name
    assert len(stored.name) <= 150


def test_a_file_refused_by_the_check_says_so_and_what_to_do(draft: Application, web: Client) -> None:
    uploaded(web, draft, SLOT, scenarios.photo())
    mine = StoredFile.objects.unscoped("a test").filter(pk=current_documents(draft)[SLOT].file_id)
    mine.update(state=FileState.ERROR, problem="damaged")
    text = words(web.get(page_of(draft)))
    assert "Cannot be read" in text
    assert "replace it" in text
    mine.update(state=FileState.SUSPECT)
    page = web.get(page_of(draft))
    assert "Refused" in words(page)
    assert "/files/" not in page.content.decode()


def test_removing_asks_first(draft: Application, web: Client) -> None:
    uploaded(web, draft, SLOT, scenarios.photo("passport.jpg"))
    address = reverse("application_remove", args=[draft.reference, SLOT])
    assert "The file passport.jpg will no longer be part of your application." in words(web.get(address))
    assert current_documents(draft)
    response = web.post(address, follow=True)
    assert "is removed." in words(response)
    assert not current_documents(draft)


def test_removing_what_is_gone_already_says_so(draft: Application, web: Client) -> None:
    address = reverse("application_remove", args=[draft.reference, SLOT])
    assert web.get(address).headers["Location"] == page_of(draft)
    assert "There is no document to remove here" in words(web.post(address, follow=True))


def test_a_slot_the_programme_does_not_have_is_not_there(draft: Application, web: Client) -> None:
    assert web.post(slot_of(draft, "tax_return"), {"file": scenarios.photo()}).status_code == 404
    assert web.get(reverse("application_remove", args=[draft.reference, "tax_return"])).status_code == 404


def test_after_submission_nothing_can_be_uploaded_or_removed(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    web = signed_in(application.person.user)
    before = {slot: document.file_id for slot, document in current_documents(application).items()}
    assert before
    for address in (slot_of(application), reverse("application_remove", args=[application.reference, SLOT])):
        response = web.post(address, {"file": scenarios.photo("later.jpg")}, follow=True)
        assert "can no longer be changed" in words(response)
    assert {slot: document.file_id for slot, document in current_documents(application).items()} == before


def test_a_file_sent_after_the_session_ended_is_said_not_to_have_arrived(draft: Application, web: Client) -> None:
    web.session.flush()
    response = web.post(slot_of(draft), {"file": scenarios.photo()}, follow=True)
    assert "You were signed out before this was sent, so nothing was done." in words(response)
    web.force_login(draft.person.user)
    # Signing in leads to the address of the upload, and that to the page with the form.
    assert web.get(slot_of(draft)).headers["Location"] == page_of(draft)


def test_after_the_end_the_documents_lead_to_the_page_that_says_so(
    draft: Application, web: Client, shift_clock: Any
) -> None:
    shift_clock(timedelta(days=60))
    assert "The deadline has passed" in words(web.get(page_of(draft), follow=True))


def test_looking_for_the_state_of_a_file_takes_no_message_away_from_whoever_uploaded_it(
    web: Client, draft: Application
) -> None:
    web.post(slot_of(draft), {"file": scenarios.photo()})
    assert "is uploaded" not in words(web.get(page_of(draft), headers={"X-Only-States": "1"}))
    assert "is uploaded" in words(web.get(page_of(draft)))
