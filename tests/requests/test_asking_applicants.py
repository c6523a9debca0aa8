"""What staff ask of an applicant: a document, information, consent; answered, sent back, taken back, given time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.requests.models import Request
from applications.requests.services.asking import ask_applicant, check_answer, give_time, send_back, take_back
from applications.requests.services.periodic import expire_due, return_refused_files
from applications.requests.states import Kind, Outcome, State
from applications.review.queries import queue_states
from applications.services.submission import withdraw
from portal.accounts.models import User
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.files.models import FileState, StoredFile
from portal.offices.models import Role
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words
from tests.requests.asking import letter, mails_to, now
from tests.staff import call_elsewhere, dossier, needing_check, posted, reviewer_browser, staff_browser

Shift = Callable[[timedelta], object]


def soon(days: int = 14) -> date:
    return (clock.now() + timedelta(days=days)).date()


@pytest.fixture
def application(mirai: Call) -> Application:
    return needing_check(mirai)


@pytest.fixture
def reviewer(mirai: Call) -> User:
    return posted(mirai.office)


def ask(application: Application, user: User, kind: Kind = Kind.INFORMATION, **how: object) -> Request:
    given = {"title": "Your stay of 2019", "text": "How long were you in Kobe?", "due_on": soon(), **how}
    return ask_applicant(application, kind, user=user, **given)  # type: ignore[arg-type]


def page(request: Request) -> str:
    return reverse("application_request", args=[request.application.reference, request.number])


def staff_page(request: Request, verb: str = "") -> str:
    below = f"do/{verb}/" if verb else ""
    return f"/admin/applications/application/{request.application_id}/requests/{request.number}/{below}"


def test_what_is_asked_stands_first_on_the_applicants_page_and_in_a_mail(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    text = words(signed_in(application.person.user).get(f"/applications/{application.reference}/"))
    assert "You have something to do" in text
    assert text.index("Your stay of 2019") < text.index("Where it stands")
    assert "Who has it now You" in text
    assert mails_to(application.person.user.email)[-1] == "mail/request_asked"
    assert now(request).due_local.endswith("T23:59")


def test_the_queue_knows_that_the_applicant_has_it(application: Application, reviewer: User) -> None:
    before = queue_states([application], reviewer)[application.pk]
    assert before.waiting_days(application) == 0
    request = ask(application, reviewer)
    asked = queue_states([application], reviewer)[application.pk]
    assert asked.waiting_days(application) is None
    assert asked.asked_of_applicant
    take_back(request, user=reviewer)
    assert not queue_states([application], reviewer)[application.pk].asked_of_applicant


def test_an_answer_is_saved_with_files_and_sent_once(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web = signed_in(application.person.user)
    assert "How long were you in Kobe?" in words(web.get(page(request)))
    web.post(page(request), {"text": "Six", "file": letter("visa.pdf"), "add": "1"})
    web.post(page(request), {"text": "Six weeks", "file": letter("ticket.pdf"), "later": "1"})
    response = web.get(page(request))
    assert "Six weeks" in response.content.decode()
    assert "visa.pdf" in words(response)
    assert "ticket.pdf" in words(response)
    response = web.post(page(request), {"text": "Six weeks in all."}, follow=True)
    assert "What you wrote Six weeks in all." in words(response)
    assert now(request).state == State.RECEIVED
    web.post(page(request), {"text": "No, seven."})
    assert now(request).version == 2


def test_a_file_can_be_taken_out_before_it_is_sent_and_not_after(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web = signed_in(application.person.user)
    web.post(page(request), {"file": letter("wrong.pdf"), "add": "1"})
    web.post(page(request), {"file": letter("right.pdf"), "add": "1"})
    wrong = request.files.unscoped("a test").first()
    remove = reverse("application_request_remove", args=[application.reference, request.number, wrong.pk])
    assert "The file is removed" in words(web.post(remove, follow=True))
    web.post(page(request), {"text": "Here."})
    assert now(request).state == State.RECEIVED
    left = request.files.unscoped("a test").get(removed_at=None)
    web.post(reverse("application_request_remove", args=[application.reference, request.number, left.pk]))
    assert request.files.unscoped("a test").filter(removed_at=None).count() == 1


def test_a_missing_document_is_nothing_without_its_file(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer, Kind.DOCUMENT, slot="grade_certificate", title="Grades of 2025")
    web = signed_in(application.person.user)
    response = web.post(page(request), {"text": "It is in the post."})
    assert response.status_code == 422
    assert title(response).startswith("Error:")
    assert "Choose the file" in words(response)
    assert "Grades of 2025" in words(response)  # as staff called it
    assert now(request).state == State.OPEN
    web.post(page(request), {"text": "", "file": letter("grades.pdf")})
    assert now(request).state == State.RECEIVED


@pytest.mark.parametrize(("answer", "outcome"), [("yes", Outcome.YES), ("no", Outcome.NO)])
def test_consent_is_yes_or_no(
    application: Application, reviewer: User, signed_in: SignIn, answer: str, outcome: Outcome
) -> None:
    request = ask(application, reviewer, Kind.CONSENT, title="Your essay", text="May we print it?")
    web = signed_in(application.person.user)
    assert web.post(page(request), {"text": "Well"}).status_code == 422
    web.post(page(request), {"answer": answer, "text": ""})
    assert (now(request).state, now(request).outcome) == (State.RECEIVED, outcome)
    check_answer(request, user=reviewer)
    assert now(request).outcome == outcome


def test_staff_read_the_answer_in_the_dossier_and_send_it_back_with_words(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web, desk = signed_in(application.person.user), staff_browser(reviewer)
    assert "How long were you in Kobe?" in words(desk.get(staff_page(request)))
    web.post(page(request), {"text": "Six unsent weeks", "later": "1"})
    assert "unsent" not in words(desk.get(dossier(application)))
    web.post(page(request), {"text": "Six weeks", "file": letter("visa.pdf")})
    text = words(desk.get(dossier(application)))
    assert "Six weeks" in text
    assert "visa.pdf" in text
    shown = desk.get(staff_page(request))
    version = value_of(shown, "expected_version")
    data = {"expected_version": version, "reason": "Which weeks?", "due_on": soon(20).isoformat()}
    assert "It is sent back" in words(desk.post(staff_page(request, "ask-again"), data, follow=True))
    assert now(request).state == State.SENT_BACK
    assert "Which weeks?" in words(web.get(page(request)))
    web.post(page(request), {"text": "Weeks 10 to 15"})
    version = value_of(desk.get(staff_page(request)), "expected_version")
    desk.post(staff_page(request, "in-order"), {"expected_version": version})
    assert now(request).state == State.CHECKED
    events = now(request).events.unscoped("a test").values_list("event", flat=True)
    assert list(events) == ["ask", "receive", "send_back", "receive", "check"]


def test_asking_from_the_dossier(application: Application, mirai: Call) -> None:
    desk = reviewer_browser(mirai.office)
    assert "Ask the applicant for something" in words(desk.get(dossier(application)))
    address = f"/admin/applications/application/{application.pk}/requests/"
    assert desk.get(address).status_code == 200
    empty = desk.post(address, {})
    assert empty.status_code == 422
    data = {"kind": "document", "slot": "grade_certificate", "title": "Grades", "text": "Page two is missing."}
    wrong = desk.post(address, {**data, "due_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "within a year" in words(wrong)
    assert "Page two is missing." in words(wrong)
    desk.post(address, {**data, "due_on": soon().isoformat()})
    assert application.requests.get().kind == Kind.DOCUMENT


def test_two_colleagues_do_not_decide_over_each_others_heads(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    signed_in(application.person.user).post(page(request), {"text": "Six"})
    check_answer(request, user=reviewer, expected_version=2)
    with pytest.raises((Conflict, DomainError)):
        send_back(request, reason="x", due_on=soon(), user=reviewer, expected_version=2)


def test_nothing_is_asked_again_of_somebody_who_has_withdrawn(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    signed_in(application.person.user).post(page(request), {"text": "Six"})
    withdraw(application, user=application.person.user, reason="Another plan.")
    for act in (send_back, give_time):
        more = {"reason": "x"} if act is send_back else {}
        with pytest.raises(DomainError) as refused:
            act(request, due_on=soon(), user=reviewer, **more)  # type: ignore[operator]
        assert refused.value.code == "application_over"
    assert now(request).state == State.RECEIVED


def test_what_has_expired_can_be_given_time(
    application: Application, reviewer: User, signed_in: SignIn, shift_clock: Shift
) -> None:
    request = ask(application, reviewer)
    shift_clock(request.due_at - datetime.now(UTC) + timedelta(minutes=1))
    web = signed_in(application.person.user)
    late = web.post(page(request), {"text": "Late, but here"})
    assert late.status_code == 422
    assert "can no longer be sent" in words(late)
    assert "Late, but here" in words(late)  # to be copied
    assert expire_due() == 1
    assert now(request).state == State.EXPIRED
    assert mails_to(application.person.user.email)[-1] == "mail/request_expired"
    give_time(request, due_on=soon(7), user=reviewer)
    assert now(request).state == State.OPEN
    web.post(page(request), {"text": "Better late"})
    assert now(request).state == State.RECEIVED


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON])
def test_who_does_not_review_asks_nothing(application: Application, mirai: Call, role: Role) -> None:
    with pytest.raises(NotAllowed):
        ask(application, posted(mirai.office, role))


def test_another_office_sees_and_does_nothing(application: Application, reviewer: User, mirai: Call) -> None:
    request = ask(application, reviewer)
    other = call_elsewhere(mirai)
    desk = reviewer_browser(other.office)
    for address in (staff_page(request), f"/admin/applications/application/{application.pk}/requests/"):
        assert desk.get(address).status_code == 404
        assert desk.post(address, {}).status_code in (404, 405)
    assert desk.post(staff_page(request, "ask-no-longer"), {"expected_version": 1}).status_code == 404
    with pytest.raises(NotAllowed):
        take_back(request, user=posted(other.office))
    assert now(request).state == State.OPEN


def test_another_applicant_sees_nothing(
    application: Application, reviewer: User, mirai: Call, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    stranger = signed_in(needing_check(mirai).person.user)
    assert stranger.get(page(request)).status_code == 404
    assert stranger.post(page(request), {"text": "x"}).status_code == 404
    assert Client().get(page(request)).status_code == 302


def test_text_sent_after_the_session_ended_comes_back(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web = signed_in(application.person.user)
    web.session.flush()
    web.post(page(request), {"text": "Six weeks in Kobe"})
    web.force_login(application.person.user)
    assert "Six weeks in Kobe" in web.get(page(request)).content.decode()
    assert now(request).state == State.OPEN


def test_a_second_press_of_what_was_sent_shows_what_was_sent(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web = signed_in(application.person.user)
    web.post(page(request), {"text": "Six weeks\r\nin all."})
    again = web.post(page(request), {"text": "Six weeks\r\nin all."}, follow=True)
    assert again.redirect_chain
    assert "nothing more can be sent" not in words(again)
    other = web.post(page(request), {"text": "No, seven."})
    assert other.status_code == 409
    assert "nothing more can be sent" in words(other)
    assert "No, seven." in words(other)
    assert now(request).version == 2


def test_two_windows_show_both_answers_and_overwrite_neither(
    application: Application, reviewer: User, signed_in: SignIn
) -> None:
    request = ask(application, reviewer)
    web = signed_in(application.person.user)
    mark = value_of(web.get(page(request)), "based_on")
    web.post(page(request), {"text": "Typed in the first window", "based_on": mark, "later": "1"})
    response = web.post(page(request), {"text": "Typed in the second", "based_on": mark})
    assert response.status_code == 409
    assert title(response).startswith("Error:")
    text = words(response)
    assert "Typed in the first window" in text
    assert "Typed in the second" in text
    assert now(request).state == State.OPEN
    web.post(page(request), {"text": "Typed in the second", "based_on": value_of(response, "based_on")})
    assert now(request).state == State.RECEIVED


def test_two_presses_of_one_page_ask_once(application: Application, mirai: Call) -> None:
    desk = reviewer_browser(mirai.office)
    address = f"/admin/applications/application/{application.pk}/requests/"
    data = {"kind": "information", "title": "Grades", "text": "Which scale?", "due_on": soon().isoformat()}
    key = value_of(desk.get(address), "key")
    for _press in range(2):
        assert desk.post(address, {**data, "key": key}).status_code == 302
    assert application.requests.count() == 1
    assert mails_to(application.person.user.email).count("mail/request_asked") == 1
    desk.post(address, {**data, "key": value_of(desk.get(address), "key")})
    assert application.requests.count() == 2


@pytest.mark.parametrize(("text", "state"), [("", State.SENT_BACK), ("Six weeks.", State.RECEIVED)])
def test_an_answer_that_was_nothing_but_a_refused_file_comes_back(
    application: Application, reviewer: User, signed_in: SignIn, text: str, state: State
) -> None:
    request = ask(application, reviewer)
    signed_in(application.person.user).post(page(request), {"text": text, "file": letter("visa.pdf")})
    assert now(request).state == State.RECEIVED
    keys = request.files.unscoped("a test").values("file")
    StoredFile.objects.filter(pk__in=keys).update(state=FileState.SUSPECT)
    assert return_refused_files() == (state == State.SENT_BACK)
    assert now(request).state == state
