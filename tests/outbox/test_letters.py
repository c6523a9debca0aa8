"""Every letter can be written, in whole sentences, with the reference, the page and whoever has the application."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from applications.workflow import EDGES
from portal.outbox.rendering import render
from tests.outbox.letters import CONTEXT, queued

pytestmark = pytest.mark.django_db

LETTERS = sorted({(edge.notice, outcome or to) for edge in EDGES if edge.notice for outcome, to in edge.to.items()})
ACCOUNT = (
    "email_confirmation",
    "email_confirmation_signup",
    "password_reset_key",
    "account_already_exists",
    "unknown_account",
)


@pytest.mark.parametrize(("notice", "outcome"), LETTERS)
def test_a_letter_for_every_edge_says_what_happened_what_comes_and_where_to_look(notice: str, outcome: str) -> None:
    reason = "The copy of the passport\nshows another person."
    message = queued(template=f"mail/application_{notice}", context={"outcome": outcome, "reason": reason})
    render(message)
    assert "7F3AK29QWXR" in message.rendered_subject
    assert "\n" not in message.rendered_subject
    body = message.rendered_body
    for part in (CONTEXT["name"], CONTEXT["reference"], CONTEXT["url"], CONTEXT["office"], "What happens next", reason):
        assert part in body
    assert "&" not in body.replace(CONTEXT["name"], "")
    assert "\n\n\n" not in body
    happened, _heading, following = body.partition("What happens next\n")
    assert len(happened.split(",", 1)[1].split()) >= 8
    assert len(following.split("Your application, as it stands now:")[0].split()) >= 8


@pytest.mark.parametrize(("notice", "outcome"), LETTERS)
def test_a_letter_reads_well_when_little_is_known(notice: str, outcome: str) -> None:
    bare = {"name": "", "office_email": "", "closes": "", "call": "", "outcome": outcome}
    message = queued(template=f"mail/application_{notice}", context=bare)
    render(message)
    assert message.rendered_body.startswith("Good day,\n")
    assert "reason given" not in message.rendered_body
    assert not re.search(r"  |\(\)|: *\n(?!\n*http)(?!\S)", message.rendered_body)


def test_outcomes_of_one_decision_read_differently() -> None:
    texts = set()
    for outcome in ("shortlist", "reserve", "pass_over"):
        message = queued(template="mail/application_decision", context={"outcome": outcome})
        render(message)
        texts.add(message.rendered_body)
    assert len(texts) == 3


@pytest.mark.parametrize("name", ACCOUNT)
def test_mails_about_accounts_are_ours_and_lead_to_this_site_only(name: str) -> None:
    links = {
        "activate_url": "/accounts/confirm/x/",
        "password_reset_url": "/accounts/reset/x/",
        "signup_url": "/accounts/signup/",
    }
    context = {key: settings.PORTAL_BASE_URL + path for key, path in links.items()}
    message = queued(template=f"account/email/{name}", context=context)
    render(message)
    assert "exchange programmes portal" in message.rendered_body
    assert "example.com" not in message.rendered_body
    found = re.findall(r"https?://\S+", message.rendered_body)
    assert len(found) >= 2
    assert all(link.startswith(settings.PORTAL_BASE_URL) for link in found)


def test_a_letter_keeps_the_text_of_its_first_attempt() -> None:
    message = queued()
    render(message)
    message.context["name"] = "Somebody else"
    render(message)
    assert "Somebody else" not in message.rendered_body


def test_no_letter_waits_for_an_edge_that_is_gone() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "mail"
    written = {
        path.name.removeprefix("application_").removesuffix("_message.txt")
        for path in folder.glob("application_*_message.txt")
    }
    assert written == {edge.notice for edge in EDGES if edge.notice}
