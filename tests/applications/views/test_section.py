"""One group of questions a page: saved, kept, never silently overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from applications.models import Application, HealthAnswer
from applications.queries import answers_of, definition_of
from applications.services.drafts import save_section
from portal.common.errors import Conflict
from programs.definitions import Group, QuestionType
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words
from tests.factories import PASSWORD


def group_with(draft: Application, question: str) -> Group:
    return definition_of(draft).group_of(question)


def address(draft: Application, group: Group) -> str:
    return reverse("application_section", args=[draft.reference, group.key])


def typed(draft: Application, group: Group, **also: Any) -> dict[str, Any]:
    """A complete section as a browser sends it."""
    answers = scenarios.answers_for(definition_of(draft), draft.call)[group.key]
    return scenarios.posted(group, answers, **{"version": 0, "save": "continue", **also})


def test_saving_goes_on_to_the_next_section_and_says_when(draft: Application, web: Client) -> None:
    groups = definition_of(draft).groups
    response = web.post(address(draft, groups[0]), typed(draft, groups[0]), follow=True)
    assert response.redirect_chain[-1][0] == address(draft, groups[1])
    section = draft.sections.get()
    assert section.complete
    at = section.saved_at.astimezone(draft.call.zone)
    assert f"Saved {at:%H:%M %Z}" in words(response)


def test_the_last_section_leads_to_the_documents(draft: Application, web: Client) -> None:
    last = definition_of(draft).groups[-1]
    response = web.post(address(draft, last), typed(draft, last))
    assert response.headers["Location"] == reverse("application_documents", args=[draft.reference])


def test_a_change_made_from_the_check_leads_back_to_the_check(draft: Application, web: Client) -> None:
    first = definition_of(draft).groups[0]
    response = web.post(f"{address(draft, first)}?return=check", typed(draft, first))
    assert response.headers["Location"] == reverse("application_check", args=[draft.reference])


def test_what_was_saved_is_there_again(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    web.post(address(draft, group), typed(draft, group))
    page = web.get(address(draft, group))
    assert [value_of(page, f"birth_date_{part}") for part in ("day", "month", "year")] == ["27", "5", "2003"]
    assert value_of(page, "version") == "1"


def test_coming_back_later_keeps_half_a_section(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    data = {"birth_date_day": 27, "birth_date_month": "May", "birth_date_year": 2003, "version": 0, "save": "later"}
    response = web.post(address(draft, group), data, follow=True)
    assert response.redirect_chain[-1][0] == reverse("application", args=[draft.reference])
    assert "In progress" in words(response)
    section = draft.sections.get()
    assert not section.complete
    assert section.answers == {"birth_date": "2003-05-27"}


@pytest.mark.parametrize("save", ["later", "auto"])
def test_ten_characters_of_a_text_that_needs_a_hundred_are_kept(draft: Application, web: Client, save: str) -> None:
    group = group_with(draft, "motivation")
    response = web.post(address(draft, group), {"motivation": "I would li", "version": 0, "save": save})
    assert response.status_code == (302 if save == "later" else 200)
    section = draft.sections.get()
    assert (section.answers, section.complete) == ({"motivation": "I would li"}, False)
    refused = web.post(address(draft, group), typed(draft, group, motivation="I would li", version=1))
    assert refused.status_code == 422


def test_what_is_missing_is_said_and_what_was_typed_stays(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    data = {**typed(draft, group), "birth_date_month": "13", "birth_date_year": "03"}
    response = web.post(address(draft, group), data)
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    text = words(response)
    assert "The month must be a number from 1 to 12 or a name such as March, not “13”." in text
    assert "The year must have four digits, such as 1998." in text
    assert value_of(response, "birth_date_month") == "13"
    assert value_of(response, "birth_date_day") == "27"
    assert not draft.sections.exists()


def test_a_name_of_any_script_is_kept_as_written(draft: Application, web: Client) -> None:
    question = next(q for q in definition_of(draft).questions() if q.person == "full_name")
    group = group_with(draft, question.key)
    for version, name in enumerate(["Nguyễn Thị Ánh", "O’Connor-D'Ávila", "محمد بن زايد", "李", "ʻOkina"]):
        response = web.post(address(draft, group), typed(draft, group, **{question.key: name, "version": version}))
        assert response.status_code == 302, words(response)
        assert answers_of(draft)[group.key][question.key] == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 300, "This is 300 characters long; at most 200 are allowed. Shorten it by 100."),
        ("Zoë\x00Carreño", "Character 4 is not text and cannot be stored."),
        ("   ", "Fill in this field."),
    ],
)
def test_a_name_that_cannot_be_stored_is_refused_in_words(
    draft: Application, web: Client, name: str, said: str
) -> None:
    question = next(q for q in definition_of(draft).questions() if q.person == "full_name")
    group = group_with(draft, question.key)
    response = web.post(address(draft, group), typed(draft, group, **{question.key: name}))
    assert response.status_code == 422
    assert said in words(response)
    assert not draft.sections.exists()


def test_a_tampered_choice_is_refused_in_words(draft: Application, web: Client) -> None:
    group = group_with(draft, "nationalities")
    response = web.post(address(draft, group), typed(draft, group, nationalities=["XX", "<script>"]))
    assert response.status_code == 422
    assert "Choose countries from the list." in words(response)


@pytest.mark.parametrize("version", [None, "", "abc", "-1", "9" * 30, "1\x00"])
def test_a_page_that_lost_its_version_keeps_what_was_typed_and_can_be_saved(
    draft: Application, web: Client, version: str | None
) -> None:
    group = group_with(draft, "birth_date")
    data = typed(draft, group, version=version)
    if version is None:
        del data["version"]
    response = web.post(address(draft, group), data)
    assert response.status_code == 422
    assert "check it and save again" in words(response)
    assert value_of(response, "birth_date_year") == "2003"
    again = web.post(address(draft, group), {**data, "version": value_of(response, "version")})
    assert again.status_code == 302


def test_two_windows_end_in_a_page_with_both_answers(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    web.post(address(draft, group), typed(draft, group))
    web.post(address(draft, group), typed(draft, group, birth_date_day=28, version=1))
    response = web.post(address(draft, group), typed(draft, group, birth_date_day=29, version=1))
    assert response.status_code == 409
    assert title(response).startswith("Error: ")
    text = words(response)
    assert "These answers were changed in another window" in text
    assert "28 May 2003 29 May 2003" in text
    assert answers_of(draft)[group.key]["birth_date"] == "2003-05-28"
    assert value_of(response, "birth_date_day") == "29"

    mine = typed(draft, group, birth_date_day=29, version=value_of(response, "version"))
    assert web.post(address(draft, group), mine).status_code == 302
    assert answers_of(draft)[group.key]["birth_date"] == "2003-05-29"


@pytest.mark.parametrize("question", ["birth_date", "declares_healthy"])
def test_sending_the_same_again_after_an_answer_that_never_came_is_no_conflict(
    draft: Application, web: Client, question: str
) -> None:
    group = group_with(draft, question)
    assert web.post(address(draft, group), typed(draft, group, save="auto")).json()["version"] == 1
    assert web.post(address(draft, group), typed(draft, group, save="auto")).json()["version"] == 1
    assert not draft.sections.get().complete
    for _times in range(2):
        assert web.post(address(draft, group), typed(draft, group)).status_code == 302
    section = draft.sections.get()
    assert (section.version, section.complete) == (1, True)


def test_one_health_answer_that_differs_is_a_conflict(draft: Application, web: Client) -> None:
    group = group_with(draft, "declares_healthy")
    web.post(address(draft, group), typed(draft, group))
    assert web.post(address(draft, group), typed(draft, group, declares_healthy="no")).status_code == 409


def test_a_health_answer_is_stored_apart_and_comes_back_to_its_owner(draft: Application, web: Client) -> None:
    group = group_with(draft, "declares_healthy")
    web.post(address(draft, group), typed(draft, group, declares_healthy="no"))
    assert "declares_healthy" not in draft.sections.get().answers
    assert HealthAnswer.objects.unscoped("a test").get().key == "declares_healthy"
    page = web.get(address(draft, group)).content.decode()
    chosen = next(tag for tag in page.split("<input") if 'name="declares_healthy"' in tag and "checked" in tag)
    assert 'value="no"' in chosen


def test_text_sent_after_the_session_ended_is_in_the_form_again_after_signing_in(
    draft: Application, web: Client
) -> None:
    group = next(g for g in definition_of(draft).groups if any(q.type is QuestionType.LONG_TEXT for q in g.questions))
    question = next(q for q in group.questions if q.type is QuestionType.LONG_TEXT)
    text = "I would like to learn how Kitakyushu became a green city. " * 8
    web.session.flush()  # the session ended on the server; the browser still holds its page
    response = web.post(address(draft, group), typed(draft, group, **{question.key: text}))
    assert response.headers["Location"] == f"{reverse('account_login')}?next={address(draft, group)}"
    assert "what you typed is kept for an hour" in words(web.get(response.headers["Location"]))
    assert not draft.sections.exists()

    credentials = {"login": draft.person.user.email, "password": PASSWORD, "next": address(draft, group)}
    page = web.post(reverse("account_login"), credentials, follow=True)
    assert page.redirect_chain[-1][0] == address(draft, group)
    assert text.strip() in page.content.decode()
    assert "This was not saved before you were signed out." in words(page)
    assert value_of(page, "version") == "0"
    assert text.strip() in web.get(address(draft, group)).content.decode(), "the first answer may not have arrived"
    assert web.post(address(draft, group), typed(draft, group, **{question.key: text})).status_code == 302
    web.post(address(draft, group), typed(draft, group, version=1))
    page = web.get(address(draft, group))
    assert "This was not saved" not in words(page)
    assert text.strip() not in page.content.decode()


def test_text_of_two_windows_is_held_for_both(draft: Application, web: Client) -> None:
    first, second = group_with(draft, "birth_date"), group_with(draft, "motivation")
    web.session.flush()
    web.post(address(draft, first), typed(draft, first, birth_date_day="28"))
    web.post(address(draft, second), typed(draft, second, motivation="It was the long text of the other window."))
    web.force_login(draft.person.user)
    assert value_of(web.get(address(draft, first)), "birth_date_day") == "28"
    assert "the long text of the other window" in words(web.get(address(draft, second)))
    web.post(address(draft, first), typed(draft, first, save="auto"))
    assert "This was not saved" not in words(web.get(address(draft, first)))
    assert "This was not saved" in words(web.get(address(draft, second)))


def test_all_windows_together_hold_so_much_and_no_more(draft: Application, client: Client) -> None:
    said = []
    for number in range(5):
        client.post(f"/applications/{draft.reference}/section{number}/", {"motivation": "x" * 90_000})
        said.append("kept for an hour" in words(client.get(reverse("account_login"))))
    assert said == [True, True, True, False, False]


def test_held_text_is_unreadable_in_the_session_and_gone_after_an_hour(
    draft: Application, web: Client, shift_clock: Any
) -> None:
    group = group_with(draft, "declares_healthy")
    web.session.flush()
    web.post(address(draft, group), typed(draft, group, declares_healthy="no"))
    assert "declares_healthy" not in str(dict(web.session))
    web.force_login(draft.person.user)
    shift_clock(timedelta(minutes=61))
    assert "This was not saved" not in words(web.get(address(draft, group)))


def test_the_page_with_both_answers_holds_the_text_from_then_on(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    web.post(address(draft, group), typed(draft, group))
    user = draft.person.user
    web.session.flush()
    web.post(address(draft, group), typed(draft, group, birth_date_day="29"))
    web.force_login(user)
    assert web.post(address(draft, group), typed(draft, group, birth_date_day="29")).status_code == 409
    assert value_of(web.get(address(draft, group)), "birth_date_day") == "27", "the stored answers were chosen"


@pytest.mark.parametrize(
    ("site", "cookie", "kept"),
    [
        ("same-origin", True, True),
        ("same-origin", False, False),
        ("cross-site", True, False),
        ("", True, False),
    ],
)
def test_a_page_from_before_the_last_sign_in_is_held_if_the_browser_says_it_is_ours(
    draft: Application, site: str, cookie: bool, kept: bool
) -> None:
    group = group_with(draft, "birth_date")
    web = Client(enforce_csrf_checks=True)
    web.force_login(draft.person.user)
    if cookie:
        web.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    data = typed(draft, group, birth_date_day=28)
    response = web.post(address(draft, group), data, headers={"Sec-Fetch-Site": site})
    assert response.status_code == (302 if kept else 403)
    assert value_of(web.get(address(draft, group)), "birth_date_day") == ("28" if kept else "")
    assert not draft.sections.exists()


def test_held_text_is_never_shown_to_somebody_else_on_the_same_computer(
    draft: Application, web: Client, signed_in: SignIn
) -> None:
    group = group_with(draft, "birth_date")
    web.session.flush()
    web.post(address(draft, group), typed(draft, group))
    web.force_login(scenarios.draft(draft.call).person.user)
    assert web.get(address(draft, group)).status_code == 404


def test_a_megabyte_from_a_visitor_is_not_kept(draft: Application, client: Client) -> None:
    group = group_with(draft, "birth_date")
    response = client.post(address(draft, group), {"motivation": "x" * 1_000_000})
    assert response.status_code == 302
    assert "typed_before_sign_in" not in client.session


def test_after_submission_the_sections_lead_to_the_status_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    web = signed_in(application.person.user)
    group = group_with(application, "birth_date")
    before = answers_of(application)
    for response in (
        web.get(address(application, group), follow=True),
        web.post(address(application, group), typed(application, group, birth_date_year=1999, version=1), follow=True),
    ):
        assert response.redirect_chain[-1][0] == reverse("application", args=[application.reference])
        assert "You have submitted this application, so its answers can no longer be changed." in words(response)
    assert answers_of(application) == before


def test_after_the_end_a_section_leads_to_the_page_that_says_so(
    draft: Application, web: Client, shift_clock: Any
) -> None:
    shift_clock(timedelta(days=60))
    group = group_with(draft, "birth_date")
    response = web.get(address(draft, group), follow=True)
    assert response.redirect_chain[-1][0] == reverse("application", args=[draft.reference])
    assert "The deadline has passed" in words(response)


def test_what_was_typed_across_the_deadline_is_not_lost(draft: Application, web: Client, shift_clock: Any) -> None:
    group = group_with(draft, "birth_date")
    data = typed(draft, group)
    shift_clock(timedelta(days=60))
    response = web.post(address(draft, group), data, follow=True)
    assert "The deadline has passed" in words(response)
    assert answers_of(draft)[group.key]["birth_date"] == "2003-05-27"


def test_a_section_the_programme_does_not_have_is_not_there(draft: Application, web: Client) -> None:
    assert web.get(f"/applications/{draft.reference}/no-such-section/").status_code == 404


def test_a_form_of_three_megabytes_is_refused_in_words(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    response = web.post(address(draft, group), typed(draft, group, motivation="x" * 3_000_000))
    assert response.status_code == 400


def test_a_form_of_a_thousand_fields_is_refused_in_words(draft: Application, web: Client) -> None:
    group = group_with(draft, "birth_date")
    response = web.post(address(draft, group), typed(draft, group, **{f"x{n}": n for n in range(1000)}))
    assert response.status_code == 400


def test_a_saved_section_cannot_be_overwritten_by_a_stale_window_of_another_service(draft: Application) -> None:
    """The control of the conflict page: the service itself refuses, whatever a view does."""
    group = group_with(draft, "birth_date")
    user = draft.person.user
    save_section(draft, group.key, {"birth_date": "2003-05-27"}, user=user, expected_version=0, complete=False)
    with pytest.raises(Conflict):
        save_section(draft, group.key, {"birth_date": "1999-01-31"}, user=user, expected_version=0, complete=False)
