"""What was taken comes back exactly: in the form, on every page that shows it, in the copy, in mails, in the export."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from applications.models import Application
from applications.queries import answers_of, definition_of
from applications.shortlists.services import build, export_csv, freeze
from portal.offices.models import Role
from portal.outbox.post import as_mail
from portal.outbox.rendering import render
from programs.definitions import QuestionType
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.badinput import markup
from tests.badinput.naughty import EVERY_STRING, in_paragraphs, is_text, joined, on_one_line
from tests.calls import mext_beside
from tests.common.test_printing import text_of
from tests.outbox.letters import queued
from tests.requests.test_mails import MORE
from tests.shortlists.building import in_review, move_deadline
from tests.staff import QUEUE, dossier, posted, reviewer_browser

TEXTS = (QuestionType.NAME, QuestionType.TEXT, QuestionType.LONG_TEXT)
KEPT = [string for string in EVERY_STRING if is_text(string) and on_one_line(string)]
MAILS = sorted(
    str(path.relative_to(Path(settings.BASE_DIR) / "templates")).removesuffix("_message.txt")
    for path in (Path(settings.BASE_DIR) / "templates" / "mail").rglob("*_message.txt")
    if path.stem != "base_message"
)


def test_every_string_comes_back_in_the_field_it_was_typed_into(call: Call, signed_in: SignIn) -> None:
    """Each once, alone in a field of one page: that of the programme with the most texts on a page."""
    draft = scenarios.draft(mext_beside(call))
    groups = [group for group in definition_of(draft).groups if group.entries and group.entries.only_if is None]
    sizes = {
        group.key: [q for q in group.entries.questions if q.type in TEXTS and not q.only_if]  # type: ignore[union-attr]
        for group in groups
    }
    group = max(groups, key=lambda group: len(sizes[group.key]) * group.entries.at_most)  # type: ignore[union-attr]
    assert group.entries is not None
    fields = [
        (f"{group.key}-{number}-{question.key}", question.max_length)
        for number in range(1, group.entries.at_most + 1)
        for question in sizes[group.key]
    ]
    shortest = min(limit for _name, limit in fields)
    web, path = signed_in(draft.person.user), f"/applications/{draft.reference}/{group.key}/"
    waiting, seen, usual = iter([text for text in KEPT if len(on_one_line(text)) <= shortest]), 0, None
    while texts := list(islice(waiting, len(fields))):
        sent = dict(zip([name for name, _limit in fields], [*texts, *["a"] * len(fields)], strict=False))
        version = draft.sections.filter(key=group.key).values_list("version", flat=True).first() or 0
        answer = web.post(path, {**sent, "version": version, "save": "later"})
        assert answer.status_code == 302, markup.text(answer.content.decode())[:800]
        page = web.get(path).content.decode()
        shown = markup.controls(page)
        wrong = {name: (text, shown.get(name)) for name, text in sent.items() if shown.get(name) != on_one_line(text)}
        assert wrong == {}
        usual = usual or markup.elements(page)
        assert markup.elements(page) == usual
        seen += len(texts)
    assert seen > 450


def applications_of(call: Call) -> Iterator[tuple[Application, list[str]]]:
    """Give submitted applications, whose texts hold every string together, with those texts."""
    definition = scenarios.definition(call)
    questions = [question for group in definition.groups for question in group.questions if question.type in TEXTS]
    limits = {question.key: question.max_length for question in questions}
    one_line, long = joined(min(limits.values())), joined(max(limits.values()))
    for text in long:
        answers = {}
        for question in questions:
            several = question.type is QuestionType.LONG_TEXT
            answers[question.key] = text if several and limits[question.key] >= len(text) else next(one_line, "Zoë")
            text = next(long, text) if several else text
            missing = question.min_length - len(answers[question.key])
            answers[question.key] += "." * max(0, missing)
        yield scenarios.submitted(call, **answers), list(answers.values())


def test_every_string_is_shown_exactly_on_every_page_and_in_the_copy_and_makes_no_element(
    call: Call, signed_in: SignIn
) -> None:
    plain = [scenarios.submitted(call) for _place in range(3)]  # the one in the middle has neighbours in the queue
    staff = reviewer_browser(call.office)

    def pages_of(application: Application) -> dict[str, str]:
        mine = signed_in(application.person.user)
        of_mine = {name: f"/applications/{application.reference}/{name}" for name in ("", "submitted/", "addenda/")}
        pages = {name: mine.get(path) for name, path in of_mine.items()}
        pages |= {"list": mine.get("/applications/"), "dossier": staff.get(dossier(application))}
        pages["queue"] = staff.get(QUEUE, {"q": application.reference})
        assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
        return {name: page.content.decode() for name, page in pages.items()}

    usual: dict[str, set[object]] = {}
    for application in plain:
        for name, page in pages_of(application).items():
            usual.setdefault(name, set()).update(markup.elements(page))
    for application, texts in applications_of(call):
        pages = pages_of(application)
        for name, page in pages.items():
            assert set(markup.elements(page)) - usual[name] == set(), name
        for name in ("submitted/", "dossier"):
            shown = "".join(markup.text(pages[name]).split())
            assert [text for text in texts if "".join(in_paragraphs(text).split()) not in shown] == [], name
        name = on_one_line(application.person.full_name)
        assert "".join(name.split()) in "".join(markup.text(pages["queue"]).split())
        stored = [value for answers in answers_of(application).values() for value in answers.values()]
        assert [text for text in texts if in_paragraphs(text) not in stored] == []
        in_the_copy(application, texts, signed_in)


def in_the_copy(application: Application, texts: list[str], signed_in: SignIn) -> None:
    """Look for the texts in the PDF. It gives other scripts in the order of their glyphs: those are left to looking."""
    answer = signed_in(application.person.user).get(reverse("application_copy", args=[application.reference]))
    assert answer.headers["Content-Type"] == "application/pdf"
    printed = _letters(text_of(answer.content))
    plain = [word for text in texts for word in text.split() if word.isascii() and len(word) < 25]
    assert [word for word in plain if _letters(word) not in printed] == []


def _letters(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z<>=(){}$#@%;]", "", text)


@pytest.mark.parametrize("template", MAILS)
def test_every_mail_carries_a_naughty_text_as_it_is(db: None, template: str) -> None:
    text = "<script>alert(1)</script> {{ 7*7 }}{% debug %} %(name)s =1+1 田中さん \u202btest الله 😍 & 'x' \"y\""
    given = dict.fromkeys((*MORE, "name", "programme", "call", "office"), text)
    given |= {"url": "https://apply.example.jp/letters/abc/", "outcome": "eligible", "due": MORE["due"]}
    message = queued(template=template, context=given)
    render(message)
    assert "&lt;" not in message.rendered_body + message.rendered_subject
    assert text in message.rendered_body
    mail = message_from_bytes(as_mail(message).message().as_bytes(), policy=policy.default)
    assert str(mail["Subject"]).split() == message.rendered_subject.split()
    assert mail.get_content().strip() == message.rendered_body.strip()


def test_every_string_in_a_subject_is_one_line_and_adds_no_header(db: None) -> None:
    usual = None
    for text in joined(120, between="\r\n"):
        message = queued(template="mail/request_asked", context={**MORE, "title": text, "reason": text})
        render(message)
        mail = message_from_bytes(as_mail(message).message().as_bytes(), policy=policy.SMTP)
        usual = usual or set(mail.keys())
        assert set(mail.keys()) == usual
        assert "\n" not in message.rendered_subject


def test_every_string_is_in_the_export_and_no_spreadsheet_runs_it(call: Call) -> None:
    coordinator = posted(call.office, Role.COORDINATOR)
    starts = [text for text in KEPT if on_one_line(text).startswith(("=", "+", "-", "@"))]
    texts = [*joined(1000), *map(on_one_line, starts)]
    assert len(starts) > 10
    names = joined(200)
    people = {in_review(call, next(names, "Zoë"), institution=text).reference: text for text in texts}
    out = io.BytesIO()
    ended = move_deadline(call, timedelta(days=-1))
    export_csv(freeze(build(ended, user=coordinator), user=coordinator, accept_cautions=True), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert {row["Reference"]: row["Name of the university or graduate school"].removeprefix("'") for row in rows} == {
        reference: text.removeprefix("'") for reference, text in people.items()
    }
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
