"""What is open this year: the order of lists, and narrowing them by where one lives."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from programs.models import Call, Jurisdiction
from programs.services.calls import announce
from tests.calls import jet_call, mext_beside
from tests.programs.conftest import MakeCall

pytestmark = pytest.mark.django_db


def page(url: str) -> str:
    response = Client().get(url)
    assert response.status_code == 200
    assert not response.cookies
    return unescape(response.content.decode())


def programmes_in(html: str) -> list[str]:
    return re.findall(r'<h2><a href="/programs/([\w-]+)/"', html)


def test_programmes_stand_by_what_closes_first_then_what_opens_first_then_the_others(
    mirai_call: Call, make_call: MakeCall
) -> None:
    mext_beside(mirai_call)  # open until 2099
    announced = jet_call("emb-be-brussels", degree_deadline="2027-07-01")
    announced.set_times("2098-01-01T09:00", "2098-02-01T09:00", announced.time_zone)
    announced.save()
    announce(announced, actor=None)
    shown = programmes_in(page("/programs/"))
    assert shown[:3] == ["mirai", "mext-research", "jet"]
    assert len(shown) == 10


def test_where_one_lives_narrows_both_lists_and_only_the_address_remembers_it(
    mirai_call: Call, make_call: MakeCall
) -> None:
    make_call("mirai-finland", opens=-3, closes=40)
    for url in ("/", "/programs/"):
        html = page(f"{url}?country=FI")
        assert "/calls/mirai-finland/" in html
        assert f"/calls/{mirai_call.slug}/" not in html
        everything = page(url)
        assert f"/calls/{mirai_call.slug}/" in everything
        assert "/calls/mirai-finland/" in everything
    assert 'href="/programs/?country=FI"' in page("/?country=FI")


def test_a_consulates_call_is_for_the_people_of_its_embassy(mirai_call: Call, make_call: MakeCall) -> None:
    call = make_call("mirai-vancouver", opens=-3, closes=40, office="cg-ca-vancouver")
    assert call.slug not in page("/?country=CA")  # MIRAI names no office for Canada
    Jurisdiction.objects.create(
        office=call.office.parent,
        programme=call.round.programme,
        basis="residence",
        country="CA",
        valid_from="2020-01-01",
    )
    assert call.slug in page("/?country=CA")


def test_nothing_open_where_one_lives_says_what_to_do(mirai_call: Call) -> None:
    html = page("/?country=SE")
    assert "No call for Sweden is open today" in html
    assert 'href="/alerts/?country=SE"' in html
    assert 'href="/offices/?nationality=SE&residence=SE"' in html
    programmes = page("/programs/?country=SE")
    assert "No call for Sweden is open or announced." in programmes
    assert 'href="/alerts/?programme=jet&country=SE"' in programmes


@pytest.mark.parametrize("nonsense", ["QQ", "<b>", "B" * 300])
def test_no_country_is_said_to_be_none_and_everything_is_shown(mirai_call: Call, nonsense: str) -> None:
    response = Client().get("/", {"country": nonsense})
    html = response.content.decode()
    assert "Choose a country from the list." in html
    assert f"/calls/{mirai_call.slug}/" in html
    assert "<b>" not in html


def test_narrowing_takes_two_queries_more(mirai_call: Call, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    for url in ("/?country=BE", "/programs/?country=BE"):
        with django_assert_num_queries(5):
            client.get(url)
