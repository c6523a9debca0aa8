"""A second factor that was set up is on record once the database has it: with commits that are real."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.audit.models import Entry
from tests.accounts.signing_in import codes, signed_in
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def test_setting_up_an_app_is_on_record() -> None:
    cache.clear()
    user = PersonFactory().user
    browser = signed_in(user)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.get(reverse("mfa_activate_totp"))
    browser.post(reverse("mfa_activate_totp"), {"code": codes(browser.session["mfa.totp.secret"])[1]})
    added = Entry.objects.filter(code="accounts.second_factor_added", user_id=user.pk)
    assert "totp" in [entry.data["type"] for entry in added]
