"""Every mail about a request can be written, in whole sentences, and says what comes next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.outbox.rendering import render
from tests.outbox.letters import CONTEXT, queued

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "templates" / "mail"
NAMES = sorted(
    str(path.relative_to(FOLDER.parent)).removesuffix("_message.txt")
    for start in ("request_", "letter_", "referee_", "appeal_", "links/")
    for path in FOLDER.glob(f"{start}*_message.txt")
)
MORE = {
    "title": "Two letters of reference",
    "due": "29 January 2027 at 12:00 (Brussels time)",
    "applicant": "Zoë <Carreño> & Søn",
    "referee": "Prof. Ōe",
    "request_url": "https://apply.example.jp/applications/7F3AK29QWXR/requests/1/",
    "outcome": "",
    "reason": "Page two\nis missing.",
}


def test_there_are_all_of_them() -> None:
    assert len(NAMES) == 20
    assert "mail/links/referee_invited" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_happened_what_comes_and_whom_to_ask(name: str) -> None:
    message = queued(template=name, context=MORE)
    render(message)
    body, subject = message.rendered_body, message.rendered_subject
    assert "7F3AK29QWXR" in subject
    assert "\n" not in subject
    for part in (CONTEXT["office"], CONTEXT["office_email"], "What happens next", MORE["reason"]):
        assert part in body
    assert "&lt;" not in body + subject
    assert "\n\n\n" not in body
    assert not re.search(r"\{\{|%\(|None", body + subject)
    happened, _heading, following = body.partition("What happens next\n")
    assert len(happened.split()) >= 12
    assert len(following.split("Reference:")[0].split()) >= 12


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("mail/links/")])
def test_a_referees_mail_has_the_link_and_says_what_it_opens(name: str) -> None:
    message = queued(template=name, context={**MORE, "url": "https://apply.example.jp/letters/abc/"})
    render(message)
    assert message.rendered_body.count("https://apply.example.jp/letters/abc/") == 1
    assert "do not pass it on" in message.rendered_body


@pytest.mark.parametrize("name", ["mail/referee_cancelled", "mail/referee_thanked"])
def test_a_mail_that_is_kept_has_no_link_of_a_referee(name: str) -> None:
    message = queued(template=name, context={**MORE, "url": ""})
    render(message)
    assert "/letters/" not in message.rendered_body
