"""The desk in the staff site: from an empty list to a printed letter; strangers, colleagues, and what is said."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, ClaimCode, HealthAnswer
from applications.queries import definition_of
from applications.states import Status
from portal.audit.models import Entry
from portal.common import clock
from portal.files.services import process
from portal.offices.models import OfficeKind, Role
from portal.staffsite.kept import KEPT
from programs.models import Call
from tests.applications.paper.papers import BORN, NAME, begun, entered, handed_in, officer, yesterday
from tests.factories import OfficeFactory
from tests.scenarios import MEETS_ALL, answers_for, draft, photo, submitted
from tests.scenarios import posted as as_posted
from tests.staff import QUEUE, call_elsewhere, dossier, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
DESK = f"{QUEUE}paper/"


def place(application: Application, name: str, *more: str) -> str:
    return reverse(f"admin:applications_application_{name}", args=[application.pk, *more])


def start_data(call: Call, **changes: Any) -> dict[str, Any]:
    day = yesterday(call).day
    return {
        "call": call.pk, "full_name": NAME, "email": "", "language": "fr", "time": "",
        "birth_date_day": BORN.day, "birth_date_month": BORN.month, "birth_date_year": BORN.year,
        "received_day": day.day, "received_month": day.month, "received_year": day.year, **changes,
    }  # fmt: skip


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_paper_is_entered_section_by_section_and_submitted(call: Call) -> None:
    browser = reviewer_browser(call.office)
    assert "Enter a paper application" in text_of(browser.get(QUEUE))
    answer = browser.post(DESK, start_data(call))
    application = Application.objects.get()
    assert answer.headers["Location"] == place(application, "paper_entry")
    assert NAME in text_of(browser.get(DESK))
    answers = answers_for(definition_of(application), call, {**MEETS_ALL, "full_name": NAME})
    for group in definition_of(application).groups:
        page = place(application, "paper_section", group.key)
        stored = application.sections.filter(key=group.key).first()
        version = stored.version if stored else 0
        assert browser.get(page).status_code == 200
        data = as_posted(group, answers[group.key], version=version, save="continue")
        answer = browser.post(page, data)
        assert answer.status_code == 302, text_of(answer)
    check = place(application, "paper_check")
    assert "Before it can be submitted" in text_of(browser.get(check))
    for slot in definition_of(application).documents:
        if slot.required:
            answer = browser.post(place(application, "paper_upload", slot.key), {"file": photo()})
            assert answer.status_code == 302, text_of(answer)
    assert browser.post(check, {}).status_code == 422
    answer = browser.post(check, {"declaration": "on"})
    assert answer.headers["Location"] == place(application, "claim")
    application.refresh_from_db()
    assert application.status in (Status.ELIGIBLE, Status.NEEDS_CHECK)
    page = text_of(browser.get(dossier(application)))
    assert "Entered from paper by Emi Sato" in page
    assert "No email address: tell the applicant by post or telephone." in page
    assert "Entered from paper by Emi Sato" in text_of(browser.get(QUEUE))


def test_what_is_missing_is_named_and_leads_to_where_it_is_mended(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    browser = staff_browser(user)
    answer = browser.post(place(application, "paper_check"), {"declaration": "on"})
    assert answer.status_code == 422
    links = re.findall(r'<li><a href="([^"]+)">(?:Complete|Upload)', answer.content.decode())
    assert links
    for link in links:
        assert browser.get(link).status_code == 200


def test_the_same_person_a_second_time_is_told_with_the_way_to_the_first(call: Call) -> None:
    user = officer(call)
    first = begun(call, user)
    answer = staff_browser(user).post(DESK, start_data(call))
    assert answer.status_code == 409
    assert first.reference in text_of(answer)
    assert place(first, "paper_entry") in text_of(answer)
    assert Application.objects.count() == 1


def test_a_wrong_arrival_is_said_at_its_field_and_everything_typed_is_still_there(call: Call) -> None:
    late = call.closes_at.astimezone(call.zone)
    answer = reviewer_browser(call.office).post(
        DESK, start_data(call, received_day=late.day, received_month=late.month, received_year=late.year)
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "State at what time the paper arrived" in page
    assert NAME in page


def test_the_arrival_is_stated_anew_and_the_first_statement_stays(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    day = yesterday(call).day
    data = {"received_day": day.day, "received_month": day.month, "received_year": day.year, "time": "09:15"}
    staff_browser(user).post(place(application, "paper_entry"), data)
    page = text_of(staff_browser(user).get(place(application, "paper_entry")))
    assert "at 09:15" in page
    assert "Replaced by a later statement." in page


def every_page(application: Application) -> list[str]:
    key, slot = definition_of(application).groups[0].key, definition_of(application).documents[0].key
    return [
        place(application, "paper_entry"), place(application, "paper_check"), place(application, "paper_documents"),
        place(application, "paper_withdraw"), place(application, "paper_section", key),
        place(application, "paper_upload", slot), place(application, "paper_remove", slot),
    ]  # fmt: skip


def test_another_office_finds_nothing_and_a_colleague_without_the_right_is_told_why(call: Call) -> None:
    application = begun(call)
    stranger = reviewer_browser(call_elsewhere(call).office)
    ministry = OfficeFactory(code="a-ministry", kind=OfficeKind.MINISTRY)
    across = reviewer_browser(ministry, Role.COORDINATOR, programme="mirai")
    other_programme = reviewer_browser(call.office, programme="mext-research")
    auditor = reviewer_browser(call.office, Role.AUDITOR)
    for page in every_page(application):
        for browser in (stranger, across, other_programme):
            assert browser.get(page).status_code == 404, page
            assert browser.post(page, {"declaration": "on"}).status_code == 404, page
        assert auditor.get(page).status_code == 403, page
    assert auditor.get(DESK).status_code == 403
    assert reviewer_browser(ministry, Role.MINISTRY).get(DESK).status_code == 403
    assert application.reference not in text_of(stranger.get(DESK))


def test_a_call_of_another_office_is_no_choice(call: Call) -> None:
    elsewhere = call_elsewhere(call)
    browser = reviewer_browser(call.office)
    assert str(elsewhere) not in text_of(browser.get(DESK))
    assert browser.post(DESK, start_data(elsewhere)).status_code == 422
    assert not Application.objects.exists()


def test_an_applicants_own_draft_has_no_page_here(call: Call) -> None:
    theirs = draft(call)
    browser = reviewer_browser(call.office)
    for page in every_page(theirs):
        assert browser.get(page).status_code == 404, page


def test_answers_about_health_are_shown_to_those_alone_who_may_open_them(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    group = next(group for group in definition_of(application).groups if group.health)
    page = place(application, "paper_section", group.key)
    said = "Answers about health were entered already."
    assert said in text_of(staff_browser(user).get(page))
    assert "checked" not in "".join(
        re.findall(r"<input[^>]*declares_healthy[^>]*>", staff_browser(user).get(page).content.decode())
    )
    assert not Entry.objects.filter(code="applications.health_opened").exists()
    senior = reviewer_browser(call.office, Role.SENIOR_REVIEWER)
    assert said not in text_of(senior.get(page))
    assert Entry.objects.filter(code="applications.health_opened").count() == 1
    staff_browser(user).post(page, {"save": "later", "version": application.sections.get(key=group.key).version})
    assert HealthAnswer.objects.filter(application=application).exists(), "leaving the page empty erases nothing"


def test_two_colleagues_at_one_section_see_both_answers(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    group = definition_of(application).groups[0]
    answers = answers_for(definition_of(application), call, {**MEETS_ALL, "full_name": "Amélie D."})[group.key]
    data = as_posted(group, answers, version=0, save="continue")
    answer = staff_browser(user).post(place(application, "paper_section", group.key), data)
    assert answer.status_code == 409
    assert "Nothing was overwritten" in text_of(answer)


def test_scans_of_an_entry_are_opened_by_the_desk_and_by_no_stranger(call: Call) -> None:
    user = officer(call)
    application = entered(call, user)
    file = application.documents.first().file
    address = reverse("file_download", args=[file.token])
    refused = staff_browser(user).get(address)
    assert refused.status_code == 403, "whoever filed it for somebody else opens it as staff do: once it is checked"
    assert "is still being checked" in text_of(refused)
    listed = place(application, "paper_documents")
    assert address not in text_of(staff_browser(user).get(listed)), "no link to what does not open"
    process(file.pk)
    assert address in text_of(staff_browser(user).get(listed))
    assert staff_browser(user).get(address).status_code == 200
    assert Entry.objects.filter(code="files.opened", user_id=user.pk).count() == 1
    assert reviewer_browser(call_elsewhere(call).office).get(address).status_code == 404


def test_an_entry_is_given_up_with_a_reason(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    browser = staff_browser(user)
    page = place(application, "paper_withdraw")
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "Entered under the wrong call."}).headers["Location"] == DESK
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert browser.get(page).headers["Location"] == DESK


def test_what_was_submitted_is_withdrawn_for_the_applicant_from_the_dossier(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    browser = staff_browser(user)
    page = place(application, "paper_withdraw")
    assert page in text_of(browser.get(dossier(application)))
    assert browser.post(page, {"reason": "She telephoned on Monday."}).status_code == 302
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN


def test_a_letter_shows_its_code_once_and_in_the_applicants_language(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    browser = staff_browser(user)
    page = place(application, "claim")
    assert browser.get(page).status_code == 200
    assert not ClaimCode.objects.exists(), "looking makes no letter"
    answer = browser.post(page, {"do": "give"})
    code = re.search(r'class="code">([0-9A-Z-]{24})<', answer.content.decode())
    assert code is not None
    assert "no-store" in answer.headers["Cache-Control"]
    assert code[1] not in text_of(browser.get(page))
    browser.post(page, {"do": "revoke"})
    assert ClaimCode.objects.get().revoked_by == user


def test_only_what_came_on_paper_has_a_letter(call: Call) -> None:
    online = submitted(call)
    browser = reviewer_browser(call.office)
    assert browser.get(place(online, "claim")).status_code == 404
    assert browser.get(place(online, "paper_withdraw")).status_code == 404
    assert browser.post(place(online, "paper_withdraw"), {"reason": "No."}).status_code == 404
    online.refresh_from_db()
    assert online.status != Status.WITHDRAWN


def test_a_visitor_who_is_not_staff_is_led_away(call: Call) -> None:
    assert Client().get(DESK).status_code == 302


def test_what_was_typed_survives_the_end_of_the_session_and_is_kept_encrypted(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    group = definition_of(application).groups[1]
    page = place(application, "paper_section", group.key)
    with clock.shifted(timedelta(hours=-9)):
        browser = staff_browser(user)
        browser.get(page)
    answers = answers_for(definition_of(application), call, {**MEETS_ALL, "nationalities": ["BE", "FR"]})[group.key]
    sent = as_posted(group, answers, version=0, save="continue")
    assert "/accounts/login/" in browser.post(page, sent)["Location"]
    kept = browser.session[KEPT]
    assert "nationalities" not in str(kept)
    again = staff_browser(user)
    session = again.session
    session[KEPT] = kept  # as signing in again in the same browser carries it on
    session.save()
    answer = text_of(again.get(page))
    assert "This was not saved before you were signed out." in answer
    assert 'value="BE" selected' in answer
    assert 'value="FR" selected' in answer
    assert not application.sections.filter(key=group.key).exists()
