"""Somebody on the staff has lost the key, the phone and the codes: what an operator does, and what then is asked."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Role
from portal.outbox.models import Message
from portal.staffsite.services import take_off_factors
from programs.models import Call
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    choose_new_password,
    is_signed_in,
    signed_in,
    type_password,
    with_app,
)
from tests.factories import PASSWORD, OfficeFactory, PersonFactory, PostingFactory
from tests.staff import QUEUE, posted, staff_browser


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def reviewer(call: Call) -> User:
    user = posted(call.office)
    with_app(user)
    return user


@pytest.fixture
def operator(call: Call) -> User:
    return posted(call.office, Role.OPERATOR)


def test_factors_and_password_go_sessions_end_and_it_is_on_record(reviewer: User, operator: User) -> None:
    cache.clear()
    browser = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    assert take_off_factors(reviewer, actor=operator) == 2
    assert not Authenticator.objects.filter(user=reviewer).exists()
    assert browser.get(QUEUE)["Location"].startswith("/accounts/login/")
    entry = Entry.objects.get(code="accounts.second_factors_taken_off")
    assert (entry.user_id, entry.object_id, entry.data) == (operator.pk, str(reviewer.pk), {"factors": 2})


def test_the_person_is_told_by_mail_with_the_way_back(reviewer: User, operator: User, settings: Any) -> None:
    take_off_factors(reviewer, actor=operator)
    mail = Message.objects.get(to_email=reviewer.email)
    assert mail.template == "account/email/factors_taken_off"
    assert mail.context["password_reset_url"] == f"{settings.PORTAL_BASE_URL}/accounts/password/reset/"


def test_the_old_password_opens_nothing_and_the_mailbox_leads_to_a_new_factor(reviewer: User, operator: User) -> None:
    take_off_factors(reviewer, actor=operator)
    assert not is_signed_in(type_password(reviewer, PASSWORD), reviewer)
    browser = Client()
    choose_new_password(reviewer, browser=browser)
    type_password(reviewer, NEW_PASSWORD, browser=browser)
    assert is_signed_in(browser, reviewer)
    assert browser.get(QUEUE)["Location"] == "/accounts/2fa/set-up/"


def test_nobody_does_it_for_themselves(operator: User) -> None:
    with_app(operator)
    with pytest.raises(NotAllowed) as refused:
        take_off_factors(operator, actor=operator)
    assert refused.value.code == "own_factors"
    assert Authenticator.objects.filter(user=operator).count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_only_operators_do_it(reviewer: User, call: Call, role: Role) -> None:
    with pytest.raises(NotAllowed):
        take_off_factors(reviewer, actor=posted(call.office, role))
    assert Authenticator.objects.filter(user=reviewer).count() == 2


def test_an_operator_of_another_office_does_not(reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        take_off_factors(reviewer, actor=posted(OfficeFactory(), Role.OPERATOR))


def test_nor_one_who_keeps_only_one_of_the_offices_where_the_person_works(reviewer: User, operator: User) -> None:
    PostingFactory(user=reviewer, office=OfficeFactory(code="embassy-elsewhere"))
    with pytest.raises(NotAllowed) as refused:
        take_off_factors(reviewer, actor=operator)
    assert refused.value.code == "not_your_office"


def test_an_applicant_is_not_for_an_office_to_unlock(operator: User) -> None:
    applicant = PersonFactory().user
    with_app(applicant)
    with pytest.raises(NotAllowed):
        take_off_factors(applicant, actor=operator)


def test_who_has_none_is_said_to_have_none(call: Call, operator: User) -> None:
    with pytest.raises(DomainError) as refused:
        take_off_factors(posted(call.office), actor=operator)
    assert refused.value.code == "no_factors"
    assert not Message.objects.exists()


def test_the_command_does_the_same_for_whoever_has_no_operator() -> None:
    applicant = PersonFactory().user
    browser = signed_in(applicant, with_app(applicant))
    said = StringIO()
    call_command("take_off_factors", applicant.email.upper(), stdout=said)
    assert "choose a new password" in said.getvalue()
    assert not is_signed_in(browser, applicant)
    assert Entry.objects.filter(code="accounts.second_factors_taken_off", user_id=None).exists()


@pytest.mark.parametrize("email", ["nobody@example.org", "\u0000", ""])
def test_the_command_names_an_address_it_does_not_know(email: str) -> None:
    with pytest.raises(CommandError):
        call_command("take_off_factors", email.replace("\u0000", "a b"))


def test_an_operator_does_it_in_the_list_of_logins(reviewer: User, operator: User) -> None:
    browser = staff_browser(operator)
    chosen = {"action": "take_off_factors_of_selected", "_selected_action": [str(reviewer.pk)], "index": "0"}
    page = browser.post("/admin/accounts/user/", chosen, follow=True).content.decode()
    assert reviewer.email in page
    assert "no second factor any more" in page
    assert not Authenticator.objects.filter(user=reviewer).exists()
    own = {**chosen, "_selected_action": [str(operator.pk)]}
    assert (
        "Nobody takes off a second factor of their own"
        in browser.post("/admin/accounts/user/", own, follow=True).content.decode()
    )
