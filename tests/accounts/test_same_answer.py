"""Nobody learns from the site who has an account: known and unknown addresses get the same answer, to the byte."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.outbox.models import Message
from tests.accounts.signing_in import signed_in
from tests.factories import PASSWORD, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "nobdy@example.org"


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def known(db: None) -> User:
    return PersonFactory(user=UserFactory(email=KNOWN)).user


def answer(response: Any, *addresses: str) -> tuple[Any, ...]:
    """Return what can be told of an answer, without what is random in every answer and without the address typed."""
    body = response.content.decode()
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    for address in addresses:
        body = body.replace(address, "ADDRESS")
    cookies = {
        name: (len(cookie.value), cookie["max-age"], cookie["path"]) for name, cookie in response.cookies.items()
    }
    headers = sorted((name, value) for name, value in response.headers.items() if name != "Expires")  # a clock
    return response.status_code, headers, cookies, body


def walk(path: str, typed: dict[str, str], *, pages: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Send a form in a fresh browser, follow its answer, open further pages; return all the answers."""
    browser = Client()
    address = typed.get("email") or typed["login"]
    browser.get(path)
    answers = [browser.post(path, typed)]
    for where in (answers[0].headers.get("Location"), *pages):
        if where:
            answers.append(browser.get(where))
    return [answer(response, address) for response in answers]


def test_sign_in(known: User) -> None:
    typed = {"password": "wrong"}
    path = reverse("account_login")
    assert walk(path, {"login": KNOWN, **typed}) == walk(path, {"login": UNKNOWN, **typed})


def test_sign_in_to_an_account_without_a_password_or_that_is_closed(known: User) -> None:
    path, typed = reverse("account_login"), {"password": "wrong"}
    unknown = walk(path, {"login": UNKNOWN, **typed})
    known.set_unusable_password()
    known.save()
    assert walk(path, {"login": KNOWN, **typed}) == unknown
    known.is_active = False
    known.save()
    assert walk(path, {"login": KNOWN, **typed}) == unknown


def test_sign_up_and_the_pages_after_it(known: User) -> None:
    path, typed = reverse("account_signup"), {"password1": "violets by the river", "password2": "violets by the river"}
    after = (reverse("account_login"), reverse("account_signup"), "/", "/applications/")
    answers = [walk(path, {"email": email, **typed}, pages=after) for email in (KNOWN, UNKNOWN)]
    assert answers[0] == answers[1]
    assert answers[0][0][0] == 302
    assert Message.objects.filter(to_email=KNOWN).exists()
    assert Message.objects.filter(to_email=UNKNOWN).exists()


def test_sign_up_twice(known: User) -> None:
    path, typed = reverse("account_signup"), {"password1": "violets by the river", "password2": "violets by the river"}
    answers = []
    for email in (KNOWN, UNKNOWN):
        walk(path, {"email": email, **typed})
        answers.append(walk(path, {"email": email, **typed}))
    assert answers[0] == answers[1]


def test_a_wrong_sign_up(known: User) -> None:
    path, typed = reverse("account_signup"), {"password1": "short", "password2": "shorter"}
    assert walk(path, {"email": KNOWN, **typed}) == walk(path, {"email": UNKNOWN, **typed})


def test_a_new_password(known: User) -> None:
    path = reverse("account_reset_password")
    assert walk(path, {"email": KNOWN}) == walk(path, {"email": UNKNOWN})
    assert Message.objects.filter(to_email=KNOWN).count() == Message.objects.filter(to_email=UNKNOWN).count() == 1


def test_a_new_password_when_there_were_too_many_requests(known: User) -> None:
    path = reverse("account_reset_password")
    answers = []
    for email in (KNOWN, UNKNOWN):
        for _again in range(6):
            Client().post(path, {"email": email})
        answers.append(walk(path, {"email": email}))
    assert answers[0] == answers[1]
    assert Message.objects.filter(to_email=KNOWN).count() == Message.objects.filter(to_email=UNKNOWN).count() == 5


def test_adding_an_address_that_belongs_to_somebody_else(known: User) -> None:
    answers = []
    for wanted in (KNOWN, UNKNOWN):
        user = PersonFactory(user=UserFactory(email=f"{wanted[:3]}.me@example.net")).user
        browser = signed_in(user)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        first = browser.post(reverse("account_email"), {"email": wanted, "action_add": ""})
        again = browser.post(reverse("account_email"), {"email": wanted, "action_send": ""})
        page = browser.get(reverse("account_email"))
        answers.append([answer(response, wanted, user.email) for response in (first, again, page)])
    assert answers[0] == answers[1]


def test_a_link_to_somebody_elses_address_confirms_nothing(known: User) -> None:
    user = PersonFactory().user
    browser = signed_in(user)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("account_email"), {"email": KNOWN, "action_add": ""})
    sent = Message.objects.filter(to_email=KNOWN).latest("id")
    Client().post(sent.context["activate_url"].split("8000", 1)[-1])
    assert EmailAddress.objects.filter(email=KNOWN, verified=True).get().user == known


def test_a_link_for_a_reset_tells_nothing_about_who_exists(known: User) -> None:
    def opened(uid: str) -> tuple[Any, ...]:
        link = f"/accounts/password/reset/key/{uid}-abcdef-0123456789abcdef0123456789abcdef/"
        return answer(Client().get(link), f"{uid}-abcdef")

    theirs = user_pk_to_url_str(known)
    assert opened(theirs) == opened("z" * len(theirs))  # as long: a page says its own address


@pytest.mark.parametrize(
    ("name", "typed"),
    [("account_reset_password", {}), ("account_login", {"password": "wrong"})],
    ids=["new password", "sign in"],
)
def test_the_database_is_asked_as_often_for_nobody_as_for_somebody(
    known: User, name: str, typed: dict[str, str]
) -> None:
    """Measured times are in bench/same_time.py; the difference would come from here and from hashing."""

    def questions(address: str) -> int:
        browser = Client()
        with CaptureQueriesContext(connection) as asked:
            browser.post(reverse(name), {"email": address, "login": address, **typed})
        return len(asked)

    Client().post(reverse(name), {"email": "warm@example.org", "login": "warm@example.org", **typed})
    assert abs(questions(KNOWN) - questions(UNKNOWN)) <= 1


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_the_password_is_hashed_once_whoever_signs_up(known: User, address: str, monkeypatch: Any) -> None:
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    secret = "violets by the river"
    Client().post(reverse("account_signup"), {"email": address, "password1": secret, "password2": secret})
    assert hashed == [secret]


@pytest.mark.parametrize(
    "rows", [lambda: User.objects.filter(email="a@b.example"), lambda: User.objects.with_email("A@b.example")]
)
def test_an_address_is_looked_up_by_an_index_whoever_has_it(rows: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows().explain()
    assert "Seq Scan" not in plan
