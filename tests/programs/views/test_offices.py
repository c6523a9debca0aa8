"""Finding the office that handles one, and the page of each office: what they say, and how much they ask."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.common import clock
from portal.offices.models import Office, OfficeKind
from portal.offices.regions import region_of
from programs.models import Call, Jurisdiction, Programme
from programs.services.load_catalog import load_catalog
from tests.factories import OfficeFactory
from tests.programs.conftest import MakeCall

pytestmark = pytest.mark.django_db


def page(url: str, *, status: int = 200) -> str:
    response = Client().get(url)
    assert response.status_code == status
    return response.content.decode()


def text_of(html: str) -> str:
    main = html.partition("<main")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def found(words: str) -> list[str]:
    html = Client().get("/offices/", {"q": words}).content.decode()
    return [unescape(name) for name in re.findall(r"<h3>(?:<a[^>]*>)?([^<]+)", html.partition('id="found"')[2])]


def test_every_mission_and_center_stands_in_the_list_under_a_part_of_the_world() -> None:
    load_catalog()
    html = page("/offices/")
    offices = Office.objects.exclude(kind=OfficeKind.MINISTRY)
    assert len(offices) == 243
    assert [office.code for office in offices if region_of(office.country.code) is None] == []
    assert all(str(office) in unescape(html) for office in offices)
    assert "Ministry of Education" not in html
    assert len(html) < 150_000


def test_only_verified_offices_have_a_page_and_a_link() -> None:
    load_catalog()
    html = page("/offices/")
    assert 'href="/offices/emb-be-brussels/"' in html
    assert "/offices/emb-fr-paris/" not in html
    page("/offices/emb-be-brussels/")
    for code in ("emb-fr-paris", "mext", "mofa", "no-such-office"):
        page(f"/offices/{code}/", status=404)


def test_by_nationality_and_residence_one_is_told_both_offices_and_for_what() -> None:
    load_catalog()
    text = text_of(page("/offices/?nationality=BE&residence=FI"))
    yours = text.partition("Nationality Belgium, living in Finland")[2].partition("Look again")[0]
    belgium, _, finland = yours.partition("Embassy of Japan in Finland")
    assert "Embassy of Japan in Belgium" in belgium
    assert "MEXT scholarship: research students" in belgium
    assert "MIRAI" not in belgium
    assert "MIRAI" in finland
    assert "research students" not in finland


def test_an_office_that_nobody_verified_is_named_with_where_to_ask_instead() -> None:
    load_catalog()
    html = page("/offices/?nationality=FR&residence=")
    assert "Embassy of Japan in France" in html
    assert "Its details are being verified" in html
    assert 'href="https://www.mofa.go.jp/"' in html
    assert "choose it to see them as well" in html


def test_who_is_handled_by_nobody_on_record_hears_whom_to_ask() -> None:
    load_catalog()
    assert "No office is on record for this." in page("/offices/?nationality=KP&residence=")


def test_nothing_chosen_is_no_mistake_and_nonsense_is_named() -> None:
    load_catalog()
    assert "There is a problem" not in page("/offices/?nationality=&residence=")
    html = page("/offices/?nationality=QQ&residence=BE")
    assert "Choose a country from the list." in html
    assert "<title>Error:" in html
    assert "Living in" not in text_of(html)
    assert "at most 100 are allowed" in page("/offices/?q=" + "x" * 101)


def test_an_office_is_found_without_its_accents_and_with_them() -> None:
    load_catalog()
    OfficeFactory(code="cg-co-carreno", city="Puerto Carreño", country="CO", name={"en": "Consulate in Puerto Carreño"})
    assert found("carreno") == found("CARREÑO") == ["Consulate in Puerto Carreño"]
    assert found("são pau") == ["Consulate-General of Japan in Sao Paulo"]
    assert found("belgie") == ["Embassy of Japan in Belgium"]  # its Dutch name
    assert found("ベルギー") == ["Embassy of Japan in Belgium"]


def test_an_office_is_found_by_the_country_whose_people_it_handles() -> None:
    load_catalog()
    assert found("Liberia") == ["Embassy of Japan in Ghana"]


@pytest.mark.parametrize("words", ["zzzz", "%", "'", "<b>zz", ".*"])
def test_a_search_that_finds_nothing_says_what_to_try(words: str) -> None:
    load_catalog()
    html = Client().get("/offices/", {"q": words}).content.decode()
    assert "0 offices for" in html
    assert "Try the city" in html
    assert "<b>" not in html


def test_the_year_shows_what_is_open_with_days_left_then_what_is_announced_then_what_was(make_call: MakeCall) -> None:
    make_call("mirai-old", opens=-60, closes=-20)
    html = page("/offices/emb-fi-helsinki/")
    text = text_of(html)
    assert "No call is open or announced. It was open: MIRAI 2026/27 :" in text
    assert text.index("It was open:") < text.index("Nothing on record")
    call = Call.objects.get(slug="mirai-old")
    assert f"{call.opens_at.astimezone(call.zone):%-d %B %Y} to" in text
    belgium = text_of(page("/offices/emb-be-brussels/"))
    assert re.search(r"Open until \w+ \d+ \w+ \d{4}, 12:00 \(Brussels time\) · 30 days left", belgium)
    assert "This office has announced no call here so far." in belgium  # the other programmes


def test_whom_it_handles_is_said_once_for_the_programmes_that_follow_another() -> None:
    load_catalog()
    text = text_of(page("/offices/emb-be-brussels/"))
    handled = text.partition("Whom it handles")[2]
    assert handled.count("Nationality: Belgium") == 1
    assert handled.count("Living in: Belgium") == 1
    for name in ("research students", "college of technology", "JET"):
        assert name in handled


def test_an_entry_of_its_own_takes_a_programme_away_from_the_office_that_would_follow() -> None:
    load_catalog()
    Jurisdiction.objects.create(
        office=Office.objects.get(code="emb-fi-helsinki"),
        programme=Programme.objects.get(slug="jet"),
        basis="nationality",
        country="BE",
        valid_from=clock.now().date() - timedelta(days=3),
    )
    assert "JET" not in text_of(page("/offices/emb-be-brussels/"))
    assert "Belgium" in text_of(page("/offices/emb-fi-helsinki/")).partition("Whom it handles")[2]


def test_a_consulate_shares_the_people_of_its_embassy_and_shows_each_others_calls(make_call: MakeCall) -> None:
    text = text_of(page("/offices/cg-ca-vancouver/"))
    assert "Nationality: Canada" in text
    assert "It shares these people with the Embassy of Japan in Canada" in text
    make_call("mirai-ottawa", opens=-3, closes=20, office="emb-ca-ottawa")
    html = page("/offices/cg-ca-vancouver/")
    assert "at the Embassy of Japan in Canada" in html
    assert 'href="/calls/mirai-ottawa/"' in html
    assert 'href="/calls/mirai-2026-27-belgium/"' not in html


def test_a_center_shows_internships_although_no_jurisdiction_names_it() -> None:
    load_catalog()
    html = page("/offices/esc-tokyo/")
    assert 'href="/programs/internship-esc/"' in html
    assert "Students who live in Japan." in html
    assert "internship-esc" not in page("/offices/emb-be-brussels/")


def test_contact_is_what_is_on_record_and_nothing_else() -> None:
    load_catalog()
    html = page("/offices/esc-tokyo/")
    assert "No address, telephone or website is on record here yet." in html
    assert "Works in:" not in html
    Office.objects.filter(code="esc-tokyo").update(
        email="desk@center.example",
        phone="+81 3 0000 0000",
        address="1-2-3 Somewhere\n<b>Tokyo</b>",
        languages=["ja", "en"],
    )
    html = page("/offices/esc-tokyo/")
    assert "mailto:desk@center.example" in html
    assert "Telephone +81 3 0000 0000" in html
    assert "1-2-3 Somewhere<br>&lt;b&gt;Tokyo" in html
    assert "Works in: Japanese, English" in text_of(html)
    assert "No address, telephone" not in html
    assert "in Tokyo time" in html
    assert "(UTC+0900)" in html


def test_sister_offices_are_named_and_linked_when_they_have_a_page() -> None:
    load_catalog()
    html = page("/offices/emb-ca-ottawa/")
    assert "Other offices in Canada" in html
    assert 'href="/offices/cg-ca-vancouver/"' in html
    assert "Consulate-General of Japan in Toronto" in html
    assert "cg-ca-toronto" not in html


def test_calls_and_programmes_lead_to_the_offices_page(mirai_call: Call) -> None:
    for url in (f"/calls/{mirai_call.slug}/", "/programs/mirai/", "/"):
        assert 'href="/offices/emb-be-brussels/"' in page(url)


def test_a_call_nobody_announced_stays_off_the_offices_page(make_call: MakeCall) -> None:
    make_call("mirai-secret", opens=-1, closes=30, announced=False)
    assert "mirai-secret" not in page("/offices/emb-fi-helsinki/")


def test_an_offices_page_takes_five_queries_however_much_there_is(
    make_call: MakeCall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    with django_assert_num_queries(5):
        client.get("/offices/emb-ca-ottawa/")
    make_call("mirai-ottawa", opens=-3, closes=20, office="emb-ca-ottawa")
    make_call("mirai-vancouver", opens=-3, closes=20, office="cg-ca-vancouver")
    with django_assert_num_queries(5):
        client.get("/offices/emb-ca-ottawa/")


@pytest.mark.parametrize(("asked", "queries"), [("", 2), ("?q=japan", 4), ("?nationality=BE&residence=FI", 4)])
def test_finding_an_office_takes_a_few_queries(
    asked: str, queries: int, mirai_call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        Client().get(f"/offices/{asked}")


@pytest.mark.parametrize("url", ["/offices/", "/offices/emb-be-brussels/"])
def test_pages_of_offices_take_no_other_verb(url: str, mirai_call: Call) -> None:
    assert Client().post(url).status_code == 405
