"""Correcting something after submission, as the applicant sees it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Addendum, Application
from applications.review.services import set_aside_addendum, take_addendum
from applications.services.submission import withdraw
from applications.views.copy_words import copy_of
from portal.offices.models import Role
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.corrections import corrected
from tests.applications.views.pages import title, value_of, words
from tests.common.test_printing import text_of
from tests.factories import PersonFactory
from tests.staff import needing_check, posted


@pytest.fixture
def sent(call: Call) -> Application:
    return scenarios.submitted(call)


@pytest.fixture
def web(sent: Application, signed_in: SignIn) -> Client:
    return signed_in(sent.person.user)


def correct_of(application: Application, key: str = "about_you") -> str:
    return reverse("application_correct", args=[application.reference, key])


def list_of(application: Application) -> str:
    return reverse("application_addenda", args=[application.reference])


def typed(application: Application, page: Any, key: str = "about_you", **changed: Any) -> dict[str, Any]:
    """What a browser sends from the form: the answers that stand there, some of them changed, and a reason."""
    group = next(each for each in scenarios.definition(application.call).groups if each.key == key)
    answers = {**application.sections.get(key=key).answers, **changed}
    return {
        **scenarios.posted(group, answers),
        "reason": "I mistyped it.",
        "based_on": value_of(page, "based_on"),
        "idempotency_key": value_of(page, "idempotency_key"),
    }


def carried(page: Any) -> dict[str, list[str]]:
    """The hidden values of the check page."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    return found


