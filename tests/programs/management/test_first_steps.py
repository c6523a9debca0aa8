"""From an empty database to an open call and a coordinator in the staff site, by commands and the site alone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import Message
from programs.models import Call, CallState
from tests.commands import refused, said
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
EMI = "emi.sato@be.mission.example"
THEMES = """
themes:
  - {key: diplomacy-security, name: {en: "Diplomacy and security"}, places: 17}
  - {key: rule-of-law, name: {en: "Rule of law", fr: "État de droit"}, starts_on: "2027-02-13", ends_on: "2027-02-19"}
"""


def test_an_empty_database_becomes_a_portal_with_an_open_call(tmp_path: Path) -> None:
    said("load_catalog")
    said("appoint", EMI, "emb-be-brussels", "coordinator", "--name=Emi Sato")
    words = said(
        *("create_round", "mirai", "mirai-2026-27", "--name=MIRAI 2026/27", "--year=2026"),
        *("--starts=2027-02-13", "--ends=2027-02-19", "--param=programme_end=2027-02-19"),
        *("--param=age_reference_date=2027-02-13", "--param=max_age=30", "--param=capped_themes=rule-of-law"),
    )
    assert "Its calls still have to say: country" in words
    themes = tmp_path / "themes.yaml"
    themes.write_text(THEMES, "utf-8")
    words = said(
        *("create_call", "emb-be-brussels", "mirai-2026-27", "mirai-2026-27-belgium"),
        *("--opens=2020-11-02T09:00", "--closes=2099-01-15T12:00", "--param=country=BE"),
        *(f"--themes={themes}", "--places=12", "--reserve=6", "--announce"),
    )
    assert "/calls/mirai-2026-27-belgium/" in words
    call = Call.objects.get()
    assert (call.state, call.shortlist_places, call.reserve_places) == (CallState.OPEN, 12, 6)
    page = Client().get("/calls/mirai-2026-27-belgium/").content.decode()
    assert "Rule of law" in page
    assert "Embassy of Japan in Belgium" in page
    assert "ationality of Belgium" in page
    assert Client().get("/calls/mirai-2026-27-belgium/eligibility/").status_code == 200


def test_an_appointed_coordinator_sets_a_password_and_a_second_factor_and_works() -> None:
    cache.clear()
    said("load_catalog")
    said("appoint", EMI, "emb-be-brussels", "coordinator")
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": EMI})
    link = Message.objects.get(to_email=EMI).context["password_reset_url"]
    address = browser.get(urlsplit(link).path, follow=True).redirect_chain[-1][0]
    browser.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    browser.post("/accounts/login/", {"login": EMI, "password": PASSWORD})
    led = browser.get("/admin/", follow=True)
    assert led.redirect_chain[0][0] == "/accounts/2fa/set-up/"
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(email=EMI), secret)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    asked = browser.get("/admin/")["Location"]
    browser.post(asked, {"code": code}, follow=True)
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/admin/programs/call/").status_code == 200


def test_making_the_same_round_or_call_again_is_refused() -> None:
    said("load_catalog")
    round_ = ("create_round", "mirai", "mirai-2026-27", "--name=MIRAI", "--year=2026")
    said(*round_)
    assert "There is a round mirai-2026-27 already." in refused(1, *round_)
    times = ("--opens=2026-11-02T09:00", "--closes=2027-01-15T12:00")
    call = ("create_call", "emb-be-brussels", "mirai-2026-27", "mirai-belgium", *times)
    said(*call)
    assert "The name mirai-belgium is taken" in refused(1, *call)
    other_name = ("create_call", "emb-be-brussels", "mirai-2026-27", "mirai-brussels", *times)
    words = refused(1, *other_name)
    assert "named mirai-belgium. An office has one call in a round." in words
    assert Call.objects.count() == 1
