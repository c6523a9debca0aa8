"""The public pages of the alumni associations: empty, filled and wrong, as the site sends them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from alumni.services import ask_to_found, name_officer, place_under, record_count, settle_founding
from alumni.states import Standing
from portal.accounts.models import User
from portal.offices.models import Office
from tests.alumni.register import became, recognised
from tests.factories import OfficeFactory, PersonFactory

FOUNDING: dict[str, Any] = {
    "name": "Leuven Circle of Former Researchers in Japan",
    "local_name": "Leuvense Kring van Oud-onderzoekers in Japan",
    "local_language": "nl",
    "country": "BE",
    "city": "Leuven",
    "people": 18,
    "aims": "Meet each term; tell students what a stay in Japan is like.",
    "wanted": "A speaker for the first evening.",
}


def all_pages() -> dict[str, str]:
    """Return pages by a path that says what is on them. Writes rows: call it where they are rolled back."""
    office = OfficeFactory(verified=True)
    pages = {"/alumni/empty": Client().get("/alumni/")}
    _register(office)
    visitor = Client()
    pages |= {
        "/alumni/": visitor.get("/alumni/"),
        "/alumni/map.svg": visitor.get("/alumni/map.svg"),
        "/alumni/found-one": visitor.get("/alumni/?q=ghent&ended=on"),
        "/alumni/found-none": visitor.get("/alumni/?q=nowhere"),
        "/alumni/wrong": visitor.get("/alumni/?q=%00x&country=QQ"),
        "/alumni/page": visitor.get("/alumni/association/ghent-circle/"),
        "/alumni/page/bare": visitor.get("/alumni/association/bare/"),
        "/alumni/page/merged": visitor.get("/alumni/association/gone/"),
    }
    return {path: answer.content.decode() for path, answer in (pages | _founding(office)).items()}


def _register(office: Office) -> None:
    ghent = recognised(
        office, "Ghent Circle", local_name="გენტის წრე", local_language="ka", website="https://a.example"
    )
    for year, members in ((2019, 96), (2023, 1412)):
        record_count(
            ghent, actor=None, on=date(year, 1, 1), members=members, source="association", where="Yearly report"
        )
    term = {"actor": None, "starts_on": date(2019, 1, 1), "public_since": date(2019, 1, 1)}
    name_officer(ghent, role="president", full_name="Ada Osei", native_name="アダ・オセイ", **term)
    place_under(recognised(office, "Chapter of Young Scientists"), ghent, actor=None)
    recognised(office, "Bare", city="", founded_year=None, country="FJ")
    became(recognised(office, "Gone"), Standing.MERGED, on=date(2020, 1, 31), successor=ghent)


def _founding(office: Office) -> dict[str, Any]:
    asking, answered, nameless = (_web(PersonFactory(full_name=name).user) for name in ("Zoë", "Ada", ""))
    user = User.objects.get(pk=answered.session["_auth_user_id"])
    settle_founding(ask_to_found(user=user, office=office, **FOUNDING), actor=None, supported=True, answer="Gladly.")
    pages = {
        "/founding/none": asking.get("/alumni/found/"),
        "/founding/form": asking.get("/alumni/found/new/"),
        "/founding/form/nameless": nameless.get("/alumni/found/new/"),
        "/founding/wrong": asking.post("/alumni/found/new/", {"people": "many", "local_language": "?"}),
        "/founding/answered": answered.get("/alumni/found/"),
    }
    asking.post("/alumni/found/new/", {"office": office.code, **FOUNDING})
    return {**pages, "/founding/open": asking.get("/alumni/found/")}


def _web(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
