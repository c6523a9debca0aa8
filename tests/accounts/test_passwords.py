"""Passwords: long enough, not common, not the words of this place; otherwise as people like them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.passwords import ContextWordsValidator
from tests.accounts.signing_in import NEW_PASSWORD, is_signed_in, path_in_mail, signed_in, type_password
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
WEAK = [
    "123456789",
    "short",
    "1234567890",
    "qwertyuiop",
    "password123",
    "dragon2026!!",  # a common one with a tail
    "mirai2026!",
    "Embassy-Japan-2027",
    "JETprogramme1",
]
GOOD = [
    "aaaa bbbb cccc",  # no rule about kinds of letters
    "1029384756657483",
    "пароль из слов",
    "柿の木の下で本を読む",
    "a sentence that only I would think of, about my grandmother's garden and the dog who dug it up every spring" * 2,
    "   blanks at both ends   ",
]


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def sign_up(password: str) -> Any:
    typed = {"email": "zoe@example.org", "password1": password, "password2": password}
    return Client().post(reverse("account_signup"), typed)


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused_at_sign_up_change_and_reset(password: str) -> None:
    assert "password1" in sign_up(password).context["form"].errors
    assert not User.objects.filter(email="zoe@example.org").exists()
    user = PersonFactory().user
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page: Any = signed_in(user).post(reverse("account_change_password"), typed)
    assert "password1" in page.context["form"].errors
    Client().post(reverse("account_reset_password"), {"email": user.email})
    browser = Client()
    form: Any = browser.get(path_in_mail(user.email, "password_reset_url"), follow=True)
    page = browser.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    assert "password1" in page.context["form"].errors
    assert type_password(user).session.get("_auth_user_id") == str(user.pk)  # the old one still opens


@pytest.mark.parametrize("password", GOOD)
def test_any_other_is_taken_as_it_was_typed(password: str) -> None:
    assert sign_up(password).status_code == 302
    user = User.objects.get(email="zoe@example.org")
    user.emailaddress_set.update(verified=True)
    assert user.check_password(password)
    assert is_signed_in(type_password(user, password), user)
    assert not is_signed_in(type_password(user, f"{password}x"), user)
    if password.swapcase() != password:
        assert not is_signed_in(type_password(user, password.swapcase()), user)
    if password.strip() != password:
        assert not is_signed_in(type_password(user, password.strip()), user)


def test_one_like_the_address_is_refused() -> None:
    typed = {"email": "persimmontree@example.org", "password1": "persimmontree1", "password2": "persimmontree1"}
    page: Any = Client().post(reverse("account_signup"), typed)
    assert "password1" in page.context["form"].errors


@pytest.mark.parametrize(
    "password", ["my embassy garden in spring", "tokyo drift of autumn leaves", "no such word here"]
)
def test_a_word_of_this_place_among_others_is_fine(password: str) -> None:
    ContextWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["mirai mirai 2026", "MEXT-Scholarship-2027", "TokyoEmbassy!!", "JapanExchange99"])
def test_words_of_this_place_alone_are_not(password: str) -> None:
    with pytest.raises(ValidationError):
        ContextWordsValidator().validate(password)


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_fields_mask_what_is_typed_let_paste_and_tell_password_managers_what_they_are(name: str) -> None:
    page = Client().get(reverse(name)).content.decode()
    assert 'type="password"' in page
    assert "maxlength" not in page.split('type="password"')[1].split(">")[0]
    assert "onpaste" not in page
    wanted = "current-password" if name == "account_login" else "new-password"
    assert f'autocomplete="{wanted}"' in page


def test_a_change_wants_the_password_of_now() -> None:
    user = PersonFactory().user
    browser = signed_in(user)
    for wrong in ("", "wrong", NEW_PASSWORD):
        typed = {"oldpassword": wrong, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        page: Any = browser.post(reverse("account_change_password"), typed)
        assert "oldpassword" in page.context["form"].errors
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_another_address_wants_the_password_again() -> None:
    user = PersonFactory().user
    browser = signed_in(user)
    asked = browser.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert user.emailaddress_set.count() == 1
    browser.post(asked["Location"], {"password": PASSWORD})
    assert set(user.emailaddress_set.values_list("email", "verified")) == {
        (user.email, True),
        ("new@example.org", False),
    }


def test_no_password_expires() -> None:
    user = PersonFactory().user
    user.last_login = user.joined_at.replace(year=2001)
    user.save()
    assert is_signed_in(type_password(user), user)
