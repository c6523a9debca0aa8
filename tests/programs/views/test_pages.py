"""The public pages: what they say, when a call is there, and how much they ask of the database."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.common import clock
from portal.offices.models import Office
from programs.lot import commitment
from programs.models import Call
from programs.services.load_catalog import load_catalog
from tests.programs.conftest import MakeCall

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(url: str, *, status: int = 200) -> str:
    response = Client().get(url)
    assert response.status_code == status
    return response.content.decode()


def test_home_shows_open_and_announced_calls_with_deadline_and_office(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=5, closes=40)
    html = page("/")
    assert '<span class="nowrap">30 days left</span>' in html
    text = text_of(html)
    assert "Open now MIRAI 2026/27 , Embassy of Japan in Belgium" in text
    assert re.search(r"Open until \w+ \d+ \w+ \d{4}, 12:00 \(Brussels time\) · 30 days left", text)
    assert "Opening soon MIRAI 2026/27 , Embassy of Japan in Finland" in text
    assert "MEXT scholarship: research students" in text


def test_home_without_calls_says_what_to_do() -> None:
    load_catalog()
    text = text_of(page("/"))
    assert "No call is open today" in text
    assert "See the programmes" in text


def test_pages_work_before_anything_is_loaded() -> None:
    assert "No programme is listed yet" in page("/")
    assert "No programme is listed yet" in page("/programs/")


def test_programmes_name_their_open_calls(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=5, closes=40)
    html = page("/programs/")
    opened, _, soon = html.partition("Opening soon:")
    assert f'href="/calls/{mirai_call.slug}/"' in opened
    assert "/calls/mirai-finland/" not in opened  # announced only
    assert "/calls/mirai-finland/" in soon
    assert "No call is open today." in html  # the other programme


def test_a_programme_says_for_whom_what_and_where(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-ended", opens=-60, closes=-20)
    text = text_of(page("/programs/mirai/"))
    for words in ("For whom", "What you get", "What you commit to", "How it goes", "Result", "Ended closed on"):
        assert words in text
    assert "143,000 yen" in text_of(page("/programs/mext-research/"))
    page("/programs/nothing/", status=404)


def test_a_call_answers_the_six_questions(mirai_call: Call) -> None:
    html = page(f"/calls/{mirai_call.slug}/")
    text = text_of(html)
    for words in ("For whom", "What you get", "What you need", "Deadline", "Who handles it", "30 days left"):
        assert words in text
    assert "12:00 Brussels time" in text
    assert re.search(r"UTC \w+ \d+ \w+ \d{4}, 1[01]:00", text)
    assert re.search(r"Tokyo time \w+ \d+ \w+ \d{4}, (19|20):00", text)
    assert 'data-local-time="' in html  # the reader's own zone, filled in by a script where there is one
    assert "Diplomacy and security" in text
    assert "Copy of your passport" in text
    assert f'action="/calls/{mirai_call.slug}/apply/"' in html
    assert commitment(mirai_call.lot_seed) in text
    assert mirai_call.lot_seed not in text


def test_a_call_says_all_nine_requirements_with_its_own_values(mirai_call: Call) -> None:
    text = text_of(page(f"/calls/{mirai_call.slug}/"))
    numbers = re.findall(r"Requirement (\d)", text.partition("What you need")[2].partition("Where each")[0])
    assert numbers == list("123456789")
    for words in (
        "Nationality of Belgium",
        "No Japanese nationality",
        "Passport valid until 20 February 2027 or later",
        "No more than 6 months in Japan",
        "born on or before 13 February 2007",
        "Rule of law",
        "Embassy of Japan in Belgium, Exchange Programs",
    ):
        assert words in text


def test_an_announced_call_can_be_read_and_not_begun(make_call: MakeCall) -> None:
    html = page(f"/calls/{make_call('mirai-finland', opens=5, closes=40).slug}/")
    assert "/apply/" not in html
    assert "Opens" in html
    assert "Am I eligible?" in html
    assert "Helsinki time" in html


def test_an_ended_call_says_so_and_what_to_do(make_call: MakeCall) -> None:
    html = page(f"/calls/{make_call('mirai-finland', opens=-40, closes=-5).slug}/")
    assert "This call has ended" in html
    assert "This deadline has passed." in html
    assert 'href="/programs/mirai/"' in html
    assert "/apply/" not in html


def test_a_call_that_is_not_announced_is_not_there_for_anybody(make_call: MakeCall) -> None:
    make_call("mirai-secret", opens=-1, closes=30, announced=False)
    page("/calls/mirai-secret/", status=404)
    page("/calls/mirai-secret/eligibility/", status=404)
    assert "mirai-secret" not in page("/") + page("/programs/") + page("/programs/mirai/")


def test_a_call_of_an_office_whose_verification_was_taken_back_is_not_there(mirai_call: Call) -> None:
    Office.objects.filter(pk=mirai_call.office_id).update(verified=False)
    page(f"/calls/{mirai_call.slug}/", status=404)


def test_the_last_day_is_said(make_call: MakeCall) -> None:
    call = make_call("mirai-finland", opens=-40, closes=2)
    now = clock.now().astimezone(call.zone)
    call.closes_at = now.replace(hour=23, minute=59, second=59)
    call.save()
    assert "Today is the last day." in page("/calls/mirai-finland/")


def test_notes_of_the_office_are_text_and_not_markup(mirai_call: Call) -> None:
    mirai_call.notes = {"en": "Bring <script>alert(1)</script> nothing."}
    mirai_call.save()
    html = page(f"/calls/{mirai_call.slug}/")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("url", ["/", "/programs/", "/programs/mirai/"])
def test_lists_ask_the_same_of_the_database_whatever_the_number_of_calls(
    url: str, mirai_call: Call, make_call: MakeCall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.get(url)
    with django_assert_num_queries(3):
        client.get(url)
    for office in ("emb-fi-helsinki", "emb-ca-ottawa", "cg-ca-vancouver"):
        make_call(f"mirai-{office}", opens=-1, closes=30, office=office)
    with django_assert_num_queries(3):
        client.get(url)


def test_the_page_of_a_call_takes_two_queries(
    mirai_call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        Client().get(f"/calls/{mirai_call.slug}/")


@pytest.mark.parametrize("url", ["/", "/programs/", "/calls/mirai-2026-27-belgium/", "/alumni/"])
def test_public_pages_take_no_other_verb_and_are_small(url: str, mirai_call: Call) -> None:
    response = Client().get(url)
    assert len(response.content) < 150_000
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert Client().post(url).status_code == 405


def test_a_call_that_ended_more_than_a_year_ago_leaves_the_lists_and_keeps_its_page(make_call: MakeCall) -> None:
    call = make_call("mirai-old", opens=-500, closes=-400)
    assert clock.now() - call.closes_at > timedelta(days=365)
    assert "mirai-old" not in page("/programs/mirai/")
    assert "This call has ended" in page("/calls/mirai-old/")
