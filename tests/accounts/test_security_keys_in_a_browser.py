"""Security keys in Chromium, with the browser's own virtual authenticator, against the running site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.live import LivePortal, LivePortals

OFFICE, QUEUE = "emb-be-brussels", "/admin/applications/application/"
PASSWORD = "violets by the river"
# Passwords are set in the database by a command of Django's, so that no test waits for a mail.
SET_PASSWORD = (
    "from portal.accounts.models import User; user = User.objects.get(email='{email}'); "
    "user.set_password('" + PASSWORD + "'); user.save()"
)


@pytest.fixture(scope="module")
def portal(live_portals: LivePortals) -> Iterator[LivePortal]:
    """The site with the catalogue."""
    portal = live_portals.make((), {})
    portal.start("redis", "smtp", "web")
    portal.wait_healthy("/healthz/ready")
    yield portal
    live_portals.discard(portal)


class Keys:
    """The security keys plugged into a browser."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.cdp: CDPSession = context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")

    def plug_in(self, *, verifies_user: bool = True) -> str:
        """Plug a key in; one that verifies its user has a PIN or a fingerprint, and accepts it."""
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasResidentKey": False,
            "hasUserVerification": verifies_user,
            "isUserVerified": verifies_user,
            "automaticPresenceSimulation": True,
        }
        return str(self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])

    def pull_out(self, key: str) -> None:
        """Take a key away, with what it knows."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})

    def held_by(self, key: str) -> list[dict[str, Any]]:
        """Return the credentials on a key."""
        return list(self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"])

    def put_on(self, key: str, credential: dict[str, Any]) -> None:
        """Copy a credential to a key."""
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": credential})


@pytest.fixture
def keys(context: BrowserContext, page: Page) -> Keys:
    """The keys of the test's browser, which complains of nothing that our policy stopped."""
    return Keys(context, page)


@pytest.fixture(autouse=True)
def _nothing_is_stopped_by_our_policy(page: Page) -> Iterator[None]:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield
    assert [text for text in heard if "Content Security Policy" in text or "Error" in text] == []


def appoint(portal: LivePortal, email: str) -> str:
    """Make somebody a reviewer at the embassy in Brussels; return the address they sign in with."""
    portal.manage("appoint", email, OFFICE, "reviewer")
    portal.manage("shell", "-v", "0", "-c", SET_PASSWORD.format(email=email))
    return email


