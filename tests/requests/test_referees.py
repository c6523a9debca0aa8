"""An applicant's referees: named, asked, reminded, replaced; never oneself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from applications.models import Application
from applications.requests.dates import due_in_words
from applications.requests.models import Request
from applications.requests.services.answering import add_file, receive
from applications.requests.services.references import MOST_NAMED, nudge, replace_referee
from applications.requests.states import Outcome, State
from applications.requests.workflow import By
from applications.services.submission import withdraw
from portal.accounts.models import Person
from portal.common.errors import DomainError, NotAllowed
from portal.outbox.models import Message
from portal.outbox.rendering import render
from programs.models import Call
from programs.services.calls import extend_deadline
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words
from tests.factories import PersonFactory
from tests.requests.asking import SLOT, asked, letter, link_of, mails_to, now, with_name

Shift = Callable[[timedelta], object]


def page(application: Application) -> str:
    return reverse("application_referees", args=[application.reference])


def place(application: Application, number: int = 1) -> str:
    return reverse("application_referee", args=[application.reference, SLOT, number])


WHO = {"name": "Prof. Ōe", "email": "oe@university.example", "relation": "Professor of history"}


def test_naming_a_referee_makes_a_person_without_a_login_and_sends_the_invitation(
    draft: Application, signed_in: SignIn
) -> None:
    web = signed_in(draft.person.user)
    assert "Nobody is asked yet" in words(web.get(page(draft)))
    response = web.post(place(draft), WHO, follow=True)
    assert "The invitation is on its way to Prof. Ōe." in words(response)
    referee = Person.objects.get(email="oe@university.example")
    assert referee.user is None
    assert referee.full_name == "Prof. Ōe"
    assert mails_to(referee.email) == ["mail/links/referee_invited"]
    assert "Asked, no letter yet" in words(response)


def test_the_invitation_says_who_asks_for_what_until_when_and_who_reads_it(draft: Application) -> None:
    request = asked(draft)
    mail = Message.objects.get(template="mail/links/referee_invited")
    render(mail)
    for told in (
        "Zoë Carreño", "JET", "Two letters of reference", draft.reference, str(draft.office), link_of(request),
        due_in_words(request), "never what it says",
    ):  # fmt: skip
        assert told in mail.rendered_body, told


def test_letters_come_until_two_weeks_after_the_deadline_in_the_offices_own_time(draft: Application) -> None:
    request = asked(draft)
    assert request.due_at - draft.call.closes_at in (timedelta(days=14), timedelta(days=14, hours=1))
    assert request.due_local[11:] == draft.call.closes_local[11:]


@pytest.mark.parametrize(
    "spelling",
    ["{name}@{domain}", "{name}+letter@{domain}", "{NAME}@{DOMAIN}", " {name}@{domain}", "second@example.org"],
)
def test_nobody_is_their_own_referee(draft: Application, signed_in: SignIn, spelling: str) -> None:
    user = draft.person.user
    EmailAddress.objects.create(user=user, email="second@example.org", verified=False)
    name, domain = user.email.split("@")
    email = spelling.format(name=name, domain=domain, NAME=name.upper(), DOMAIN=domain.upper())
    response = signed_in(user).post(place(draft), {**WHO, "email": email})
    assert response.status_code == 422
    assert title(response).startswith("Error:")
    assert "is an address of your own" in words(response)
    assert not Message.objects.filter(template__startswith="mail/links/").exists()


def test_the_persons_own_address_and_one_written_in_the_form_are_ones_own_too(call: Call, mext: Call) -> None:
    application = with_name(call)
    Person.objects.filter(pk=application.person_id).update(email="other@example.org")
    with pytest.raises(DomainError) as refused:
        asked(application, email="other+x@EXAMPLE.org")
    assert refused.value.code == "oneself"


def test_one_person_writes_one_letter(draft: Application) -> None:
    asked(draft, 1)
    with pytest.raises(DomainError) as refused:
        asked(draft, 2, email="Referee1+again@university.example")
    assert refused.value.code == "asked_already"
    asked(draft, 2)


def test_a_place_is_taken_once(draft: Application) -> None:
    asked(draft, 1)
    with pytest.raises(DomainError) as refused:
        asked(draft, 1, email="third@university.example")
    assert refused.value.code == "place_taken"
    for wrong in (0, 3):
        with pytest.raises(DomainError):
            asked(draft, wrong, email="third@university.example")


def test_an_invitation_needs_the_name_of_who_asks(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    Person.objects.filter(pk=application.person_id).update(full_name="")
    web = signed_in(application.person.user)
    assert "Write your own name first" in words(web.get(page(application)))
    response = web.post(place(application), WHO)
    assert response.status_code == 422
    assert "the invitation says who asks" in words(response)


def test_a_replaced_referees_link_is_dead_at_once_and_what_was_saved_is_gone(
    draft: Application, signed_in: SignIn, client: object
) -> None:
    first = asked(draft)
    path = link_of(first)
    web = signed_in(draft.person.user)
    client.post(path, {"known_for": "Years", "file": letter(), "later": "1"})  # type: ignore[attr-defined]
    assert first.files.count() == 1
    assert "is asked now" in words(web.get(place(draft)))
    web.post(place(draft), {**WHO, "email": "better@university.example"})
    old, new = now(first), Request.objects.unscoped("a test").get(state=State.OPEN)
    assert (old.state, old.outcome) == (State.CANCELLED, Outcome.REPLACED)
    assert not old.files.exists()
    assert client.get(path).status_code == 410  # type: ignore[attr-defined]
    assert client.get(link_of(new)).status_code == 200  # type: ignore[attr-defined]
    assert mails_to("referee1@university.example")[-1] == "mail/referee_cancelled"


def test_who_has_sent_the_letter_is_not_replaced(draft: Application, signed_in: SignIn) -> None:
    request = asked(draft)
    add_file(request, letter(), user=None)
    receive(request, by=By.REFEREE, words={"known_for": "Years"})
    assert now(request).state == State.RECEIVED
    with pytest.raises(DomainError) as refused:
        replace_referee(request, name="X", email="x@university.example", relation="x", user=draft.person.user)
    assert refused.value.code == "no_such_step"
    assert "Letter received" in words(signed_in(draft.person.user).get(page(draft)))


def test_a_reminder_by_hand_takes_some_days(draft: Application, signed_in: SignIn, shift_clock: Shift) -> None:
    request = asked(draft)
    user = draft.person.user
    with pytest.raises(DomainError) as refused:
        nudge(request, user=user)
    assert refused.value.code == "too_soon"
    assert "You can send a reminder from" in words(signed_in(user).get(page(draft)))
    shift_clock(timedelta(days=3, minutes=1))
    address = reverse("application_referee_remind", args=[draft.reference, request.number])
    assert "A reminder is on its way" in words(signed_in(user).post(address, follow=True))
    assert mails_to(request.asked_of.email) == ["mail/links/referee_invited", "mail/links/referee_reminded"]
    with pytest.raises(DomainError):
        nudge(request, user=user)


def test_both_links_open_the_same_letter(draft: Application, shift_clock: Shift, client: object) -> None:
    request = asked(draft)
    shift_clock(timedelta(days=4))
    nudge(request, user=draft.person.user)
    for notice in ("invited", "reminded"):
        assert client.get(link_of(request, notice)).status_code == 200  # type: ignore[attr-defined]


def test_strangers_name_nobody_and_see_nothing(draft: Application, signed_in: SignIn) -> None:
    request = asked(draft)
    stranger = PersonFactory().user
    web = signed_in(stranger)
    for address in (page(draft), place(draft), reverse("application_referee_remind", args=[draft.reference, 1])):
        assert web.get(address).status_code == 404
        assert web.post(address, WHO).status_code in (404, 405)
    with pytest.raises(NotAllowed):
        nudge(request, user=stranger)


def test_a_programme_without_letters_has_no_such_page(mirai: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(mirai)
    assert signed_in(application.person.user).get(page(application)).status_code == 404


def test_an_application_is_no_way_to_write_to_strangers(draft: Application) -> None:
    request = asked(draft)
    for number in range(MOST_NAMED - 1):
        request = replace_referee(
            request, name="N", email=f"n{number}@university.example", relation="r", user=draft.person.user
        )
    with pytest.raises(DomainError) as refused:
        replace_referee(request, name="N", email="last@university.example", relation="r", user=draft.person.user)
    assert refused.value.code == "too_many_named"
    assert now(request).state == State.OPEN  # nothing of the refused replacement stays


def test_withdrawing_tells_referees_and_ends_their_links(draft: Application, client: object) -> None:
    pending, sent = asked(draft, 1), asked(draft, 2)
    path = link_of(pending)
    add_file(sent, letter(), user=None)
    receive(sent, by=By.REFEREE, words={})
    withdraw(draft, user=draft.person.user, reason="Another plan.")
    assert (now(pending).state, now(pending).outcome) == (State.CANCELLED, Outcome.WITHDRAWN)
    assert now(sent).state == State.RECEIVED
    assert client.get(path).status_code == 410  # type: ignore[attr-defined]
    assert mails_to(pending.asked_of.email)[-1] == "mail/referee_cancelled"
    assert "mail/referee_cancelled" not in mails_to(sent.asked_of.email)


def test_a_later_deadline_moves_the_date_of_letters(draft: Application) -> None:
    request = asked(draft)
    before = request.due_at
    later = f"{draft.call.closes_at + timedelta(days=10):%Y-%m-%dT%H:%M}"
    extend_deadline(draft.call, later, actor=None)
    assert now(request).due_at - before > timedelta(days=9)


def test_the_name_in_the_link_is_nowhere_in_the_database(draft: Application) -> None:
    request = asked(draft)
    token = link_of(request).split("/")[2]
    (kept,) = request.invitations.unscoped("a test").values_list("token_sha256", flat=True)
    assert token not in kept
    assert len(kept) == 64


def test_who_was_named_after_the_session_ended_is_in_the_form_again(draft: Application, signed_in: SignIn) -> None:
    web = signed_in(draft.person.user)
    web.session.flush()
    web.post(place(draft), WHO)
    web.force_login(draft.person.user)
    response = web.get(place(draft))
    assert value_of(response, "name") == WHO["name"]
    assert value_of(response, "email") == WHO["email"]
    assert not draft.requests.exists()


def test_each_button_to_remind_says_whom(draft: Application, signed_in: SignIn, shift_clock: Shift) -> None:
    for number in (1, 2):
        asked(draft, number)
    shift_clock(timedelta(days=4))
    html = signed_in(draft.person.user).get(page(draft)).content.decode()
    names = re.findall(r"Remind<span class=.visually-hidden.> ([^<]+)</span></button>", html)
    assert len(set(names)) == 2
