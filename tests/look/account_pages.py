"""The account pages as the site really serves them, for a stranger, an applicant and somebody with an app."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from portal.accounts.models import User

PASSWORD = "Kaki-no-ki-27"


def applicant(email: str) -> Client:
    """A browser that has signed in with a password."""
    user = get_user_model().objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    """The six digits an authenticator app shows now for a base32 `secret` (RFC 6238, SHA-1, 30 seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def strangers() -> Iterator[tuple[str, HttpResponse]]:
    """Pages for somebody who is not signed in, some with errors."""
    client = Client()
    for name in ("account_login", "account_signup", "account_reset_password", "account_reset_password_done"):
        yield name, client.get(reverse(name))
    yield "account_email_verification_sent", client.get(reverse("account_email_verification_sent"))
    yield "account_inactive", client.get(reverse("account_inactive"))
    yield "reset_done", client.get(reverse("account_reset_password_from_key_done"))
    yield "bad_reset_link", client.get(reverse("account_reset_password_from_key", args=["a", "b-c"]))
    yield "bad_confirmation_link", client.get(reverse("account_confirm_email", args=["no-such-key"]))
    yield "wrong_login", client.post(reverse("account_login"), {"login": "x@example.org", "password": "no"})
    wrong = {"email": "nobody", "password1": "a", "password2": "b"}
    yield "wrong_signup", client.post(reverse("account_signup"), wrong)


def applicants() -> Iterator[tuple[str, HttpResponse]]:
    """Pages for somebody signed in, who sets up an authenticator app and signs in with it."""
    client = applicant("anna@example.org")
    user = get_user_model().objects.get(email="anna@example.org")
    second_address = EmailAddress.objects.create(user=user, email="anna@example.net")
    yield "account_email", client.get(reverse("account_email"))
    second_address.delete()  # nobody sets up an app before every address is confirmed
    for name in ("account_change_password", "account_logout", "account_reauthenticate"):
        yield name, client.get(reverse(name))
    for name in ("mfa_index", "usersessions_list"):
        yield name, client.get(reverse(name))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    activation = client.get(reverse("mfa_activate_totp"))
    yield "mfa_activate_totp", activation
    yield "wrong_code", client.post(reverse("mfa_activate_totp"), {"code": "000"})
    (secret,) = re.findall(r'id="authenticator_secret"[^>]*>([A-Z2-7]+)<', activation.content.decode())
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    yield "mfa_index_on", client.get(reverse("mfa_index"))
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"):
        yield name, client.get(reverse(name))
    second = Client()
    second.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    yield "mfa_authenticate", second.get(reverse("mfa_authenticate"))


def owners_of_keys() -> Iterator[tuple[str, HttpResponse]]:
    """Pages for somebody who has a security key, and for somebody who adds a first one."""
    without = applicant("beate@example.org")
    yield "mfa_list_webauthn_none", without.get(reverse("mfa_list_webauthn"))
    client = applicant("carla@example.org")
    for each in (client, without):
        each.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    key = key_of(get_user_model().objects.get(email="carla@example.org"))
    yield "mfa_reauthenticate_webauthn", client.get(reverse("mfa_reauthenticate_webauthn"))
    yield "mfa_list_webauthn", client.get(reverse("mfa_list_webauthn"))
    yield "mfa_add_webauthn", without.get(reverse("mfa_add_webauthn"))
    yield "wrong_new_key", without.post(reverse("mfa_add_webauthn"), {"name": "", "credential": "{}"})
    yield "mfa_edit_webauthn", client.get(reverse("mfa_edit_webauthn", args=[key.pk]))
    yield "wrong_name_of_a_key", client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": ""})
    yield "mfa_remove_webauthn", client.get(reverse("mfa_remove_webauthn", args=[key.pk]))


def key_of(user: User) -> Authenticator:
    """A security key of somebody, as the site keeps it once its browser has told of it."""
    public = ES256.from_ctap1(b"\x04" + bytes(range(64)))
    told = AuthenticatorData.create(
        hashlib.sha256(b"testserver").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        1,
        credential_data=AttestedCredentialData.create(Aaguid.NONE, b"a-key-of-this-name", public),
    )
    answer = {
        "clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": ""}'),
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    credential = {"id": websafe_encode(b"a-key-of-this-name"), "rawId": websafe_encode(b"a-key-of-this-name")}
    whole = {**credential, "type": "public-key", "response": answer}
    return WebAuthn.add(user, "Blue key", whole).instance


def all_pages() -> dict[str, str]:
    """Every account page as HTML, by a path made of its name. Raises AssertionError when one is not a page."""
    pages = {}
    for name, response in [*strangers(), *applicants(), *owners_of_keys()]:
        assert response.status_code == 200, f"{name} answered {response.status_code} {response.headers.get('Location')}"
        pages[f"/{name}/"] = response.content.decode()
    assert re.search(r'src="data:image/svg', pages["/mfa_activate_totp/"])
    return pages
