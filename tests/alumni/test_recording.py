"""The pages of the liaison: an association is entered, what happens to it is recorded, what is wrong is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from alumni.models import Association
from alumni.services import correct, keep_statutes, name_officer, place_under
from alumni.states import Standing
from portal.audit.models import Entry
from portal.files.services import process
from portal.offices.models import Office, OfficeKind, Role
from tests.alumni.register import an_association, became, recognised
from tests.factories import OfficeFactory
from tests.files.samples import pdf, upload
from tests.staff import posted, reviewer_browser, staff_browser

REGISTER = "/admin/alumni/association/"
DETAILS = {"name_en": "Ghent Circle", "country": "BE", "city": "Ghent", "founded_year": "1990", "website": ""}


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory()


@pytest.fixture
def liaison(office: Office) -> Client:
    return reviewer_browser(office, Role.LIAISON)


def day(name: str, *parts: int) -> dict[str, str]:
    return {f"{name}_{part}": str(value) for part, value in zip(("day", "month", "year"), parts, strict=True)}


def record(browser: Client, association: Association, verb: str, **typed: Any) -> Any:
    return browser.post(f"{REGISTER}{association.pk}/record/{verb}/", typed)


def test_a_liaison_enters_an_association_with_its_names(liaison: Client, office: Office) -> None:
    names = {"name_ja": "ゲント会", "local_name": "Gentse Kring", "local_language": "nl"}
    assert liaison.post(f"{REGISTER}add/", {"office": office.pk, **DETAILS, **names}).status_code == 302
    made = Association.objects.get()
    assert (made.slug, made.name, made.local_name) == (
        "ghent-circle",
        {"en": "Ghent Circle", "ja": "ゲント会"},
        "Gentse Kring",
    )
    assert (made.standing, made.published) == ("forming", False)
    assert [change.standing for change in made.standings.all()] == ["forming"]
    assert Entry.objects.filter(code="alumni.association_added", object_id=str(made.pk)).exists()


def test_two_of_the_same_name_have_two_addresses(office: Office) -> None:
    assert [an_association(office).slug for _number in range(3)] == ["kiel-circle", "kiel-circle-2", "kiel-circle-3"]


def test_no_association_is_entered_for_an_office_elsewhere(liaison: Client) -> None:
    elsewhere = OfficeFactory()
    answer = liaison.post(f"{REGISTER}add/", {"office": elsewhere.pk, **DETAILS})
    assert answer.status_code == 200
    assert not Association.objects.exists()


def test_a_center_looks_after_no_association(db: None) -> None:
    center = OfficeFactory(kind=OfficeKind.CENTER)
    ministry = OfficeFactory(code="ministry", kind="ministry", country="JP", city="Tokyo", time_zone="Asia/Tokyo")
    answer = reviewer_browser(ministry, Role.LIAISON).post(
        f"{REGISTER}add/", {"office": center.pk, **DETAILS}, follow=True
    )
    assert not Association.objects.exists()
    assert "Employment Service Center" in answer.content.decode() or answer.status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name_en": ""}, "Fill in this field."),
        ({"founded_year": "2999"}, "2999 is still to come"),
        ({"founded_year": "1500"}, "1868"),
        ({"local_name": "გენტი"}, "Say which language the name is in."),
        ({"local_name": "გენტი", "local_language": "georgian!"}, "no language tag"),
        ({"website": "not an address"}, "Enter the address of a web page"),
    ],
)
def test_what_is_wrong_stands_at_the_field(liaison: Client, office: Office, typed: dict[str, str], words: str) -> None:
    html = liaison.post(f"{REGISTER}add/", {"office": office.pk, **DETAILS, **typed}).content.decode()
    assert words in html
    assert not Association.objects.exists()


def test_a_recognition_is_recorded_with_its_day(liaison: Client, office: Office) -> None:
    association = an_association(office)
    typed = {"expected": "forming", "to": "recognised", "source": "ministry", **day("on", 13, 4, 1991)}
    assert record(liaison, association, "standing", **typed).status_code == 302
    html = liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert "13 April 1991" in html
    assert "the ministry&#x27;s list" in html or "the ministry’s list" in html or "ministry" in html


def test_what_the_service_refuses_is_said_above_the_form_and_nothing_is_lost(liaison: Client, office: Office) -> None:
    association = recognised(office)
    typed = {"expected": "recognised", "to": "merged", "source": "mission", **day("on", 1, 2, 2020)}
    answer = record(liaison, association, "standing", **typed, reason="They met and agreed.")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Name the association it merged into." in html
    assert "They met and agreed." in html


def test_a_successor_is_chosen_among_what_one_may_name(liaison: Client, office: Office) -> None:
    association = recognised(office)
    recognised(office, "Our Own", published=False)
    recognised(OfficeFactory(), "Public Elsewhere")
    recognised(OfficeFactory(), "Hidden Elsewhere", published=False)
    html = liaison.get(f"{REGISTER}{association.pk}/record/standing/").content.decode()
    assert ("Our Own" in html, "Public Elsewhere" in html, "Hidden Elsewhere" in html) == (True, True, False)


def test_an_umbrella_is_recorded_and_no_circle_is_made(liaison: Client, office: Office) -> None:
    chapter, umbrella = recognised(office, "Chapter"), recognised(office, "Umbrella")
    assert record(liaison, chapter, "umbrella", umbrella=umbrella.pk).status_code == 302
    chapter.refresh_from_db()
    assert chapter.umbrella == umbrella
    refused = record(liaison, umbrella, "umbrella", umbrella=chapter.pk)
    assert "is a chapter of" in refused.content.decode()
    assert record(liaison, chapter, "umbrella", umbrella="").status_code == 302
    chapter.refresh_from_db()
    assert chapter.umbrella is None


def test_what_another_office_no_longer_shows_is_not_named(liaison: Client, office: Office) -> None:
    elsewhere = OfficeFactory()
    umbrella, heir = recognised(elsewhere, "Their Umbrella"), recognised(elsewhere, "Their Heir")
    association = recognised(office)
    assert record(liaison, association, "umbrella", umbrella=umbrella.pk).status_code == 302
    became(association, Standing.MERGED, on=date(2020, 1, 31), successor=heir)

    def named() -> tuple[bool, bool]:
        html = liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
        return "A chapter of Their Umbrella." in html, "carried on by Their Heir" in html

    assert named() == (True, True)
    for hidden in (umbrella, heir):
        correct(hidden, actor=None, names=hidden.name, published=False)
    assert named() == (False, False)


def test_looking_at_an_umbrella_that_is_no_more_or_not_shown_does_not_take_it_away(
    liaison: Client, office: Office
) -> None:
    chapter, umbrella = recognised(office, "Chapter"), recognised(OfficeFactory(), "Umbrella")
    place_under(chapter, umbrella, actor=None)
    became(umbrella, "dissolved", on=date(2020, 1, 1))
    place = f"{REGISTER}{chapter.pk}/record/umbrella/"
    assert f'value="{umbrella.pk}" selected>Umbrella' in liaison.get(place).content.decode()
    Association.objects.filter(pk=umbrella.pk).update(published=False)
    html = liaison.get(place).content.decode()
    assert f'value="{umbrella.pk}" selected>another association, not shown' in html
    assert ">Umbrella<" not in html
    assert record(liaison, chapter, "umbrella", umbrella=umbrella.pk).status_code == 302
    chapter.refresh_from_db()
    assert chapter.umbrella_id == umbrella.pk


def test_at_the_ministry_every_association_can_be_named(office: Office) -> None:
    association = recognised(office)
    recognised(OfficeFactory(), "Hidden", published=False)
    ministry = OfficeFactory(code="ministry", kind="ministry", country="JP", city="Tokyo", time_zone="Asia/Tokyo")
    browser = reviewer_browser(ministry, Role.LIAISON)
    assert "Hidden" in browser.get(f"{REGISTER}{association.pk}/record/umbrella/").content.decode()


def test_an_old_page_takes_nothing_back_that_another_corrected(liaison: Client, office: Office) -> None:
    association = recognised(office)
    place = f"{REGISTER}{association.pk}/change/"
    html = liaison.get(place).content.decode()
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    assert seen
    shown = {"name_en": "Kiel Circle", "country": "BE", "city": "Ghent", "founded_year": "1990", "seen": seen}
    assert liaison.post(place, shown).status_code == 302  # no longer shown to everybody
    stale = liaison.post(place, {**shown, "published": "on", "website": "https://kiel.example"})
    assert "Somebody else corrected this meanwhile" in stale.content.decode()
    assert "https://kiel.example" in stale.content.decode()
    association.refresh_from_db()
    assert (association.published, association.website) == (False, "")


def test_a_count_is_recorded_with_its_source(liaison: Client, office: Office) -> None:
    association = recognised(office)
    typed = {"members": "1250", "source": "association", "where": "Annual report", **day("on", 31, 12, 2022)}
    assert record(liaison, association, "count", **typed).status_code == 302
    html = liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert all(shown in html for shown in ("1250", "31 December 2022", "Annual report"))
    assert "1,250 (2022)" in liaison.get(REGISTER).content.decode()


def test_officers_are_named_handed_over_and_their_naming_recorded(liaison: Client, office: Office) -> None:
    association = recognised(office)
    term = {"role": "president", "full_name": "Ada Osei", "email": "ada@mail.example", **day("starts_on", 1, 4, 2018)}
    assert record(liaison, association, "officer", **term, public="on").status_code == 302
    held = association.officers.get()
    assert held.public_since is not None
    place = f"{REGISTER}{association.pk}/officers/{held.pk}/"
    assert liaison.post(f"{place}naming/", {}).status_code == 302
    follows = {"full_name": "Yaw Mensah", **day("on", 1, 4, 2022)}
    assert liaison.post(f"{place}hand-over/", follows).status_code == 302
    held.refresh_from_db()
    assert (held.public_since, held.ends_on) == (None, date(2022, 3, 31))
    assert liaison.get(f"{place}hand-over/").status_code == 404  # that term is over
    html = liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert ("Yaw Mensah" in html, "ada@mail.example" in html) == (True, True)


def test_an_officer_is_respelt_and_a_mistaken_term_struck(liaison: Client, office: Office) -> None:
    association = recognised(office)
    held = name_officer(association, actor=None, role="board", starts_on=date(2020, 1, 1), full_name="Ada Ossei")
    place = f"{REGISTER}{association.pk}/officers/{held.pk}/"
    assert "Ada Ossei" in liaison.get(f"{place}respell/").content.decode()
    assert liaison.post(f"{place}respell/", {"full_name": "Ada Osei"}).status_code == 302
    assert liaison.post(f"{place}strike/", {}).status_code == 422
    assert liaison.post(f"{place}strike/", {"sure": "on"}).status_code == 302
    html = liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert all(shown in html for shown in ("Ada Osei", "struck as a mistake"))
    assert "Correct the name" not in html
    assert liaison.get(f"{place}respell/").status_code == 404
    assert {"alumni.officer_respelt", "alumni.officer_struck"} <= set(Entry.objects.values_list("code", flat=True))


def test_pages_of_another_offices_association_or_term_are_not_there(liaison: Client, office: Office) -> None:
    ours, theirs = recognised(office), recognised(OfficeFactory(), "Theirs")
    held = name_officer(theirs, actor=None, role="board", starts_on=date(2020, 1, 1), full_name="O")
    for path in (
        f"{theirs.pk}/record/standing/",
        f"{theirs.pk}/record/count/",
        f"{theirs.pk}/officers/{held.pk}/end/",
        f"{ours.pk}/officers/{held.pk}/end/",
        f"{ours.pk}/record/nothing/",
    ):
        assert liaison.get(f"{REGISTER}{path}").status_code == 404, path
        assert liaison.post(f"{REGISTER}{path}", {}).status_code == 404, path


def test_other_staff_of_the_office_record_nothing(office: Office) -> None:
    association = recognised(office)
    reviewer = staff_browser(posted(office, Role.REVIEWER))
    assert reviewer.get(f"{REGISTER}{association.pk}/record/count/").status_code in (403, 404)
    assert not association.counts.exists()


def test_the_list_is_searched_by_any_name(liaison: Client, office: Office) -> None:
    recognised(office, "Círculo Carreño"), recognised(office, "Another")
    html = liaison.get(REGISTER, {"q": "carreno"}).content.decode()
    assert ("Círculo Carreño" in html, "Another" in html) == (True, False)


def test_the_ministry_gives_an_association_to_another_office_with_all_that_is_recorded(office: Office) -> None:
    association = recognised(office)
    name_officer(association, actor=None, role="president", starts_on=date(2019, 1, 1), full_name="Ada Osei")
    filed = keep_statutes(association, actor=None, adopted_on=date(2001, 5, 3), file=upload(pdf(), "statutes.pdf"))
    process(filed.file_id)
    ministry = OfficeFactory(code="ministry", kind="ministry", country="JP", city="Tokyo", time_zone="Asia/Tokyo")
    other = OfficeFactory()
    browser = reviewer_browser(ministry, Role.LIAISON)
    assert "Give it to another office" in browser.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert record(browser, association, "move", office=other.pk).status_code == 302
    there = reviewer_browser(other, Role.LIAISON)
    html = there.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert all(shown in html for shown in ("Ada Osei", "statutes.pdf", "13 April 1991"))
    assert there.get(f"/files/{filed.file.token}/").status_code == 200
    assert reviewer_browser(office, Role.LIAISON).get(f"{REGISTER}{association.pk}/change/").status_code == 404
    assert Entry.objects.get(code="alumni.association_moved").office_id == other.pk


def test_a_liaison_of_one_office_gives_nothing_away(liaison: Client, office: Office) -> None:
    association, other = recognised(office), OfficeFactory()
    assert "Give it to another office" not in liaison.get(f"{REGISTER}{association.pk}/change/").content.decode()
    assert record(liaison, association, "move", office=other.pk).status_code == 422
    association.refresh_from_db()
    assert association.office_id == office.pk
