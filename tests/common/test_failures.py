"""What is kept of people who are turned away."""

import pytest
from django.test import Client

from portal.audit.models import Entry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_whoever_is_refused_is_on_record_with_path_and_status() -> None:
    user = UserFactory()
    browser = Client()
    browser.force_login(user)
    assert browser.get("/admin/").status_code == 403
    assert browser.get("/applications/7F3ATK29QDX/").status_code == 404
    kept = Entry.objects.filter(code="access.refused", user_id=user.pk).order_by("id")
    assert [(entry.detail.values["path"], entry.data["status"]) for entry in kept] == [
        ("/admin/", 403),
        ("/applications/7F3ATK29QDX/", 404),
    ]


def test_a_wrong_address_of_somebody_unknown_is_not() -> None:
    assert Client().get("/no-such-page/").status_code == 404
    assert not Entry.objects.filter(code="access.refused").exists()
