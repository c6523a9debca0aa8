"""Entries on the applicant's pages: added, removed, put in order, and said in a conflict."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.queries import definition_of, facts_of
from programs.definitions import Group
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words

STAY = {"entered": "2022-04-01", "left": "2022-09-30", "purpose": "study"}
HOLIDAY = {"entered": "2024-08-03", "left": "2024-08-14", "purpose": "visit"}
BEFORE = {"been_in_japan": True, "prior_jp_gov_exchange": False}


def group_of(draft: Application) -> Group:
    return definition_of(draft).group("japan_before")


def address(draft: Application) -> str:
    return reverse("application_section", args=[draft.reference, "japan_before"])


def send(draft: Application, web: Client, *stays: dict[str, str], save: str = "continue", **also: Any) -> Any:
    data = scenarios.posted(group_of(draft), {**BEFORE, "japan_before": list(stays)}, version=0, save=save)
    return web.post(address(draft), {**data, **also})


def stored(draft: Application) -> dict[str, Any]:
    return dict(draft.sections.get(key="japan_before").answers)


def test_stays_are_saved_and_counted(draft: Application, web: Client) -> None:
    response = send(draft, web, STAY, HOLIDAY)
    assert response.status_code == 302
    assert stored(draft)["japan_before"] == [STAY, HOLIDAY]
    assert facts_of(draft).content()["japan_residence_months_total"] == 7
    page = words(web.get(reverse("application_check", args=[draft.reference])))
    assert "Stay 2 When did you enter Japan? 3 August 2024" in page
    assert "Months lived in Japan altogether 7 1 April 2022 to 30 September 2022: 6 months" in page


def test_adding_keeps_what_is_there_and_shows_an_empty_entry(draft: Application, web: Client) -> None:
    response = send(draft, web, STAY, save="add")
    assert response.headers["Location"] == f"{address(draft)}?add=1#japan_before-2"
    section = draft.sections.get(key="japan_before")
    assert not section.complete
    page = web.get(f"{address(draft)}?add=1")
    assert value_of(page, "japan_before-1-entered_year") == "2022"
    assert value_of(page, "japan_before-2-entered_year") == ""


def test_adding_from_the_check_finds_the_way_back_to_it(draft: Application, web: Client) -> None:
    data = scenarios.posted(group_of(draft), {**BEFORE, "japan_before": [STAY]}, version=0, save="add")
    response = web.post(f"{address(draft)}?return=check", data)
    assert response.headers["Location"] == f"{address(draft)}?add=1&return=check#japan_before-2"


def test_removing_takes_out_that_one(draft: Application, web: Client) -> None:
    send(draft, web, STAY, HOLIDAY, save="remove-1")
    assert stored(draft)["japan_before"] == [HOLIDAY]


@pytest.mark.parametrize(("pressed", "place"), [("remove-1", 1), ("remove-2", 2), ("remove-3", 2), ("remove-9", 3)])
def test_removing_leads_to_what_stands_there_now(draft: Application, web: Client, pressed: str, place: int) -> None:
    third = {**HOLIDAY, "entered": "2024-08-05"}
    response = send(draft, web, STAY, HOLIDAY, third, save=pressed)
    assert response.headers["Location"].endswith(f"#japan_before-{place}")


def test_removing_one_that_is_not_there_takes_out_nothing(draft: Application, web: Client) -> None:
    send(draft, web, STAY, save="remove-9")
    assert stored(draft)["japan_before"] == [STAY]


def test_a_wrong_date_is_said_at_the_top_and_beside_it(draft: Application, web: Client) -> None:
    response = send(draft, web, STAY, **{"japan_before-1-left_year": "2021"})
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    page = response.content.decode()
    assert page.count("This is before 1 April 2022") == 2
    assert 'href="#id_japan_before-1-left_day"' in page
    assert value_of(response, "japan_before-1-left_year") == "2021"
    assert not draft.sections.filter(key="japan_before").exists()


def test_two_windows_with_other_stays_end_in_a_page_with_both(draft: Application, web: Client) -> None:
    send(draft, web, STAY)
    response = send(draft, web, HOLIDAY)
    assert response.status_code == 409
    page = words(response)
    assert "When did you enter Japan? 1 April 2022" in page
    assert "When did you enter Japan? 3 August 2024" in page
    assert stored(draft)["japan_before"] == [STAY]


def test_the_return_key_goes_on_and_removes_nothing(draft: Application, web: Client) -> None:
    """A browser presses the first button of a form."""
    send(draft, web, STAY, HOLIDAY)
    page = web.get(address(draft)).content.decode()
    form = page[page.index('<form method="post" novalidate') :]
    assert form.index('value="continue"') < form.index('value="remove-1"')


def test_what_is_typed_is_kept_while_one_types(draft: Application, web: Client) -> None:
    response = send(draft, web, STAY, save="auto")
    assert response.status_code == 200
    said = response.json()
    section = draft.sections.get(key="japan_before")
    assert said == {"said": "Saved {time}", "at": section.saved_at.isoformat(), "version": 1}
    assert stored(draft)["japan_before"] == [STAY]
    assert not section.complete, "only the button says that somebody is through with a section"
    again = send(draft, web, STAY, save="auto", version=1)
    assert again.json()["version"] == 1, "nothing changed, so no other window is put out"


def test_what_cannot_be_read_yet_leaves_what_was_there(draft: Application, web: Client) -> None:
    send(draft, web, STAY)
    response = send(draft, web, STAY, save="auto", version=1, **{"japan_before-1-left_year": "20"})
    assert "without: When did you leave, or when will you?" in response.json()["said"]
    assert stored(draft)["japan_before"] == [STAY]


def test_one_half_typed_date_costs_no_other_entry_anything(draft: Application, web: Client) -> None:
    send(draft, web, STAY)
    other = {**STAY, "purpose": "visit"}
    said = send(draft, web, other, HOLIDAY, save="auto", version=1, **{"japan_before-2-left_month": ""}).json()["said"]
    assert "without: Stay 2: When did you leave, or when will you?" in said
    assert stored(draft)["japan_before"] == [other, {"entered": "2024-08-03", "purpose": "visit"}]


def test_a_complete_section_stays_complete_while_nothing_is_missing(draft: Application, web: Client) -> None:
    send(draft, web, STAY)
    send(draft, web, HOLIDAY, save="auto", version=1)
    assert draft.sections.get(key="japan_before").complete
    send(draft, web, {**HOLIDAY, "purpose": ""}, save="auto", version=2)
    assert not draft.sections.get(key="japan_before").complete


def test_autosave_never_writes_over_another_window(draft: Application, web: Client) -> None:
    send(draft, web, STAY)
    response = send(draft, web, HOLIDAY, save="auto")
    assert response.status_code == 409
    assert "another window" in response.json()["said"]
    assert stored(draft)["japan_before"] == [STAY]


def test_autosave_without_a_version_or_a_session_says_so(draft: Application, web: Client) -> None:
    assert send(draft, web, STAY, save="auto", version="x").status_code == 422
    nobody = Client()
    response = send(draft, nobody, STAY, save="auto")
    assert response.status_code == 401
    assert "what you typed is kept" in response.json()["said"]
    assert not draft.sections.exists()


def test_autosave_of_what_was_submitted_changes_nothing(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    response = send(application, signed_in(application.person.user), STAY, save="auto", version=1)
    assert response.status_code == 422
    assert "no longer a draft" in response.json()["said"]
    assert response.json()["final"] is True, "the page need not ask again"


def test_somebody_elses_section_is_not_there(draft: Application, signed_in: SignIn) -> None:
    stranger = scenarios.draft(draft.call).person.user
    assert send(draft, signed_in(stranger), STAY, save="auto").status_code == 404


def test_the_form_leads_back_to_the_page_and_not_to_the_entry_one_came_for(web: Client, draft: Application) -> None:
    page = web.get(f"{address(draft)}?add=1&return=check").content.decode()
    # Without an action a browser keeps the fragment of the address, and goes there instead of to what is wrong.
    assert f'<form method="post" novalidate action="{address(draft)}?add=1&amp;return=check"' in page
