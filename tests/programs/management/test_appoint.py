"""`manage.py appoint`: the first staff of an installation, and any further ones."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common import clock
from portal.offices.models import Office, Posting, Role
from portal.offices.queries import is_posted
from tests.commands import refused, said
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("catalogue")
EMI = "emi.sato@be.mission.example"
BRUSSELS = "emb-be-brussels"


def test_somebody_without_a_login_gets_one_that_only_they_can_open() -> None:
    words = said("appoint", EMI, BRUSSELS, "coordinator", "--name", "Emi Sato")
    user = User.objects.get(email=EMI)
    assert not user.has_usable_password()
    assert not user.is_superuser
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (EMI, True, True)
    assert user.person.full_name == "Emi Sato"
    assert is_posted(user, Role.COORDINATOR)
    assert f"{EMI} is Coordinator at Embassy of Japan in Belgium from {clock.now().date()}." in words
    assert "/accounts/password/reset/" in words


def test_login_and_posting_are_on_record_as_made_by_nobody_signed_in() -> None:
    said("appoint", EMI, BRUSSELS, "reviewer")
    user = User.objects.get(email=EMI)
    login, posting = Entry.objects.get(code="accounts.login_made"), Entry.objects.get(code="offices.posting_opened")
    assert (login.user_id, login.object_id) == (None, str(user.pk))
    assert posting.user_id is None
    assert posting.office_id == Office.objects.get(code=BRUSSELS).pk
    assert posting.data == {"posted_user": user.pk, "role": "reviewer"}


def test_days_and_programme_are_taken_over() -> None:
    words = said("appoint", EMI, "mofa", "coordinator", "--programme=mirai", "--from=2026-11-01", "--until=2027-10-31")
    posting = Posting.objects.get()
    assert (posting.starts_on, posting.ends_on) == (date(2026, 11, 1), date(2027, 10, 31))
    assert posting.programme == "mirai"
    assert "from 2026-11-01 until 2027-10-31, for mirai only." in words


def test_somebody_who_signed_up_and_confirmed_keeps_login_and_password() -> None:
    user = UserFactory(email=EMI)
    assert "was there already" in said("appoint", EMI.upper(), BRUSSELS, "senior_reviewer")
    user.refresh_from_db()
    assert user.has_usable_password()
    assert User.objects.count() == 1
    assert is_posted(user, Role.SENIOR_REVIEWER)


def test_an_address_confirmed_as_somebodys_second_one_is_theirs() -> None:
    user = UserFactory(email="emi@home.example")
    EmailAddress.objects.create(user=user, email=EMI, verified=True, primary=False)
    said("appoint", EMI, BRUSSELS, "reviewer")
    assert Posting.objects.get().user == user


def test_an_address_that_somebody_signed_up_with_and_never_confirmed_is_refused() -> None:
    user = UserFactory(email=EMI, verified=False)
    EmailAddress.objects.create(user=user, email=EMI, verified=False, primary=True)
    assert "never confirmed the address" in refused(1, "appoint", EMI, BRUSSELS, "reviewer")
    assert not Posting.objects.exists()


def test_a_closed_account_is_refused() -> None:
    UserFactory(email=EMI, is_active=False)
    assert "is closed" in refused(1, "appoint", EMI, BRUSSELS, "reviewer")


def test_appointing_again_is_refused_and_changes_nothing() -> None:
    said("appoint", EMI, BRUSSELS, "reviewer")
    assert "already has this role at this office" in refused(1, "appoint", EMI, BRUSSELS, "reviewer")
    assert Posting.objects.count() == User.objects.count() == 1
    said("appoint", EMI, BRUSSELS, "coordinator")
    assert Posting.objects.count() == 2


def test_what_is_refused_leaves_no_login_behind() -> None:
    words = refused(2, "appoint", EMI, BRUSSELS, "reviewer", "--from=2027-01-01", "--until=2026-01-01")
    assert "cannot end on 2026-01-01, before it starts on 2027-01-01" in words
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((EMI, "emb-be-brusels", "reviewer"), "There is no office “emb-be-brusels”. Did you mean “emb-be-brussels”?"),
        ((EMI, BRUSSELS, "reviewr"), "Did you mean “reviewer”? Choices: auditor, center_officer, coordinator,"),
        ((EMI, BRUSSELS, "reviewer", "--programme=mirei"), "Did you mean “mirai”? Choices: internship-esc, jet,"),
        ((EMI, BRUSSELS, "reviewer", "--from=1 May"), "--from: “1 May” is no day. Write it as 2026-11-02."),
        ((EMI, BRUSSELS, "reviewer", "--until=20270101"), "--until: “20270101” is no day."),
        (
            (EMI, "mofa", "coordinator"),
            "works for one programme across offices. Add --programme: internship-esc, jet,",
        ),
        (("emi.sato", BRUSSELS, "reviewer"), "“emi.sato” is no email address."),
        (("e" * 250 + "@be.example", BRUSSELS, "reviewer"), "is no email address."),
        ((EMI, BRUSSELS, "reviewer", "--name=" + "a" * 201), "--name: Ensure this value has at most 200 characters"),
        ((EMI, BRUSSELS, "reviewer", "--name=\udce9"), "--name: “\ufffd” cannot be read as text."),
    ],
)
def test_wrong_usage_is_said_in_words_with_the_choices(arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(2, "appoint", *arguments)
    assert not User.objects.exists()
