"""Telling of openings: who is told of which call, once, in which words, and how one ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.offices.models import Office
from portal.outbox import rendering
from portal.outbox.models import Message
from portal.outbox.post import as_mail
from programs.models import AlertTold, CallAlert
from programs.services.alerts.telling import tell
from programs.services.calls import announce, create_call, create_round, extend_deadline
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.programs.alerts.asked import EMAIL, asked, confirmed, mailed, openings, token_of
from tests.programs.conftest import MakeCall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mirai_call")]


def test_nobody_is_told_before_it_opens_and_everybody_once_when_it_does(
    make_call: MakeCall,
    shift_clock: Shift,  # noqa: F811
) -> None:
    make_call("mirai-finland", opens=2, closes=40)
    confirmed(country="FI")
    confirmed("second@example.org", office="emb-fi-helsinki")
    assert tell() == 0
    shift_clock(timedelta(days=2, minutes=1))
    assert tell() == 2
    assert tell() == 0
    assert len(openings()) == len(openings("second@example.org")) == 1


def test_the_mail_says_what_opens_till_when_in_both_zones_with_a_way_out(make_call: MakeCall) -> None:
    call = make_call("mirai-finland", opens=-1, closes=40)
    confirmed(country="FI")
    tell()
    (message,) = openings()
    rendering.render(message)
    assert message.rendered_subject.startswith("Open now: MIRAI")
    assert message.rendered_subject.endswith("Embassy of Japan in Finland")
    body = " ".join(message.rendered_body.split())
    for words in ("MIRAI 2026/27", "Embassy of Japan in Finland", "(Helsinki)", "UTC", f"/calls/{call.slug}/"):
        assert words in body
    assert message.context["unsubscribe_url"] in body
    mail = as_mail(message).message()
    assert mail["List-Unsubscribe"] == f"<{message.context['unsubscribe_url']}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_other_mails_carry_no_way_out() -> None:
    confirmed(country="FI")
    message = Message.objects.get()
    rendering.render(message)
    assert as_mail(message).message()["List-Unsubscribe"] is None


def test_two_readers_are_told_in_their_own_languages(make_call: MakeCall) -> None:
    call = make_call("mirai-finland", opens=-1, closes=40)
    Office.objects.filter(pk=call.office_id).update(name={"en": "Embassy of Japan in Finland", "fr": "Ambassade"})
    confirmed(country="FI", language="fr")
    confirmed("en@example.org", country="FI")
    tell()
    assert (openings()[0].language, openings()[0].context["office"]) == ("fr", "Ambassade")
    assert openings("en@example.org")[0].context["office"] == "Embassy of Japan in Finland"


def test_who_asked_for_another_country_programme_or_office_is_not_told(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    confirmed("country@example.org", country="SE")
    confirmed("programme@example.org", programme="jet", country="FI")
    confirmed("office@example.org", office="emb-ca-ottawa")
    assert tell() == 0


def test_a_country_is_that_of_jurisdiction_and_branches_count_with_their_embassy(make_call: MakeCall) -> None:
    make_call("mirai-vancouver", opens=-1, closes=40, office="cg-ca-vancouver")
    confirmed("branch@example.org", office="cg-ca-vancouver")
    confirmed("embassy@example.org", office="emb-ca-ottawa")
    tell()
    assert len(openings("branch@example.org")) == 1
    assert openings("embassy@example.org") == []
    make_call("mirai-ottawa", opens=-1, closes=40, office="emb-ca-ottawa")
    tell()
    assert len(openings("branch@example.org")) == 2
    assert len(openings("embassy@example.org")) == 1


def test_who_is_not_confirmed_hears_nothing(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    asked(country="FI")
    assert tell() == 0


def test_who_asks_while_it_is_open_is_told_at_once(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-5, closes=40)
    confirmed(country="FI")
    assert tell() == 1


def test_a_beat_that_is_six_hours_late_still_tells_and_one_after_the_end_does_not(
    make_call: MakeCall,
    shift_clock: Shift,  # noqa: F811
) -> None:
    make_call("mirai-finland", opens=1, closes=3)
    confirmed(country="FI")
    shift_clock(timedelta(days=1, hours=6))
    assert tell() == 1
    make_call("mirai-ottawa", opens=1, closes=3, office="emb-ca-ottawa")
    confirmed("late@example.org", office="emb-ca-ottawa")
    shift_clock(timedelta(days=9))
    assert tell() == 0


def test_an_opening_that_was_moved_before_the_announcement_counts_as_it_is_then(
    make_call: MakeCall,
    shift_clock: Shift,  # noqa: F811
) -> None:
    call = make_call("mirai-finland", opens=1, closes=40, announced=False)
    confirmed(country="FI")
    call.set_times(f"{call.opens_at + timedelta(days=5):%Y-%m-%dT09:00}", call.closes_local, call.time_zone)
    call.save()
    announce(call, actor=None)
    shift_clock(timedelta(days=2))
    assert tell() == 0
    shift_clock(timedelta(days=7))
    assert tell() == 1


def test_a_call_that_is_not_announced_or_whose_office_lost_its_verification_is_not_told(make_call: MakeCall) -> None:
    call = make_call("mirai-finland", opens=-1, closes=40, announced=False)
    confirmed(country="FI")
    assert tell() == 0
    announce(call, actor=None)
    Office.objects.filter(pk=call.office_id).update(verified=False)
    assert tell() == 0


def test_opening_again_after_the_end_tells_nobody_twice(make_call: MakeCall, shift_clock: Shift) -> None:  # noqa: F811
    call = make_call("mirai-finland", opens=-1, closes=5)
    confirmed(country="FI")
    tell()
    shift_clock(timedelta(days=6))
    extend_deadline(call, f"{call.closes_at + timedelta(days=9):%Y-%m-%dT%H:%M}", actor=None)
    confirmed("new@example.org", country="FI")
    assert tell() == 1
    assert len(openings()) == 1
    assert len(openings("new@example.org")) == 1


def test_one_reader_who_asked_by_country_and_by_office_gets_one_mail(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    confirmed(country="FI")
    CallAlert.objects.create(
        email=EMAIL.upper(),
        programme_id=CallAlert.objects.get().programme_id,
        office=Office.objects.get(code="emb-fi-helsinki"),
        confirmed_at=CallAlert.objects.get().confirmed_at,
    )
    tell()
    assert Message.objects.filter(template="alerts/open").count() == 1
    assert AlertTold.objects.count() == 2


def test_the_link_of_a_mail_ends_it_on_post_alone_and_again_says_the_same(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    confirmed(country="FI")
    tell()
    link = mailed("unsubscribe_url")
    client = Client(enforce_csrf_checks=True)
    assert "Stop these mails" in client.get(link).content.decode()
    assert CallAlert.objects.exists()
    # What a mail program sends by itself: no cookie, no token of a form; a redirect it would not follow.
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not CallAlert.objects.exists()
    assert not Message.objects.filter(to_email=EMAIL).exists()
    assert client.post(link).content == answer.content
    assert "No more of these mails" in client.get(link).content.decode()


def test_the_link_to_confirm_does_not_stop_and_the_one_to_stop_does_not_confirm(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    confirmed(country="FI")
    tell()
    stop = token_of(mailed("unsubscribe_url"))
    assert Client().post(f"/alerts/confirm/{stop}/").status_code == 404


def test_a_thousand_readers_are_told_in_a_fixed_number_of_queries(
    make_call: MakeCall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    one = confirmed(country="FI")
    CallAlert.objects.bulk_create(
        CallAlert(email=f"r{n}@example.org", programme=one.programme, country="FI", confirmed_at=one.confirmed_at)
        for n in range(400)
    )
    with django_assert_max_num_queries(14):
        assert tell() == 401


def test_chunks_go_on_until_everybody_is_told(make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=40)
    for number in range(7):
        confirmed(f"r{number}@example.org", country="FI")
    assert tell(chunk=3) == 7


def test_internships_are_told_to_those_in_japan(make_call: MakeCall) -> None:
    call = create_call(
        office=Office.objects.get(code="esc-tokyo"),
        round=create_round(
            programme="internship-esc", slug="internship-x", name={"en": "Spring"}, year=2027, parameters={}
        ),
        slug="internship-tokyo",
        opens_local="2026-01-01T09:00",
        closes_local="2099-01-01T09:00",
    )
    announce(call, actor=None)
    confirmed(programme="internship-esc", country="JP")
    confirmed("be@example.org", programme="internship-esc", country="BE")
    assert tell() == 1
    assert len(openings()) == 1