def test_from_the_form_over_the_check_to_a_confirmation_that_can_be_bookmarked(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    assert value_of(form, "full_name") == "Zoë Carreño"
    check = web.post(correct_of(sent), {**typed(sent, form, full_name="Zoë Díaz"), "step": "check"})
    assert "Check your correction" in title(check)
    assert "Full name Zoë Carreño Zoë Díaz" in words(check)
    assert "I mistyped it." in words(check)
    assert not sent.addenda.exists()
    done = web.post(correct_of(sent), {**carried(check), "step": "send"})
    addendum = sent.addenda.get()
    assert done["Location"] == reverse("application_addendum", args=[sent.reference, addendum.number])
    page = words(web.get(done["Location"]))
    assert "Waiting to be read" in page
    assert "Zoë Carreño Zoë Díaz" in page
    assert "You will get an email either way" in page


def test_going_back_from_the_check_keeps_everything_typed(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    check = web.post(correct_of(sent), {**typed(sent, form, full_name="Zoë Díaz"), "step": "check"})
    again = web.post(correct_of(sent), {**carried(check), "step": "change"})
    assert value_of(again, "full_name") == "Zoë Díaz"
    assert "I mistyped it." in words(again)
    assert "There is a problem" not in words(again)


def test_pressing_send_twice_makes_one_correction(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    data = {**typed(sent, form, full_name="Zoë Díaz"), "step": "send"}
    first, second = (web.post(correct_of(sent), data)["Location"] for _press in range(2))
    assert first == second
    assert sent.addenda.count() == 1


def test_errors_are_named_at_the_top_and_what_was_typed_is_there(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    answer = web.post(correct_of(sent), {**typed(sent, form, full_name="Zoë Díaz"), "reason": "", "step": "check"})
    assert answer.status_code == 422
    assert title(answer).startswith("Error:")
    assert "Write in a few words why it was wrong." in words(answer)
    assert value_of(answer, "full_name") == "Zoë Díaz"
    same = web.post(correct_of(sent), {**typed(sent, form), "step": "check"})
    assert same.status_code == 422
    assert "Nothing differs from what you sent." in words(same)


def test_a_page_that_lost_its_mark_is_made_whole_again(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    data = {**typed(sent, form, full_name="Zoë Díaz"), "based_on": "x", "idempotency_key": "", "step": "send"}
    answer = web.post(correct_of(sent), data)
    assert answer.status_code == 422
    assert value_of(answer, "based_on") == "1"
    assert value_of(answer, "full_name") == "Zoë Díaz"
    assert not sent.addenda.exists()


def test_a_correction_taken_meanwhile_is_a_conflict_that_shows_what_counts_now(sent: Application, web: Client) -> None:
    form = web.get(correct_of(sent))
    take_addendum(corrected(sent, phone="+32 2 500 05 81"), user=posted(sent.office, Role.SENIOR_REVIEWER))
    answer = web.post(correct_of(sent), {**typed(sent, form, full_name="Zoë Díaz"), "step": "send"})
    assert answer.status_code == 409
    assert "Another correction was taken into account meanwhile." in words(answer)
    assert value_of(answer, "based_on") == "2"
    assert value_of(answer, "full_name") == "Zoë Díaz"


def test_typed_text_survives_the_end_of_the_session(sent: Application, web: Client, signed_in: SignIn) -> None:
    form = web.get(correct_of(sent))
    stranger = Client()
    sent_away = stranger.post(correct_of(sent), {**typed(sent, form, full_name="Zoë Díaz"), "step": "check"})
    assert sent_away.status_code == 302
    stranger.force_login(sent.person.user)
    back = stranger.get(correct_of(sent))
    assert value_of(back, "full_name") == "Zoë Díaz"
    assert "I mistyped it." in words(back)


def test_what_one_applies_for_stands_there_and_cannot_be_changed(sent: Application, web: Client) -> None:
    page = web.get(correct_of(sent, "motivation"))
    assert "What you apply for cannot be corrected here." in words(page)
    theme = sent.choices.get().theme
    assert theme is not None
    other = sent.call.themes.exclude(pk=theme.pk).first()
    assert other is not None
    answer = web.post(
        correct_of(sent, "motivation"), {**typed(sent, page, "motivation", theme=other.key), "step": "send"}
    )
    assert answer.status_code == 422
    assert "Nothing differs" in words(answer)


def test_the_list_is_empty_at_first_then_tells_what_became_of_each(sent: Application, web: Client) -> None:
    assert "You have corrected nothing." in words(web.get(list_of(sent)))
    senior = posted(sent.office, Role.SENIOR_REVIEWER)
    take_addendum(corrected(sent, birth_date="2002-01-02"), user=senior)
    aside = corrected(sent, passport_expiry="2030-01-01")
    set_aside_addendum(aside, user=senior, words="Your passport says 2032.")
    page = words(web.get(list_of(sent)))
    assert "Taken into account" in page
    assert "Set aside" in page
    assert "Your passport says 2032." in words(
        web.get(reverse("application_addendum", args=[sent.reference, aside.number]))
    )


def test_status_page_and_timeline_show_it(sent: Application, web: Client) -> None:
    page = reverse("application", args=[sent.reference])
    assert list_of(sent) in web.get(page).content.decode()
    take_addendum(corrected(sent, full_name="Zoë Díaz"), user=posted(sent.office, Role.SENIOR_REVIEWER))
    corrected(sent, phone="+32 2 500 05 81")
    text = words(web.get(page))
    assert text.count("You corrected “About you”") == 2
    assert "Correction of “About you”: Taken into account" in text
    assert "(1 waits to be read)" in text


def test_answers_about_health_are_on_no_page_but_the_form_and_its_check(call: Call, signed_in: SignIn) -> None:
    application = needing_check(call)
    addendum = corrected(application, declares_healthy=True)
    browser = signed_in(application.person.user)
    for place in (
        list_of(application),
        reverse("application_addendum", args=[application.reference, addendum.number]),
    ):
        page = browser.get(place)
        assert "Are you in good physical" not in words(page) or "Kept apart and not printed here." in words(page)
    shown = words(browser.get(reverse("application_addendum", args=[application.reference, addendum.number])))
    assert "Kept apart and not printed here." in shown


def test_the_copy_prints_corrections_beside_what_was_submitted(sent: Application) -> None:
    before = copy_of(sent)
    addendum = corrected(sent, full_name="Zoë Díaz", reason="My family name was missing.")
    copy = copy_of(sent)
    assert before is not None
    assert copy is not None
    text = text_of(copy)
    assert "Corrections since" not in text_of(before)
    assert "Full name Zoë Carreño Name" in text, "what was submitted stands as it was"
    assert "Full name – before Zoë Carreño Full name – corrected Zoë Díaz" in text
    assert "My family name was missing." in text
    assert addendum.snapshot.sha256 in text
    assert copy_of(sent) == copy


def test_nothing_is_offered_once_it_is_over(sent: Application, web: Client) -> None:
    withdraw(sent, user=sent.person.user, reason="Another plan.")
    assert web.get(correct_of(sent))["Location"] == reverse("application", args=[sent.reference])
    assert "Nothing that was sent with this application can be corrected any more." in words(web.get(list_of(sent)))


def test_others_see_nothing_of_it(sent: Application, signed_in: SignIn) -> None:
    addendum = corrected(sent, full_name="Zoë Díaz")
    stranger = signed_in(PersonFactory().user)
    for place in (
        list_of(sent),
        correct_of(sent),
        reverse("application_addendum", args=[sent.reference, addendum.number]),
    ):
        assert stranger.get(place).status_code == 404
    assert Addendum.objects.for_user(stranger_user := PersonFactory().user).count() == 0
    assert stranger_user.pk


def test_a_section_that_there_is_not_and_a_draft_lead_nowhere(call: Call, signed_in: SignIn) -> None:
    sent, draft = scenarios.submitted(call), scenarios.filled_in(call)
    assert signed_in(sent.person.user).get(correct_of(sent, "no-such-section")).status_code == 404
    assert signed_in(draft.person.user).get(list_of(draft)).status_code == 302
    assert signed_in(draft.person.user).get(correct_of(draft)).status_code == 302
