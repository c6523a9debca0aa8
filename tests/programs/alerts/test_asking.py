"""Asking to be told, by pages alone: one mail, the same answer for everybody, and nothing before it is confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.outbox.models import Message
from programs.models import AlertLink, Call, CallAlert
from programs.services.alerts.asking import MAILS_A_DAY
from programs.services.alerts.forgetting import erase, forget_old
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.factories import UserFactory
from tests.programs.alerts.asked import EMAIL, asked, confirmed, mailed, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mirai_call")]
ASK = {"programme": "mirai", "country": "FI", "email": EMAIL}


def post(data: dict[str, str], client: Client | None = None, **extra: str) -> str:
    response = (client or Client()).post("/alerts/", data, **extra)  # type: ignore[arg-type]
    return response.headers.get("Location", "") or response.content.decode()


def test_one_asks_opens_the_mail_and_confirms() -> None:
    client = Client()
    assert post(ASK, client) == "/alerts/asked/"
    assert "Open it within 3 days" in client.get("/alerts/asked/").content.decode()
    link = mailed("url")
    page = client.get(link).content.decode()
    assert "MIRAI" in page
    assert "Finland" in page
    assert EMAIL not in page  # whoever holds the link need not hear whose it is
    assert CallAlert.objects.get().confirmed_at is None  # mail programs open links by themselves
    assert client.post(link).headers["Location"] == link
    assert "We will write to you" in client.get(link).content.decode()
    assert CallAlert.objects.get().confirmed_at is not None


def test_the_token_is_nowhere_in_the_database_once_the_mail_is_written() -> None:
    token = token_of(asked())
    kept = AlertLink.objects.values_list("token_hash", flat=True).get()
    assert token not in kept
    assert len(token) >= 40


def test_known_waiting_and_new_addresses_get_the_same_answer() -> None:
    confirmed("known@example.org", country="FI")
    asked("waiting@example.org", country="FI")
    client = Client()
    answers = {
        address: client.post("/alerts/", {**ASK, "email": address})
        for address in ("known@example.org", "waiting@example.org", "new@example.org", UserFactory().email)
    }
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers.values()} == {
        (302, "/alerts/asked/")
    }


def test_an_address_is_one_whatever_its_case() -> None:
    post(ASK)
    post({**ASK, "email": "Amina@Example.org"})
    assert CallAlert.objects.count() == 1


def test_asking_twice_sends_one_mail_and_a_day_has_only_so_many(shift_clock: Shift) -> None:  # noqa: F811
    for _press in range(3):
        post(ASK)
    assert Message.objects.count() == 1
    for number, country in enumerate(("BE", "FR", "NL", "DE", "AT", "IT", "ES")):
        shift_clock(timedelta(minutes=3 * (number + 1)))
        post({**ASK, "country": country})
    assert Message.objects.count() == MAILS_A_DAY
    shift_clock(timedelta(days=1, hours=1))
    post({**ASK, "country": "PT"})
    assert Message.objects.count() == MAILS_A_DAY + 1


def test_requests_from_one_address_are_counted(settings: pytest.FixtureRequest) -> None:
    settings.REQUEST_LIMITS = {"alert_ask": {"user": 2, "ip": 2}}  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="192.0.2.77")
    answers = [client.post("/alerts/", {**ASK, "email": f"p{n}@example.org"}).status_code for n in range(3)]
    assert answers == [302, 302, 429]
    assert CallAlert.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": ""}, "Enter an email address."),
        ({"email": "no-address"}, "Enter an email address such as name@example.org."),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "Enter an email address"),
        ({"email": "zero\x00@example.org"}, "is not text"),
        ({"email": "x" * 250 + "@example.org"}, "254"),
        ({"country": ""}, "Choose a country."),
        ({"country": "QQ"}, "Choose a country from the list."),
        ({"programme": "no-such"}, "Choose one from the list."),
        ({"programme": ""}, "Choose a programme."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_noted(wrong: dict[str, str], said: str) -> None:
    page = post({**ASK, **wrong})
    assert said in page
    assert "<title>Error:" in page
    assert not CallAlert.objects.exists()


def test_no_address_elsewhere_is_ever_the_next_page() -> None:
    sent = {**ASK, "next": "https://evil.example/", "redirect": "//evil.example"}
    assert post(sent) == "/alerts/asked/"
    client = Client()
    client.force_login(UserFactory())
    assert post({**sent, "email": ""}, client) == "/programs/mirai/"


def test_links_of_mails_come_from_configuration_and_never_from_the_request(settings: pytest.FixtureRequest) -> None:
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]  # type: ignore[attr-defined]
    post(ASK, HTTP_HOST="evil.example")
    newest = Message.objects.get()
    assert newest.context["url"].startswith("http://localhost:8000/alerts/confirm/")


def test_somebody_signed_in_with_a_verified_address_needs_no_mail() -> None:
    user = UserFactory()
    client = Client()
    client.force_login(user)
    page = client.get("/alerts/?programme=mirai").content.decode()
    assert user.email in page
    assert 'name="email"' not in page
    assert post({"programme": "mirai", "country": "FI", "email": "other@example.org"}, client) == "/programs/mirai/"
    alert = CallAlert.objects.get()
    assert (alert.email, alert.confirmed_at is not None) == (user.email, True)
    assert not Message.objects.exists()


def test_somebody_signed_in_whose_address_is_not_verified_gets_the_mail() -> None:
    client = Client()
    client.force_login(UserFactory(verified=False))
    assert post(ASK, client) == "/alerts/asked/"
    assert CallAlert.objects.get().confirmed_at is None


@pytest.mark.parametrize("token", ["no-such-token", "x" * 500, "..%2F..", "é"])
def test_a_link_that_is_not_ours_is_said_to_be_no_good(token: str) -> None:
    url = f"/alerts/confirm/{token}/"
    for response in (Client().get(url), Client().post(url)):
        assert response.status_code == 404


def test_a_tampered_link_and_one_for_another_purpose_confirm_nothing() -> None:
    link = asked()
    token = token_of(link)
    swapped = ("A" if token[-1] != "A" else "B").join([token[:-1], ""])
    for bad in (swapped, token[:-1], token + "x"):
        assert Client().post(reverse("alert_confirm", args=[bad])).status_code == 404
    assert Client().post(reverse("alert_stop", args=[token])).status_code == 200  # says the same as ever
    assert CallAlert.objects.get().confirmed_at is None


def test_a_link_is_good_for_three_days(shift_clock: Shift) -> None:  # noqa: F811
    link = asked()
    shift_clock(timedelta(days=3, minutes=1))
    response = Client().post(link)
    assert response.status_code == 404
    assert "This link is no longer good" in response.content.decode()
    assert CallAlert.objects.get().confirmed_at is None


def test_the_language_is_that_of_asking_and_a_stranger_does_not_change_it() -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="fr")
    post(ASK, client)
    assert Message.objects.get().language == "fr"
    client.post(mailed("url"))
    assert CallAlert.objects.get().language == "fr"
    CallAlert.objects.update(asked_at="2026-01-01T00:00Z")
    AlertLink.objects.update(made_at="2026-01-01T00:00Z")
    post(ASK, Client(HTTP_ACCEPT_LANGUAGE="ja"))
    assert CallAlert.objects.get().language == "fr"
    Client().post(mailed("url"))
    assert CallAlert.objects.get().language == "ja"


def test_at_an_office_only_its_programmes_are_offered_and_the_office_is_kept() -> None:
    page = Client().get("/alerts/?programme=mirai&office=emb-fi-helsinki").content.decode()
    assert "Embassy of Japan in Finland" in page
    assert "internship-esc" not in page
    assert 'name="country"' not in page
    post({"programme": "mirai", "office": "emb-fi-helsinki", "email": EMAIL})
    alert = CallAlert.objects.get()
    assert alert.office is not None
    assert alert.office.code == "emb-fi-helsinki"
    for office in ("emb-fr-paris", "mofa", "nothing"):
        assert Client().get(f"/alerts/?office={office}").status_code == 404


def test_pages_that_have_something_to_wait_for_offer_it(make_call: object) -> None:
    make_call("mirai-soon", opens=5, closes=40)  # type: ignore[operator]
    make_call("mirai-over", opens=-50, closes=-4, office="emb-ca-ottawa")  # type: ignore[operator]
    client = Client()

    def shown(url: str) -> str:
        return client.get(url).content.decode()

    assert 'href="/alerts/?programme=mirai"' in shown("/programs/mirai/")
    assert 'href="/alerts/?programme=mirai&amp;office=emb-fi-helsinki"' in shown("/calls/mirai-soon/")
    assert "Tell me when it opens again" in shown("/calls/mirai-over/")
    assert "/alerts/" not in shown(f"/calls/{Call.objects.get(slug='mirai-2026-27-belgium').slug}/")
    assert "office=emb-fi-helsinki" in shown("/offices/emb-fi-helsinki/")


def test_what_nobody_confirms_is_deleted_after_a_week_with_its_mail(shift_clock: Shift) -> None:  # noqa: F811
    asked()
    confirmed("kept@example.org", country="BE")
    shift_clock(timedelta(days=6, hours=23))
    assert forget_old() == 0
    shift_clock(timedelta(days=7, hours=1))
    assert forget_old() == 1
    assert CallAlert.objects.get().email == "kept@example.org"
    assert not Message.objects.filter(to_email=EMAIL).exists()


def test_what_was_confirmed_is_deleted_after_two_years(shift_clock: Shift) -> None:  # noqa: F811
    confirmed()
    shift_clock(timedelta(days=729))
    assert forget_old() == 0
    shift_clock(timedelta(days=731))
    assert forget_old() == 1
    assert not CallAlert.objects.exists()
    assert not Message.objects.filter(to_email=EMAIL).exists()


def test_an_address_is_erased_whatever_its_case_and_nobody_elses() -> None:
    confirmed(country="FI")
    confirmed("other@example.org", country="FI")
    assert erase(EMAIL.upper()) == 1
    assert list(CallAlert.objects.values_list("email", flat=True)) == ["other@example.org"]
    assert set(Message.objects.values_list("to_email", flat=True)) == {"other@example.org"}


def test_the_page_says_how_long_the_address_is_kept() -> None:
    page = Client().get("/alerts/").content.decode()
    assert "After two years it is deleted in any case." in page
    assert "no office sees it" in page
