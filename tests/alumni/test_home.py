"""The public page of alumni associations."""

from __future__ import annotations

import pytest
from django.test import Client

from alumni.models import Association
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db


def test_an_empty_register_says_whom_to_ask() -> None:
    html = Client().get("/alumni/").content.decode()
    assert "No association is listed yet" in html
    assert "write to the embassy of Japan there" in html


def test_published_associations_are_listed_by_country_and_others_are_not() -> None:
    office = OfficeFactory()
    for slug, country, published in (("fi", "FI", True), ("be", "BE", True), ("at", "AT", False)):
        name = {"en": f"Association of {country}"}
        Association.objects.create(office=office, slug=slug, country=country, name=name, published=published)
    html = Client().get("/alumni/").content.decode()
    assert html.index("Association of BE") < html.index("Association of FI")
    assert "Association of AT" not in html
    assert "Liaison: Embassy of Japan in Brussels" in html
