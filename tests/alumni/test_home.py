"""The public page of alumni associations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from alumni.services import correct, name_officer, place_under, record_count
from alumni.states import Standing
from tests.alumni.register import became, recognised
from tests.factories import OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_an_empty_register_says_whom_to_ask() -> None:
    html = Client().get("/alumni/").content.decode()
    assert "No association is listed yet" in html
    assert "write to the embassy of Japan there" in html


def listed(**asked: str) -> list[str]:
    html = Client().get("/alumni/", asked).content.decode()
    return re.findall(r'<h3><a href="/alumni/association/[^"]+/">([^<]+)</a>', html)


def test_published_associations_are_listed_by_country_and_others_are_not() -> None:
    office = OfficeFactory()
    for country, published in (("FI", True), ("BE", True), ("AT", False)):
        recognised(office, f"Association of {country}", country=country, published=published)
    assert listed() == ["Association of BE", "Association of FI"]


def test_a_chapter_follows_its_umbrella_and_what_is_no_more_is_asked_for() -> None:
    office = OfficeFactory()
    national = recognised(office, "National Society")
    place_under(recognised(office, "A Chapter"), national, actor=None)
    became(recognised(office, "Gone"), Standing.MERGED, on=date(2020, 1, 1), successor=national)
    assert listed() == ["National Society", "A Chapter"]
    assert listed(ended="on") == ["Gone", "National Society", "A Chapter"]


@pytest.mark.parametrize("typed", ["carreno", "CARREÑO", "kiel carre", "ღვინო", "ギーセン", "ghent"])
def test_a_name_is_found_in_any_spelling_and_language(typed: str) -> None:
    office = OfficeFactory()
    association = recognised(office, "Círculo Carreño of Kiel", local_name="ღვინო", local_language="ka")
    names = {**association.name, "ja": "ギーセン会"}
    correct(association, actor=None, names=names)
    recognised(office, "Another", city="Liège")
    assert listed(q=typed) == ["Círculo Carreño of Kiel"]


def test_a_country_is_chosen_and_one_that_is_none_finds_everything() -> None:
    office = OfficeFactory()
    recognised(office, "Here"), recognised(office, "There", country="GE")
    assert listed(country="GE") == ["There"]
    assert sorted(listed(country="XX")) == ["Here", "There"]


def test_a_country_is_found_by_its_name_and_what_holds_no_letter_finds_nothing() -> None:
    office = OfficeFactory()
    recognised(office, "Here"), recognised(office, "There", country="GE")
    assert listed(q="georgia") == ["There"]
    assert listed(q="!!!") == []


def test_nothing_found_says_what_to_try() -> None:
    recognised(OfficeFactory(), "Here")
    html = Client().get("/alumni/", {"q": "nowhere"}).content.decode()
    assert "Try fewer words" in html


def test_figures_are_of_the_living_by_their_latest_counts() -> None:
    office = OfficeFactory()
    living, gone = recognised(office, "Living"), recognised(office, "Gone")
    for association, members in ((living, 1200), (gone, 77)):
        record_count(association, actor=None, on=date(2023, 1, 1), members=members, source="ministry")
    became(gone, Standing.DISSOLVED, on=date(2024, 1, 1))
    html = Client().get("/alumni/").content.decode()
    assert "1 association is listed here." in html
    assert "add up to 1,200 members" in html
    assert '<a href="/alumni/?country=BE">Belgium</a></th><td class="numeric">1</td>' in html
    assert '<td class="numeric">1,200</td>' in html


def test_the_page_asks_as_much_for_many_as_for_few(django_assert_max_num_queries: Any) -> None:
    office = OfficeFactory()
    for number in range(12):
        recognised(office, f"Association {number}")
    with django_assert_max_num_queries(8):
        Client().get("/alumni/")


def test_the_page_of_an_association_says_what_is_on_record() -> None:
    office = OfficeFactory()
    association = recognised(office, "Ghent Circle", local_name="Gentse Kring", local_language="nl")
    record_count(association, actor=None, on=date(2021, 3, 1), members=140, source="association", where="Report 2020")
    name_officer(
        association,
        actor=None,
        role="president",
        starts_on=date(2019, 1, 1),
        full_name="Ada Osei",
        email="ada@mail.example",
        public_since=date(2019, 1, 1),
    )
    name_officer(association, actor=None, role="treasurer", starts_on=date(2019, 1, 1), full_name="Not Shown")
    place_under(association, recognised(office, "Hidden Umbrella", published=False), actor=None)
    html = Client().get("/alumni/association/ghent-circle/").content.decode()
    for shown in ("Ghent Circle", '<p class="other-name"><bdi lang="nl">Gentse Kring</bdi></p>', "140", "Report 2020"):
        assert shown in html
    assert "President: <bdi>Ada Osei</bdi>" in html
    for hidden in ("Not Shown", "ada@mail.example", "Hidden Umbrella"):
        assert hidden not in html


def test_what_is_no_more_says_since_when_and_who_carries_on() -> None:
    office = OfficeFactory()
    successor = recognised(office, "The Heirs")
    became(recognised(office, "The Old"), Standing.MERGED, on=date(2020, 1, 31), successor=successor)
    html = Client().get("/alumni/association/the-old/").content.decode()
    assert "Merged into another" in html
    assert "31 January 2020" in html
    assert '<a href="/alumni/association/the-heirs/">The Heirs</a>' in html


@pytest.mark.parametrize("path", ["/alumni/association/nowhere/", "/alumni/association/unpublished/"])
def test_there_is_no_page_of_what_is_not_published(path: str) -> None:
    recognised(OfficeFactory(), "Unpublished", published=False)
    assert Client().get(path).status_code == 404


def test_the_map_is_a_picture_of_where_they_are() -> None:
    recognised(OfficeFactory(), "Here")
    answer = Client().get("/alumni/map.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert b"<svg" in answer.content
    assert b"<script" not in answer.content


def test_caches_keep_the_map_but_none_that_was_drawn_for_somebody_signed_in() -> None:
    assert Client().get("/alumni/map.svg")["Cache-Control"] == "public, max-age=3600"
    reader = Client()
    reader.force_login(PersonFactory().user)
    assert reader.get("/alumni/map.svg")["Cache-Control"] == "private, no-store"
