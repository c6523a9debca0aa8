"""Who opens which file, and how it is handed over."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from applications.models import Application
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.files import storing
from portal.files.models import FileState, StoredFile
from portal.files.services import process
from portal.offices.models import OfficeKind, Role
from tests import scenarios
from tests.calls import open_call
from tests.factories import OfficeFactory, PersonFactory
from tests.scenarios import submitted
from tests.staff import posted, reviewer_browser, staff_browser


@pytest.fixture
def application(db: None) -> Application:
    """A submitted application with documents, as yet unchecked."""
    return submitted(open_call())


@pytest.fixture
def file(application: Application) -> StoredFile:
    """One of its documents."""
    document = application.documents.first()
    assert document is not None
    assert document.file is not None
    return document.file


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def original(browser: Client, file: StoredFile) -> HttpResponse:
    return browser.get(f"/files/{file.token}/")  # type: ignore[return-value]


def first_page(browser: Client, file: StoredFile) -> HttpResponse:
    return browser.get(f"/files/{file.token}/pages/1/")  # type: ignore[return-value]


def body(response: HttpResponse) -> bytes:
    return b"".join(response)


def test_the_owner_gets_the_original_back_even_before_the_check(application: Application, file: StoredFile) -> None:
    response = original(signed_in(application.person.user), file)
    assert response.status_code == 200
    assert body(response) == storing.get(file.original_key)


def test_a_file_is_handed_over_so_that_no_browser_runs_it(application: Application, file: StoredFile) -> None:
    StoredFile.objects.filter(pk=file.pk).update(name='成績 "2026"; x.jpg')
    response = original(signed_in(application.person.user), file)
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E6%88%90%E7%B8%BE")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")
    assert body(response)


def test_staff_of_the_office_look_at_pages_and_take_the_original_and_both_are_on_record(
    application: Application, file: StoredFile
) -> None:
    process(file.pk)
    reviewer = posted(application.office)
    browser = staff_browser(reviewer)
    page = first_page(browser, file)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "image/jpeg")
    assert body(page)[:3] == b"\xff\xd8\xff"
    assert body(original(browser, file)) == storing.get(file.original_key)
    entries = Entry.objects.filter(code="files.opened", user_id=reviewer.pk, object_id=str(file.pk)).order_by("id")
    assert [entry.data for entry in entries] == [{"what": "page", "page": 1}, {"what": "original"}]
    assert {entry.office_id for entry in entries} == {application.office_id}


def test_the_owners_own_looks_are_not_on_record(application: Application, file: StoredFile) -> None:
    process(file.pk)
    assert body(first_page(signed_in(application.person.user), file))
    assert not Entry.objects.filter(code="files.opened").exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FileState.PENDING, "still being checked"),
        (FileState.ERROR, "could not be checked"),
        (FileState.SUSPECT, "unsafe"),
    ],
)
def test_staff_open_only_what_is_clean_and_are_told_why(
    application: Application, file: StoredFile, state: FileState, words: str
) -> None:
    StoredFile.objects.filter(pk=file.pk).update(state=state)
    response = original(reviewer_browser(application.office), file)
    assert response.status_code == 403
    assert words in response.content.decode()
    assert not Entry.objects.filter(code="files.opened").exists()


def test_a_suspect_file_does_not_go_back_to_its_owner(application: Application, file: StoredFile) -> None:
    StoredFile.objects.filter(pk=file.pk).update(state=FileState.SUSPECT)
    response = original(signed_in(application.person.user), file)
    assert response.status_code == 403
    assert "Remove it" in response.content.decode()


def test_for_everybody_else_there_is_no_such_file(application: Application, file: StoredFile) -> None:
    process(file.pk)
    elsewhere = OfficeFactory(code="embassy-netherlands")
    strangers = {
        "another applicant": signed_in(PersonFactory().user),
        "a reviewer elsewhere": reviewer_browser(elsewhere),
        "an operator here": reviewer_browser(application.office, Role.OPERATOR),
        "the ministry, before a nomination": reviewer_browser(OfficeFactory(kind=OfficeKind.MINISTRY), Role.MINISTRY),
        "a reviewer here without the second factor": staff_browser(posted(application.office), second_factor=False),
    }
    for who, browser in strangers.items():
        assert (who, original(browser, file).status_code) == (who, 404)
        assert (who, first_page(browser, file).status_code) == (who, 404)
    assert not Entry.objects.filter(code="files.opened").exists()


def test_who_is_not_signed_in_is_asked_to_and_learns_nothing(file: StoredFile) -> None:
    for token in (file.token, "a" * 32):
        response = Client().get(f"/files/{token}/")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/accounts/login/?next=/files/{token}/"


@pytest.mark.parametrize("path", ["pages/2/", "pages/0/", "pages/99999999999999999999/", "pages/-1/", "pages/x/"])
def test_a_page_that_is_not_there_is_not_found(application: Application, file: StoredFile, path: str) -> None:
    process(file.pk)
    assert signed_in(application.person.user).get(f"/files/{file.token}/{path}").status_code == 404


def test_a_page_before_the_check_is_not_found(application: Application, file: StoredFile) -> None:
    scenarios.unchecked(application)
    assert first_page(signed_in(application.person.user), file).status_code == 404


@pytest.mark.parametrize("path", ["/files/%00/", "/files/../../etc/passwd/", "/files/" + "x" * 3000 + "/"])
def test_addresses_nobody_was_given_lead_nowhere(db: None, path: str) -> None:
    assert signed_in(PersonFactory().user).get(path).status_code in (400, 404)


def test_nothing_is_changed_through_a_files_address(application: Application, file: StoredFile) -> None:
    browser = signed_in(application.person.user)
    assert browser.post(f"/files/{file.token}/").status_code == 405
    assert browser.delete(f"/files/{file.token}/").status_code == 405
