"""A referee's pages: opened by a link, without an account; nothing is received without a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from applications.models import Application
from applications.requests.models import Request, RequestFile, RequestWords
from applications.requests.services.answering import add_file, receive
from applications.requests.services.asking import send_back
from applications.requests.services.references import replace_referee
from applications.requests.states import Kind, Outcome, State
from applications.requests.views import letters as letters_view
from applications.requests.workflow import By, Event
from applications.states import Status
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.requestlog import shown_path
from portal.files.models import FileState, StoredFile
from portal.outbox import delivery
from portal.outbox.models import Message, MessageState
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words
from tests.factories import OfficeFactory
from tests.requests.asking import TYPED, asked, letter, link_of, mails_to, now
from tests.scenarios import moved_to, photo
from tests.staff import answers, posted, staff_browser

Shift = Callable[[timedelta], object]


@pytest.fixture
def request_(draft: Application) -> Request:
    return asked(draft)


@pytest.fixture
def link(request_: Request) -> str:
    return link_of(request_)


def test_the_page_says_who_asks_for_what_by_when_and_who_reads_it(request_: Request, link: str, client: Client) -> None:
    text = words(client.get(link))
    for told in ("Zoë Carreño", "JET", "Two letters of reference", "Embassy of Japan", "no account", "never sees"):
        assert told in text, told
    assert now(request_).state == State.OPEN


def test_looking_at_it_changes_nothing_and_nobody_keeps_it(request_: Request, link: str, client: Client) -> None:
    for path in (link, f"{link}decline/"):
        response = client.get(path)
        assert response.headers["X-Robots-Tag"].startswith("noindex")
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in response.headers["Cache-Control"]
        assert client.head(path).status_code == 200
    assert now(request_).version == 1


def test_a_letter_is_saved_come_back_to_and_sent(request_: Request, link: str, client: Client) -> None:
    response = client.post(link, {**TYPED, "file": letter("Brief für Zoë.pdf"), "later": "1"}, follow=True)
    text = words(response)
    assert "Saved" in text
    assert "Brief für Zoë.pdf" in text
    assert value_of(response, "capacity") == TYPED["capacity"]
    assert now(request_).state == State.OPEN

    elsewhere = Client()
    assert "Three years" in elsewhere.get(link).content.decode()
    response = elsewhere.post(link, TYPED, follow=True)
    assert "Your letter was received" in words(response)
    received = now(request_)
    assert received.state == State.RECEIVED
    kept = RequestWords.objects.unscoped("a test").filter(request=received, event__event=Event.RECEIVE)
    assert dict(kept.values_list("name", "text")) == {
        "known_for": TYPED["known_for"], "capacity": TYPED["capacity"], "answer": TYPED["text"],
    }  # fmt: skip
    assert mails_to(received.asked_of.email)[-1] == "mail/referee_thanked"
    assert mails_to(received.application.person.user.email)[-1] == "mail/letter_received"


def test_the_confirmation_is_still_there_on_the_next_day(request_: Request, link: str, client: Client) -> None:
    client.post(link, {**TYPED, "file": letter()})
    for _visit in range(2):
        text = words(client.get(link))
        assert "Your letter was received" in text
        assert request_.application.reference in text
    # A second press, and an answer that was lost on its way, change nothing.
    assert client.post(link, {**TYPED, "file": letter()}).status_code == 200
    assert now(request_).version == 2


def test_without_a_file_nothing_is_received(request_: Request, link: str, client: Client) -> None:
    response = client.post(link, TYPED)
    assert response.status_code == 422
    assert title(response).startswith("Error:")
    assert "Choose the file" in words(response)
    assert TYPED["text"] in words(response)
    assert now(request_).state == State.OPEN


def test_without_the_words_it_asks_for_them_and_keeps_the_file(request_: Request, link: str, client: Client) -> None:
    response = client.post(link, {"known_for": "", "capacity": "", "file": letter()})
    assert response.status_code == 422
    assert "Write how long" in words(response)
    assert "letter.pdf" in words(response)
    assert now(request_).state == State.OPEN


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "empty.pdf"), (b"MZ\x00\x01", "letter.pdf"), (b"%PDF-1.7 cut", "cut.pdf")]
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_the_text_stays(
    request_: Request, link: str, client: Client, content: bytes, name: str
) -> None:
    response = client.post(link, {**TYPED, "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert name in words(response)
    assert TYPED["text"] in words(response)
    assert not RequestFile.objects.unscoped("a test").exists()


def test_a_letter_is_of_the_kind_that_its_document_takes(link: str, client: Client) -> None:
    response = client.post(link, {**TYPED, "file": photo()})
    assert response.status_code == 422
    assert "must be a PDF" in words(response)


def test_text_that_no_database_keeps_is_refused_and_stays_in_the_form(
    request_: Request, link: str, client: Client
) -> None:
    response = client.post(link, {**TYPED, "text": "a\x00b", "file": letter()})
    assert response.status_code == 422
    assert "is not text" in words(response)
    assert now(request_).state == State.OPEN


def test_the_database_itself_refuses_a_letter_without_a_file(request_: Request) -> None:
    with pytest.raises(DatabaseError, match="it has no file"):
        _received_by_hand(request_)


def test_a_refused_file_is_none_to_the_database(request_: Request) -> None:
    row = add_file(request_, letter(), user=None)
    StoredFile.objects.filter(pk=row.file_id).update(state=FileState.SUSPECT)
    with pytest.raises(DomainError) as refused:
        receive(request_, by=By.REFEREE, words={})
    assert refused.value.code == "file_refused"
    with pytest.raises(DatabaseError, match="it has no file"):
        _received_by_hand(request_)


def test_what_was_sent_cannot_be_taken_out_or_exchanged(request_: Request) -> None:
    row = add_file(request_, letter(), user=None)
    receive(request_, by=By.REFEREE, words={})
    with pytest.raises(DatabaseError, match="were sent and stay"), transaction.atomic():
        RequestFile.objects.unscoped("a test").filter(pk=row.pk).update(removed_at=clock.now())
    with pytest.raises(DomainError):
        add_file(request_, letter(), user=None)


def test_the_state_is_written_with_its_event_or_not_at_all(request_: Request) -> None:
    with pytest.raises(DatabaseError, match="its history says"):
        _written(request_, state=State.EXPIRED)
    with pytest.raises(DatabaseError, match="is no edge"), transaction.atomic():
        _event(request_, event="check", to_state="checked")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        request_.events.unscoped("a test").update(by="system")


def _event(request: Request, **other: Any) -> None:
    values = {"event": "receive", "from_state": "open", "to_state": "received", **other}
    request.events.create(
        office_id=request.office_id, application_id=request.application_id, sequence=2, kind=Kind.REFERENCE,
        by="referee", **values,
    )  # fmt: skip


@transaction.atomic
def _received_by_hand(request: Request) -> None:
    _event(request)
    _written(request, state=State.RECEIVED, version=2)


@transaction.atomic
def _written(request: Request, **values: Any) -> None:
    Request.objects.unscoped("a test").filter(pk=request.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_referee_may_say_no(request_: Request, link: str, client: Client, signed_in: SignIn) -> None:
    client.post(link, {**TYPED, "file": letter(), "later": "1"})
    assert "would rather not write" in words(client.get(f"{link}decline/"))
    response = client.post(f"{link}decline/", {"reason": "I hardly know her."}, follow=True)
    assert response.status_code == 410
    assert "You told us so" in words(response)
    row = now(request_)
    assert (row.state, row.outcome) == (State.CANCELLED, Outcome.DECLINED)
    assert not row.files.exists()
    mail = Message.objects.get(template="mail/letter_declined")
    assert "hardly" not in str(mail.context)
    page = f"/applications/{row.application.reference}/referees/"
    assert "Declined" in words(signed_in(row.application.person.user).get(page))


@pytest.mark.parametrize("wrong", ["x", "a" * 43, "%00", "..", "ｔoken", "a" * 3000])
def test_a_link_that_was_never_sent_says_so(link: str, client: Client, wrong: str) -> None:
    response = client.get(f"/letters/{wrong}/")
    assert response.status_code in (400, 404)
    assert client.post(f"/letters/{wrong}/", TYPED).status_code in (400, 404)


def test_a_tampered_link_opens_nothing(request_: Request, link: str, client: Client) -> None:
    token = link.split("/")[2]
    for wrong in (token[:-1], f"{token}A", token.swapcase(), token[::-1]):
        response = client.post(f"/letters/{wrong}/", {**TYPED, "file": letter()})
        assert response.status_code == 404
        assert "This link does not work" in words(response)
    assert now(request_).state == State.OPEN


def test_a_link_ends_with_its_date(request_: Request, link: str, client: Client, shift_clock: Shift) -> None:
    shift_clock(request_.due_at - clock.now() + timedelta(seconds=1))
    for response in (client.get(link), client.post(link, {**TYPED, "file": letter()})):
        assert response.status_code == 410
        assert "The date has passed" in words(response)
    assert TYPED["text"] in words(response)  # what was typed can still be copied
    assert now(request_).state == State.OPEN  # the clock's task has not come by yet


def test_until_the_last_moment_a_letter_goes_in(
    request_: Request, link: str, client: Client, shift_clock: Shift
) -> None:
    shift_clock(request_.due_at - clock.now() - timedelta(seconds=20))
    assert client.post(link, {**TYPED, "file": letter()}, follow=True).status_code == 200
    assert now(request_).state == State.RECEIVED


def test_the_confirmation_is_shown_for_a_month(
    request_: Request, link: str, client: Client, shift_clock: Shift
) -> None:
    client.post(link, {**TYPED, "file": letter()})
    shift_clock(request_.due_at - clock.now() + timedelta(days=31))
    assert client.get(link).status_code == 410


def test_the_applicant_cannot_write_through_a_forwarded_link(request_: Request, link: str, signed_in: SignIn) -> None:
    web = signed_in(request_.application.person.user)
    assert "for your referee" in words(web.get(link))
    assert web.post(link, {**TYPED, "file": letter()}).status_code == 403
    assert now(request_).state == State.OPEN


def test_a_link_acts_only_with_the_mark_of_its_own_page(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link, TYPED).status_code == 403


def test_the_letter_is_staffs_to_read_once_sent_and_never_the_applicants(
    draft: Application, request_: Request, link: str, client: Client, call: Call, signed_in: SignIn
) -> None:
    client.post(link, {**TYPED, "file": letter(), "later": "1"})
    row = request_.files.unscoped("a test").get()
    path = f"/files/{row.file.token}/"
    Application.objects.unscoped("a test").filter(pk=draft.pk).update(submitted_at=clock.now())
    reviewer = staff_browser(posted(call.office))
    elsewhere = OfficeFactory(code="embassy-netherlands", city="The Hague", country="NL")
    stranger = staff_browser(posted(elsewhere))
    assert answers(reviewer, path) == 404  # not sent yet
    client.post(link, TYPED)
    assert answers(reviewer, path) == 200
    assert answers(stranger, path) == 404
    applicant = signed_in(draft.person.user)
    assert answers(applicant, path) == 404
    for page in ("", "referees/"):
        text = words(applicant.get(f"/applications/{draft.reference}/{page}", follow=True))
        assert "hands" not in text
        assert "letter.pdf" not in text
    assert client.get(path).status_code == 302  # without an account: the sign-in page


def sent_back(request: Request, call: Call) -> None:
    """Receive a letter and send it back."""
    add_file(request, letter("first.pdf"), user=None)
    receive(request, by=By.REFEREE, words={})
    application = moved_to(request.application, Status.NEEDS_CHECK)
    Application.objects.unscoped("a test").filter(pk=application.pk).update(submitted_at=clock.now())
    send_back(request, reason="Unsigned.", due_on=clock.now().date() + timedelta(days=9), user=posted(call.office))


def test_a_letter_that_was_received_outlives_its_referee_and_what_was_never_sent_does_not(
    request_: Request, call: Call
) -> None:
    sent_back(request_, call)
    add_file(request_, letter("second.pdf"), user=None)
    replace_referee(
        request_, name="N", email="n@university.example", relation="r", user=request_.application.person.user
    )
    kept = request_.files.unscoped("a test").select_related("file").get()
    assert kept.file.name == "first.pdf"


def test_what_waits_in_a_letter_that_was_sent_back_is_nobody_elses_before_it_is_sent(
    request_: Request, link: str, client: Client, call: Call
) -> None:
    sent_back(request_, call)
    first = request_.files.unscoped("a test").get()
    second = add_file(request_, letter("second.pdf"), user=None)
    reviewer = staff_browser(posted(call.office))
    assert answers(reviewer, f"/files/{second.file.token}/") == 404
    assert answers(reviewer, f"/files/{first.file.token}/") == 200
    client.post(link, TYPED)
    assert answers(reviewer, f"/files/{second.file.token}/") == 200


def test_a_sent_invitation_leaves_no_link_behind(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.delivery.Post", _Taken)
    delivery.run()
    mail = Message.objects.get(template="mail/links/referee_invited")
    assert mail.state == MessageState.SENT
    assert mail.context == {}
    assert mail.rendered_body == ""


class _Taken:
    """A mail server that takes everything."""

    def __enter__(self) -> _Taken:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def send(self, mail: object) -> None:
        return None


def test_the_log_does_not_hold_the_secret_of_a_link(link: str) -> None:
    assert shown_path(link) == "/letters/…/"
    assert shown_path(f"{link}decline/") == "/letters/…/decline/"


def test_two_windows_show_both_texts_and_overwrite_neither(request_: Request, link: str, client: Client) -> None:
    mark = value_of(client.get(link), "based_on")
    client.post(link, {**TYPED, "based_on": mark, "later": "1"})
    other = {**TYPED, "text": "Written at home.", "based_on": mark, "file": letter()}
    response = client.post(link, other)
    assert response.status_code == 409
    assert title(response).startswith("Error:")
    assert TYPED["text"] in words(response)
    assert "Written at home." in words(response)
    assert now(request_).state == State.OPEN
    client.post(link, {**other, "based_on": value_of(response, "based_on"), "file": letter()})
    assert now(request_).state == State.RECEIVED


def test_a_second_letter_after_the_first_is_shown_and_not_taken(request_: Request, link: str, client: Client) -> None:
    client.post(link, {**TYPED, "file": letter()})
    response = client.post(link, {**TYPED, "text": "One thing more: she sings.", "file": letter()})
    assert response.status_code == 409
    text = words(response)
    assert "Your letter was received" in text
    assert "This was not sent" in text
    assert "she sings" in text
    assert "She reads" not in text
    assert now(request_).version == 2


def test_a_press_that_another_one_overtook_leads_to_the_confirmation(
    request_: Request, link: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = letters_view.save_draft

    def overtaken(row: Request, *args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(letters_view, "save_draft", real)
        Client().post(link, {**TYPED, "file": letter()})
        return real(row, *args, **kwargs)

    monkeypatch.setattr(letters_view, "save_draft", overtaken)
    response = client.post(link, {**TYPED, "file": letter()})
    assert (response.status_code, response.headers["Location"]) == (302, link)
    assert now(request_).version == 2
