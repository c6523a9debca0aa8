"""Every naughty string in every search: of the public office finder, of the check, and of every list of staff."""

from __future__ import annotations

from django.contrib import admin
from django.test import Client, RequestFactory

from portal.common import clock
from portal.offices.models import Role
from portal.staffsite.admin.base import ScopedModelAdmin
from programs import office_finding
from programs.forms.office_finder import WordsForm
from programs.handling import handling_table
from programs.models import Call
from tests.applications.views.pages import title
from tests.badinput import markup
from tests.badinput.fields import load_everything
from tests.badinput.naughty import EVERY_STRING, joined
from tests.staff import QUEUE, posted, staff_browser

# Postgres takes neither of the two: the middleware refuses an address that holds one.
STORABLE = [text for text in EVERY_STRING if "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)]
OF_EVERY_KIND = [*joined(900), *(text for text in EVERY_STRING if "\x00" in text), "%", "_", "\\", "'", '"', "a" * 5000]


def searchable() -> list[ScopedModelAdmin]:
    load_everything()
    return [each for each in admin.site._registry.values() if each.search_fields]  # type: ignore[misc]


def test_every_list_of_staff_takes_every_string(call: Call) -> None:
    """By its queries; those of the queue go through the page below."""
    request = RequestFactory().get("/")
    request.user = posted(call.office, Role.SENIOR_REVIEWER)
    lists = searchable()
    assert len(lists) >= 7
    for model_admin in lists:
        for text in STORABLE:
            found, _distinct = model_admin.get_search_results(request, model_admin.model._base_manager.all(), text)
            list(found[:1])


def test_the_queue_answers_every_search_with_a_page_that_has_no_element_of_it(call: Call) -> None:
    staff = staff_browser(posted(call.office))
    usual = set(markup.elements(staff.get(QUEUE, {"q": "Nobody"}).content.decode()))
    for text in OF_EVERY_KIND:
        answer = staff.get(QUEUE, {"q": text})
        assert answer.status_code == (400 if "\x00" in text else 200), text
        assert "\x00" in text or set(markup.elements(answer.content.decode())) <= usual, text


def test_the_office_finder_looks_for_every_string(call: Call) -> None:
    offices, table = office_finding.all_offices(), handling_table(clock.now().date())
    for text in EVERY_STRING:
        form = WordsForm({"q": text})
        wanted = form.asked()
        assert wanted or not form.is_valid() or not form.cleaned_data["q"]
        if wanted:
            list(office_finding.matching(offices, table, wanted))


def test_the_office_finders_page_shows_what_was_looked_for_and_no_element_of_it(call: Call) -> None:
    web = Client()
    usual = set(markup.elements(web.get("/offices/", {"q": "nobody lives here"}).content.decode()))
    for text in list(joined(100))[::12]:  # the test above has all of them
        page = web.get("/offices/", {"q": text}).content.decode()
        assert set(markup.elements(page)) - usual == set(), text
        assert markup.controls(page)["q"] == text or text in markup.values(page)


def test_the_check_refuses_strings_of_every_kind_in_words(call: Call) -> None:
    web, path = Client(), f"/calls/{call.slug}/eligibility/"
    page = web.get(path).content.decode()
    names, usual = set(markup.controls(page)), {tag for tag, _names in markup.elements(page)}
    assert names
    for text in list(joined(900))[::3]:
        answer = web.post(path, dict.fromkeys(names, text))
        assert answer.status_code == 422
        assert "Error: " in title(answer)
        assert not {"script", "img", "svg"} & {tag for tag, _names in markup.elements(answer.content.decode())} - usual