def type_password(portal: LivePortal, page: Page, email: str, wanted: str = QUEUE) -> None:
    page.goto(f"{portal.base_url}{wanted}")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def prove_by_password(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def add_first_key(portal: LivePortal, page: Page, email: str) -> None:
    """Walk from the first sign-in to the recovery codes."""
    type_password(portal, page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    page.get_by_role("link", name="Add a security key").click()
    prove_by_password(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Touch the key now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def sign_out(portal: LivePortal, page: Page) -> None:
    page.goto(f"{portal.base_url}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{portal.base_url}/")


def is_on_the_staff_site(page: Page) -> bool:
    return page.url.split("?")[0].endswith(QUEUE) and page.locator("#changelist, .module").count() > 0


def test_a_new_reviewer_adds_a_key_keeps_the_codes_and_signs_in_with_it_from_then_on(
    portal: LivePortal, page: Page, keys: Keys
) -> None:
    email = appoint(portal, "adds@mission.example")
    key = keys.plug_in()
    add_first_key(portal, page, email)
    assert page.locator("#recovery_codes li").count() == 10
    page.get_by_role("link", name="to the staff pages").click()
    expect(page).to_have_url(f"{portal.base_url}/admin/")
    (held,) = keys.held_by(key)
    assert held["rpId"] == "localhost"

    sign_out(portal, page)
    type_password(portal, page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_role("button", name="Use my security key").click()
    page.wait_for_url(f"{portal.base_url}{QUEUE}")
    assert is_on_the_staff_site(page)
    assert keys.held_by(key)[0]["signCount"] > held["signCount"]


def test_a_password_alone_opens_no_staff_page(portal: LivePortal, page: Page, keys: Keys) -> None:
    email = appoint(portal, "password.alone@mission.example")
    key = keys.plug_in()
    add_first_key(portal, page, email)
    sign_out(portal, page)
    keys.pull_out(key)
    type_password(portal, page, email)
    for path in (QUEUE, "/admin/", "/accounts/2fa/", "/accounts/2fa/webauthn/add/", "/accounts/email/"):
        page.goto(f"{portal.base_url}{path}")
        assert "/accounts/" in page.url
        assert page.get_by_role("heading", level=1).inner_text() in ("Sign in", "The second step")


def test_somebody_elses_key_is_refused_in_words(portal: LivePortal, page: Page, keys: Keys) -> None:
    email = appoint(portal, "wrong.key@mission.example")
    own = keys.plug_in()
    add_first_key(portal, page, email)
    sign_out(portal, page)
    keys.pull_out(own)
    keys.plug_in()
    type_password(portal, page, email)
    page.get_by_role("button", name="Use my security key").click()
    expect(page.locator("[data-key-problem]")).to_contain_text("not one of yours")
    page.goto(f"{portal.base_url}{QUEUE}")
    assert not is_on_the_staff_site(page)


def test_a_signature_for_another_account_is_refused_by_the_server(portal: LivePortal, page: Page, keys: Keys) -> None:
    """A key that answers in the name of another credential: the same id, a private key that is not the owner's."""
    mallory, victim = appoint(portal, "mallory@mission.example"), appoint(portal, "victim@mission.example")
    first = keys.plug_in()
    add_first_key(portal, page, mallory)
    (of_mallory,) = keys.held_by(first)
    sign_out(portal, page)
    keys.pull_out(first)
    second = keys.plug_in()
    add_first_key(portal, page, victim)
    (of_victim,) = keys.held_by(second)
    sign_out(portal, page)
    keys.pull_out(second)
    keys.put_on(keys.plug_in(), {**of_victim, "privateKey": of_mallory["privateKey"]})
    type_password(portal, page, victim)
    page.get_by_role("button", name="Use my security key").click()
    expect(page.get_by_role("alert").first).to_contain_text("was not accepted")
    page.goto(f"{portal.base_url}{QUEUE}")
    assert not is_on_the_staff_site(page)


def test_a_key_without_pin_is_enough_beside_the_password(portal: LivePortal, page: Page, keys: Keys) -> None:
    email = appoint(portal, "no.pin@mission.example")
    keys.plug_in(verifies_user=False)
    add_first_key(portal, page, email)
    sign_out(portal, page)
    type_password(portal, page, email)
    page.get_by_role("button", name="Use my security key").click()
    page.wait_for_url(f"{portal.base_url}{QUEUE}")


def test_there_is_no_way_in_by_a_key_alone(portal: LivePortal, page: Page) -> None:
    page.goto(f"{portal.base_url}/accounts/login/")
    assert page.get_by_role("button", name="key").count() == 0
    assert page.request.get(f"{portal.base_url}/accounts/2fa/webauthn/login/").status == 404
    assert page.request.get(f"{portal.base_url}/accounts/signup/passkey/").status == 404


def test_the_last_key_stays_and_with_a_second_one_the_first_may_go(portal: LivePortal, page: Page, keys: Keys) -> None:
    email = appoint(portal, "last.key@mission.example")
    first = keys.plug_in()
    add_first_key(portal, page, email)
    page.goto(f"{portal.base_url}/accounts/2fa/webauthn/")
    page.locator("li", has_text="Blue key").get_by_role("link", name="Remove").click()
    assert "this is your only one" in page.get_by_role("main").inner_text()
    assert page.get_by_role("button", name="Remove key").count() == 0

    keys.pull_out(first)
    keys.plug_in()
    page.get_by_role("link", name="Add another key").click()
    expect(page.get_by_role("button", name="Touch the key now")).to_be_visible()
    page.get_by_label("Name").fill("Red key")
    page.keyboard.press("Enter")  # asks for the key, as the button does
    page.wait_for_url(f"{portal.base_url}/accounts/2fa/")
    page.goto(f"{portal.base_url}/accounts/2fa/webauthn/")
    page.locator("li", has_text="Blue key").get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove key").click()
    page.wait_for_url(f"{portal.base_url}/accounts/2fa/webauthn/")
    assert page.get_by_role("heading", level=2).all_inner_texts()[:1] == ["Red key"]
    page.goto(f"{portal.base_url}{QUEUE}")
    assert is_on_the_staff_site(page)


def test_without_scripts_the_page_says_what_works_instead(
    portal: LivePortal, browser: Any, page: Page, keys: Keys
) -> None:
    email = appoint(portal, "no.scripts@mission.example")
    keys.plug_in()
    add_first_key(portal, page, email)
    code = page.locator("#recovery_codes li").first.inner_text()
    sign_out(portal, page)
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    type_password(portal, plain, email)
    assert "Security keys need JavaScript" in plain.get_by_role("main").inner_text()
    assert plain.get_by_role("button", name="Use my security key").count() == 0
    plain.get_by_label("Code").fill(code)
    plain.get_by_role("main").get_by_role("button", name="Sign in").click()
    plain.wait_for_url(f"{portal.base_url}{QUEUE}")
    context.close()
