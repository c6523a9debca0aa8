"""What somebody on paper answers to a request: filed at the desk, until the application is claimed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from applications.requests.models import Request, RequestFile
from applications.requests.queries import current_files
from applications.requests.services import at_desk
from applications.requests.services.at_desk import file_answer
from applications.requests.services.periodic import return_refused_files
from applications.requests.states import Kind, State
from applications.services.paper.claiming import claim
from applications.services.paper.codes import give_code
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.files.models import FileState, StoredFile
from portal.offices.models import Role
from portal.outbox.models import Message
from portal.outbox.rendering import render
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.paper.papers import BORN, handed_in, officer
from tests.applications.views.pages import words
from tests.factories import PersonFactory
from tests.requests.asking import letter, now
from tests.requests.test_asking_applicants import ask, page, soon, staff_page
from tests.review.test_paper_pages import place
from tests.staff import call_elsewhere, needing_check, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(mirai: Call) -> User:
    return officer(mirai)


@pytest.fixture
def application(mirai: Call, clerk: User) -> Application:
    return handed_in(mirai, clerk)


def mail_text(template: str) -> str:
    message = Message.objects.get(template=template)
    render(message)
    assert "\n\n\n" not in message.rendered_body
    return " ".join(message.rendered_body.split())


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    return {"expected_version": now(request).version, "text": "Six months, in 2019.", **changes}


def test_words_are_filed_as_the_applicants_answer_with_who_filed_them(application: Application, clerk: User) -> None:
    request = ask(application, clerk)
    filed = file_answer(request, user=clerk, text="Six months, in 2019.", expected_version=request.version)
    assert filed.state == State.RECEIVED
    event = filed.events.latest("sequence")
    assert (event.by, event.actor) == ("paper_desk", clerk)
    entry = Entry.objects.get(code="requests.filed_from_paper")
    assert (entry.user_id, entry.data["application"], entry.data["kind"]) == (clerk.pk, application.pk, "information")


def test_a_scan_is_filed_on_the_page_of_the_request_once(application: Application, clerk: User) -> None:
    request = ask(application, clerk, Kind.DOCUMENT)
    browser = staff_browser(clerk)
    assert "The answer came on paper" in words(browser.get(staff_page(request)))
    for _press in range(2):
        data = sent(request, expected_version=request.version, file=letter("transcript.pdf"))
        answer = browser.post(staff_page(request, "file-document"), data)
        assert answer.headers["Location"] == staff_page(request)
    assert now(request).state == State.RECEIVED
    assert request.events.filter(event="receive").count() == 1
    assert RequestFile.objects.get().file.uploaded_by == clerk
    shown = words(browser.get(staff_page(request)))
    assert "Six months, in 2019." in shown
    assert "The answer came on paper" not in shown
    assert "What came is in order" in shown


def test_without_the_scan_nothing_is_filed_and_the_words_are_still_there(application: Application, clerk: User) -> None:
    request = ask(application, clerk, Kind.DOCUMENT)
    for verb in ("file-document", "file-answer"):
        answer = staff_browser(clerk).post(staff_page(request, verb), sent(request))
        assert answer.status_code == 422
        assert "Choose the file" in words(answer)
    assert "Six months, in 2019." in words(answer)
    assert now(request).state == State.OPEN


def test_a_scan_that_the_check_refuses_leaves_nothing_behind(
    application: Application, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask(application, clerk)
    broken = SimpleUploadedFile("scan.pdf", letter().read(), "application/pdf")

    def changed_on_disk(key: int) -> None:
        StoredFile.objects.filter(pk=key).update(sha256="0" * 64)
        process(key)

    process = at_desk.process
    monkeypatch.setattr(at_desk, "process", changed_on_disk)
    with pytest.raises(DomainError) as refused:
        file_answer(request, user=clerk, text="Six months.", file=broken)
    assert refused.value.code == "file_refused"
    assert now(request).state == State.OPEN
    assert not RequestFile.objects.filter(removed_at=None).exists()
    monkeypatch.undo()
    assert file_answer(request, user=clerk, file=letter()).state == State.RECEIVED


def test_a_scan_that_is_refused_after_it_was_filed_makes_way_for_the_next(
    application: Application, clerk: User
) -> None:
    request = ask(application, clerk)
    file_answer(request, user=clerk, file=letter("first.pdf"))
    StoredFile.objects.filter(name="first.pdf").update(state=FileState.ERROR)
    assert return_refused_files() == 1
    filed = file_answer(request, user=clerk, file=letter("second.pdf"))
    assert filed.state == State.RECEIVED
    assert [row.file.name for row in current_files(filed)] == ["second.pdf"]


def test_another_answer_from_a_page_that_is_behind_is_kept_on_the_page_and_not_called_filed(
    application: Application, clerk: User
) -> None:
    request, browser = ask(application, clerk), staff_browser(clerk)
    first, second = sent(request, text="Six months."), sent(request, text="Seven months, in fact.")
    assert browser.post(staff_page(request, "file-answer"), first).status_code == 302
    answer = browser.post(staff_page(request, "file-answer"), second)
    assert answer.status_code == 409
    assert "Seven months, in fact." in words(answer)
    assert browser.post(staff_page(request, "file-answer"), first).status_code == 302  # the same once more
    scanned = sent(request, text="Six months.", file=letter(), expected_version=first["expected_version"])
    assert browser.post(staff_page(request, "file-answer"), scanned).status_code == 409
    assert request.events.filter(event="receive").count() == 1


def test_of_two_who_file_while_a_scan_is_checked_one_is_told(
    application: Application, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, colleague = ask(application, clerk, Kind.DOCUMENT), officer(application.call)

    def a_colleague_files(key: int) -> None:
        monkeypatch.undo()
        process(key)
        file_answer(request, user=colleague, file=letter("of-the-colleague.pdf"))

    process = at_desk.process
    monkeypatch.setattr(at_desk, "process", a_colleague_files)
    with pytest.raises(Conflict) as told:
        file_answer(request, user=clerk, file=letter("of-the-clerk.pdf"))
    assert told.value.code == "filed_elsewhere"
    assert [row.file.name for row in current_files(now(request))] == ["of-the-colleague.pdf"]
    assert [event.actor for event in request.events.filter(event="receive")] == [colleague]


def test_a_scan_left_by_a_fault_goes_with_no_later_answer(
    application: Application, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask(application, clerk)

    def broken(key: int) -> None:
        raise OSError("the disk is away")

    monkeypatch.setattr(at_desk, "process", broken)
    with pytest.raises(OSError, match="disk"):
        file_answer(request, user=clerk, file=letter("wrong-page.pdf"))
    monkeypatch.undo()
    filed = file_answer(request, user=clerk, text="Six months.")
    assert (filed.state, list(current_files(filed))) == (State.RECEIVED, [])


def test_what_a_colleague_filed_meanwhile_is_not_overwritten(application: Application, clerk: User) -> None:
    request = ask(application, clerk)
    seen = request.version
    file_answer(request, user=officer(application.call), text="Five months.", expected_version=seen)
    with pytest.raises(Conflict):
        file_answer(request, user=clerk, text="Six months, in 2019.", expected_version=seen)
    answer = staff_browser(clerk).post(staff_page(request, "file-answer"), sent(request, expected_version=seen))
    assert answer.status_code == 409
    assert "Six months, in 2019." in words(answer)


def test_once_claimed_the_applicant_alone_answers_and_reads_what_was_filed(
    application: Application, clerk: User, signed_in: SignIn
) -> None:
    first, second = ask(application, clerk), ask(application, clerk, title="Another thing")
    file_answer(first, user=clerk, text="Six months, in 2019.")
    applicant = PersonFactory().user
    claim(give_code(application, user=clerk), BORN, user=applicant)
    assert "Six months, in 2019." in words(signed_in(applicant).get(page(first)))
    with pytest.raises(NotAllowed):
        file_answer(second, user=clerk, text="Too late for that.")
    browser = staff_browser(clerk)
    assert "The answer came on paper" not in words(browser.get(staff_page(second)))
    assert browser.post(staff_page(second, "file-answer"), sent(second)).status_code == 403
    assert now(second).state == State.OPEN


def test_only_those_who_enter_papers_file_and_never_for_somebody_with_an_account(
    mirai: Call, application: Application, clerk: User
) -> None:
    request, online = ask(application, clerk), ask(needing_check(mirai), clerk)
    consent = ask(application, clerk, Kind.CONSENT)
    for other in (online, consent):
        assert "The answer came on paper" not in words(staff_browser(clerk).get(staff_page(other)))
    assert staff_browser(clerk).post(staff_page(online, "file-answer"), sent(online)).status_code == 403
    assert staff_browser(clerk).post(staff_page(consent, "file-answer"), sent(consent)).status_code == 403
    auditor = reviewer_browser(mirai.office, Role.AUDITOR)
    assert auditor.post(staff_page(request, "file-answer"), sent(request)).status_code == 403
    stranger = reviewer_browser(call_elsewhere(mirai).office)
    assert stranger.post(staff_page(request, "file-answer"), sent(request)).status_code == 404
    assert {now(each).state for each in (request, online, consent)} == {State.OPEN}


def test_pages_say_who_can_answer(mirai: Call, application: Application, clerk: User) -> None:
    browser = staff_browser(clerk)
    letter_words = words(browser.get(place(application, "claim")))
    assert "file on the page of a request what comes on paper" in letter_words
    asking = words(browser.get(place(application, "ask")))
    assert "Give a claim letter now" in asking
    assert "The applicant gets a mail" not in asking
    assert "The applicant gets a mail" in words(browser.get(place(needing_check(mirai), "ask")))
    data = {"kind": "information", "title": "Your stay", "text": "How long?", "due_on": soon().isoformat()}
    answer = browser.post(place(application, "ask"), data)
    assert answer.status_code == 302
    assert "No email address" in " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_a_mail_about_consent_says_that_nobody_else_can_give_it(mirai: Call, clerk: User) -> None:
    application = handed_in(mirai, clerk, of={"full_name": "Bram Peeters", "email": "bram@example.org"})
    ask(application, clerk, Kind.CONSENT)
    text = mail_text("mail/request_asked")
    assert "on paper" not in text
    assert "Only you yourself can give this answer" in text


def test_a_mail_to_somebody_on_paper_names_the_office_and_no_page_that_does_not_open(mirai: Call, clerk: User) -> None:
    application = handed_in(mirai, clerk, of={"full_name": "Bram Peeters", "email": "bram@example.org"})
    request = ask(application, clerk)
    text = mail_text("mail/request_asked")
    assert "Give or send your answer to the" in text
    assert "/requests/" not in text
    assert "/applications/claim/" in text
    file_answer(request, user=clerk, text="Six months.")
    assert "/requests/" not in mail_text("mail/request_received")
