"""The pages about letters, questions of the office and appeals: empty, wrong and filled, as the site sends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from applications.models import Application
from applications.requests.models import Request
from applications.requests.services.answering import receive
from applications.requests.services.appeals import settle_appeal
from applications.requests.services.asking import ask_applicant, send_back, take_back
from applications.requests.services.references import NUDGE_PAUSE, replace_referee
from applications.requests.states import Kind, Outcome
from applications.requests.workflow import By
from applications.review.services import confirm_refusal, propose_refusal
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Role
from programs.models import Call
from programs.services.calls import announce
from tests import scenarios
from tests.calls import jet_call, open_call
from tests.requests.asking import SLOT, TYPED, asked, letter, link_of, with_name
from tests.staff import needing_check, posted


def all_pages() -> dict[str, str]:
    """Return pages by a path that says what is on them. Writes rows: call it where they are rolled back."""
    mirai = open_call()
    jet = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(jet, actor=None)
    return {**_referees(jet), **_letters(jet), **_questions(mirai), **_appeals(mirai)}


def _referees(call: Call) -> dict[str, str]:
    """Who applies names people, and follows what becomes of it."""
    nameless = scenarios.draft(call)
    draft = with_name(call)
    web, home = _web(draft.person.user), reverse("application_referees", args=[draft.reference])
    naming = reverse("application_referee", args=[draft.reference, SLOT, 1])
    pages = {
        "/referees/nameless": _web(nameless.person.user).get(
            reverse("application_referees", args=[nameless.reference])
        ),
        "/referees/nobody": web.get(home),
        "/referee/empty": web.get(naming),
        "/referee/wrong": web.post(naming, {"name": "", "email": "nobody", "relation": ""}),
        "/referee/oneself": web.post(
            naming, {"name": "Zoë Carreño", "email": draft.person.user.email, "relation": "Myself"}
        ),
    }
    first, second = asked(draft), asked(draft, 2)
    pages["/referees/asked"] = web.get(home)
    pages["/referee/instead"] = web.get(naming)
    pages["/draft/with-letters"] = web.get(reverse("application", args=[draft.reference]))
    pages["/draft/with-letters/check"] = web.get(reverse("application_check", args=[draft.reference]))
    pages["/draft/with-letters/documents"] = web.get(reverse("application_documents", args=[draft.reference]))
    Client().post(link_of(first), {**TYPED, "file": letter()})
    Client().post(f"{link_of(second)}decline/", {"reason": "On leave."})
    pages["/referees/one-came-one-declined"] = web.get(home)
    asked(draft, 2, name="A. " + "Wolfeschlegelsteinhausenbergerdorff " * 3, email=f"{'long.' * 12}@b.example")
    with later(NUDGE_PAUSE):
        pages["/referees/to-be-reminded"] = _web(draft.person.user).get(home)
    done = scenarios.submitted(call)
    pages["/status/with-letters"] = _web(done.person.user).get(reverse("application", args=[done.reference]))
    pages["/status/with-letters/referees"] = _web(done.person.user).get(
        reverse("application_referees", args=[done.reference])
    )
    return _bodies(pages)


def _letters(call: Call) -> dict[str, str]:
    """Whoever was asked opens a link."""
    draft = with_name(call)
    first, second = asked(draft, email="first@university.example"), asked(draft, 2, email="second@university.example")
    link, other, web = link_of(first), link_of(second), Client()
    pages = {
        "/letter/unknown": web.get("/letters/no-such-link-anywhere-in-the-world-nor-in-any-mail/"),
        "/letter/of-who-applies": _web(draft.person.user).get(link),
        "/letter/empty": web.get(link),
        "/letter/wrong": web.post(link, {"known_for": "", "capacity": "", "text": "She reads."}),
        "/letter/not-a-pdf": web.post(link, {**TYPED, "file": scenarios.photo()}),
        "/letter/saved": web.post(link, {**TYPED, "file": letter("Brief für Zoë.pdf"), "later": "1"}, follow=True),
        "/letter/two-windows": web.post(link, {**TYPED, "text": "Written at home.", "based_on": ""}),
        "/letter/decline": web.get(f"{other}decline/"),
        "/letter/decline/wrong": web.post(f"{other}decline/", {"reason": "x" * 1100}),
        "/letter/sent": web.post(link, TYPED, follow=True),
        "/letter/sent/again": web.post(link, {**TYPED, "text": "One thing more."}),
        "/letter/declined": web.post(f"{other}decline/", {"reason": "On leave."}, follow=True),
    }
    third = asked(draft, 2, email="third@university.example")
    with later(timedelta(days=1), third.due_at):
        pages["/letter/expired"] = web.get(link_of(third))
        pages["/letter/late"] = web.post(link_of(third), TYPED)
    reviewer = posted(call.office)
    done = scenarios.submitted(call)
    written = done.requests.references().order_by("number").first()
    assert written is not None
    again = link_of(written)
    web.post(again, {**TYPED, "file": letter()})
    send_back(written, reason="The second page is missing.", due_on=_soon(), user=reviewer)
    pages["/letter/sent-back"] = web.get(again)
    without = asked(with_name(call), email="fourth@university.example")
    somebody = {"name": "Dr. Else", "email": "else@university.example", "relation": "Dean"}
    replace_referee(without, user=without.application.person.user, **somebody)
    pages["/letter/not-needed"] = web.get(link_of(without))
    return _bodies(pages)


def _questions(call: Call) -> dict[str, str]:
    """The office asks who applied."""
    application, reviewer = needing_check(call), posted(call.office)
    web = _web(application.person.user)
    information = _ask(application, reviewer)
    document = _ask(application, reviewer, Kind.DOCUMENT, slot="grade_certificate", title="Grades of 2025")
    consent = _ask(application, reviewer, Kind.CONSENT, title="Your essay", text="May we print it?")
    at = {kind: _at(each) for kind, each in (("words", information), ("file", document), ("consent", consent))}
    pages: dict[str, Any] = {f"/request/{kind}/empty": web.get(path) for kind, path in at.items()}
    pages |= {f"/request/{kind}/wrong": web.post(path, {"text": ""}) for kind, path in at.items()}
    pages["/request/file/not-a-paper"] = web.post(at["file"], {"file": SimpleUploadedFile("grades.pdf", b"MZ\x00\x01")})
    web.post(at["words"], {"text": "Six weeks", "file": letter("visa.pdf"), "add": "1"})
    pages["/request/words/saved"] = web.post(
        at["words"], {"text": "Six weeks", "file": letter(f"{'ticket-' * 25}.pdf"), "later": "1"}, follow=True
    )
    pages["/status/asked"] = web.get(reverse("application", args=[application.reference]))
    pages["/request/words/saved/seen"] = web.get(at["words"])
    pages["/request/words/two-windows"] = web.post(at["words"], {"text": "Seven weeks", "based_on": ""})
    pages["/request/words/sent"] = web.post(at["words"], {"text": "Six weeks in all."}, follow=True)
    pages["/request/words/sent/again"] = web.post(at["words"], {"text": "Seven."})
    pages["/request/consent/sent"] = web.post(at["consent"], {"answer": "no", "text": "Not yet."}, follow=True)
    send_back(information, reason="Which six weeks?", due_on=_soon(), user=reviewer)
    pages["/request/words/sent-back"] = web.get(at["words"])
    take_back(document, user=reviewer)
    pages["/request/file/taken-back"] = web.get(at["file"])
    pages["/status/answered"] = web.get(reverse("application", args=[application.reference]))
    late = _ask(application, reviewer, title="The day of your flight")
    with later(timedelta(days=1), late.due_at):
        pages["/request/words/late"] = _web(application.person.user).get(_at(late))
        pages["/request/words/late/sent"] = _web(application.person.user).post(_at(late), {"text": "The 3rd."})
    return _bodies(pages)


def _appeals(call: Call) -> dict[str, str]:
    """A refusal, and what can be said against it."""
    application, senior = _refused(call)
    web = _web(application.person.user)
    address, home = (reverse(name, args=[application.reference]) for name in ("application_appeal", "application"))
    pages = {"/status/refused": web.get(home), "/appeal": web.get(address)}
    pages["/appeal/empty"] = web.post(address, follow=True)
    written = _at(application.requests.get())
    pages["/appeal/wrong"] = web.post(written, {"text": ""})
    pages["/appeal/saved"] = web.post(written, {"text": "It is final.", "file": letter(), "later": "1"}, follow=True)
    pages["/status/appeal-begun"] = web.get(home)
    pages["/appeal/seen"] = web.get(written)
    receive(application.requests.get(), by=By.APPLICANT, words={"answer": "It is."}, user=application.person.user)
    pages["/appeal/sent"] = web.get(written)
    pages["/status/appealed"] = web.get(home)
    settle_appeal(application.requests.get(), Outcome.NOT_UPHELD, reason="The date is wrong too.", user=senior)
    pages["/appeal/turned-down"] = web.get(written)
    pages["/status/appeal-turned-down"] = web.get(home)
    return _bodies(pages)


def _refused(call: Call) -> tuple[Application, User]:
    """Return an application that two people refused, and a third who may read its appeal."""
    application = needing_check(call)
    proposal = propose_refusal(
        application, user=posted(call.office), reason_code="document_not_valid", text="The certificate is a draft."
    )
    confirm_refusal(proposal, user=posted(call.office, Role.SENIOR_REVIEWER))
    application.refresh_from_db()
    return application, posted(call.office, Role.SENIOR_REVIEWER)


def _ask(application: Application, user: User, kind: Kind = Kind.INFORMATION, **how: Any) -> Request:
    given = {"title": "Your stay of 2019", "text": "How long were you in Kobe?", "due_on": _soon(), **how}
    return ask_applicant(application, kind, user=user, **given)


def _at(request: Request) -> str:
    return reverse("application_request", args=[request.application.reference, request.number])


def _soon() -> Any:
    return (clock.now() + timedelta(days=14)).date()


@contextmanager
def later(by: timedelta, than: datetime | None = None) -> Iterator[None]:
    """Let the portal's clock show so much later than now, or than an instant."""
    ahead = by + ((than or clock.now()) - clock.now())
    with NamedTemporaryFile("w") as file, override_settings(CLOCK_OFFSET_FILE=file.name):
        file.write(str(ahead.total_seconds()))
        file.flush()
        yield


def _web(user: User) -> Client:
    web = Client()
    web.force_login(user)
    return web


def _bodies(pages: dict[str, Any]) -> dict[str, str]:
    for path, answer in pages.items():
        assert answer.status_code in (200, 403, 404, 409, 410, 422), (path, answer.status_code)
    return {path: answer.content.decode() for path, answer in pages.items()}
