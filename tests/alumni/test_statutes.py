"""Statutes are filed with the day they were adopted, checked like any upload, opened by who keeps the association."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from alumni.models import Association, Statutes
from alumni.services import keep_statutes
from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.files.services import process
from portal.offices.models import Role
from tests.alumni.register import recognised
from tests.factories import OfficeFactory
from tests.files.samples import pdf, upload
from tests.staff import posted, reviewer_browser


@pytest.fixture
def association(db: None) -> Association:
    return recognised(OfficeFactory())


def kept(association: Association, on: date = date(2001, 5, 3), **how: Any) -> Statutes:
    return keep_statutes(association, **{"actor": None, **how}, adopted_on=on, file=upload(pdf(), "statutes.pdf"))


def test_a_liaison_files_them_and_opens_them_once_they_are_checked(association: Association) -> None:
    liaison = reviewer_browser(association.office, Role.LIAISON)
    place = f"/admin/alumni/association/{association.pk}/"
    typed = {"adopted_on_day": 3, "adopted_on_month": 5, "adopted_on_year": 2001}
    sent = liaison.post(f"{place}record/statutes/", {**typed, "file": upload(pdf(), "statutes.pdf")})
    assert sent.status_code == 302
    assert "Being checked" in liaison.get(f"{place}change/").content.decode()
    filed = association.statutes.get()
    process(filed.file_id)
    assert f'href="/files/{filed.file.token}/"' in liaison.get(f"{place}change/").content.decode()
    opened = liaison.get(f"/files/{filed.file.token}/")
    assert b"".join(opened.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert Entry.objects.filter(code="alumni.statutes_kept", object_id=str(association.pk)).exists()


def test_nobody_else_opens_them(association: Association, client: Client) -> None:
    filed = kept(association)
    process(filed.file_id)
    for browser in (
        client,
        reviewer_browser(association.office),
        reviewer_browser(OfficeFactory(), Role.LIAISON),
    ):
        assert browser.get(f"/files/{filed.file.token}/").status_code in (302, 404)


def test_an_earlier_version_stays(association: Association) -> None:
    first = kept(association)
    kept(association, date(2015, 1, 1))
    assert association.statutes.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Statutes.objects.filter(pk=first.pk).update(adopted_on=date(2000, 1, 1))


def test_what_cannot_be_is_refused_and_nothing_is_kept(association: Association) -> None:
    for on in (date(2999, 1, 1), date(1989, 12, 31)):
        with pytest.raises(DomainError):
            kept(association, on)
    with pytest.raises(NotAllowed):
        kept(association, actor=posted(OfficeFactory(), Role.LIAISON))
    liaison = reviewer_browser(association.office, Role.LIAISON)
    typed = {"adopted_on_day": 3, "adopted_on_month": 5, "adopted_on_year": 2001}
    place = f"/admin/alumni/association/{association.pk}/record/statutes/"
    refused = liaison.post(place, {**typed, "file": upload(b"MZ\x00" * 50, "statutes.pdf")})
    assert refused.status_code == 422
    assert liaison.post(place, typed).status_code == 422
    assert not association.statutes.exists()
