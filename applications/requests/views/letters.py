"""A referee's pages, opened by the link of a mail, without an account. A GET shows; only a POST does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications.queries import definition_of
from applications.requests.dates import due_in_words
from applications.requests.forms import DeclineForm, LetterForm
from applications.requests.models import Request
from applications.requests.models.events import WordsOf
from applications.requests.notices import applicant_name
from applications.requests.queries import current_files
from applications.requests.services.answering import add_file, decline, receive, save_draft
from applications.requests.states import GIVEN, PENDING, Outcome, State
from applications.requests.tokens import request_for
from applications.requests.views.written import BASED_ON, Unsent, beside, draft_of, typed_in, unsent
from applications.requests.wording import answer_to, title_of
from applications.requests.workflow import By
from applications.views.door import status_code_of
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.files.models import FileState
from portal.files.words import state_in_words
from programs.definitions import Slot

LATER = "later"  # the button's value: keep what is there
# So long after its date a link still shows that the letter was received.
RECEIPT_SHOWN = timedelta(days=30)
_TYPED = ("known_for", "capacity", "text")
_NO_LONGER = frozenset({"no_such_step", "too_late"})
_NAMES: dict[str, str] = {"known_for": WordsOf.KNOWN_FOR, "capacity": WordsOf.CAPACITY, "text": WordsOf.ANSWER}

Page = Callable[[HttpRequest, Request, str], HttpResponse]


def by_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the letter of a link, and say in words why a dead one opens nothing. No robot keeps any of it."""

    @wraps(page)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        letter = request_for(token)
        response = _dead(request, letter) or page(request, letter, token)  # type: ignore[arg-type]
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Not `no-referrer`: browsers would then send a form without saying where it comes from, which CSRF asks.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(inner)


@by_link
def letter(request: HttpRequest, letter: Request, token: str) -> HttpResponse:
    """The letter's page: the form while it waits, afterwards the confirmation."""
    if letter.state in GIVEN:
        return _receipt(request, letter, token)
    if request.method != "POST":
        return _page(request, letter, token, _kept_form(letter))
    form = _form(letter, request.POST, request.FILES)
    typed = typed_in(request, _TYPED)
    later = LATER in request.POST
    valid = form.is_valid()
    try:
        save_draft(letter, typed, based_on=request.POST.get(BASED_ON))
        if form.cleaned_data.get("file"):
            add_file(letter, form.cleaned_data["file"], user=None)
        if later and not form.has_error("file"):
            return redirect("letter", token)
        if not valid:
            return _page(request, letter, token, form, status=422)
        words = {_NAMES[name]: form.cleaned_data[name] for name in _TYPED}
        receive(letter, by=By.REFEREE, words=words)
    except Conflict as error:
        extra = {"conflict": beside(form, error.values["stored"], typed), "based_on": error.values["mark"]}
        return _page(request, letter, token, form, status=409, extra=extra)
    except DomainError as error:
        fresh = request_for(token) if error.code in _NO_LONGER else None
        if fresh is not None and fresh.state in GIVEN:  # a second press, or another window, was faster
            return redirect("letter", token) if not _unsent(request, fresh) else _receipt(request, fresh, token)
        ended = _dead(request, fresh) if fresh is not None else None
        if ended is not None:
            return ended
        form.add_error("file" if error.code.startswith(("file_", "document_")) else None, str(error))
        return _page(request, letter, token, form, status=status_code_of(error))
    return redirect("letter", token)


@by_link
def decline_letter(request: HttpRequest, letter: Request, token: str) -> HttpResponse:
    """Say that one would rather not write."""
    if letter.state in GIVEN:
        return redirect("letter", token)
    form = DeclineForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decline(letter, reason=form.cleaned_data["reason"])
            except DomainError as error:
                form.add_error(None, str(error))
                status = status_code_of(error)
            else:
                return redirect("letter", token)
    return render(request, "requests/letter_decline.html", {**_frame(letter, token), "form": form}, status=status)


def _dead(request: HttpRequest, letter: Request | None) -> HttpResponse | None:
    """Return the page of a link that opens nothing: 404 where there never was one, 410 where it has ended."""
    if letter is None:
        return render(request, "requests/letter_dead.html", {"why": "unknown"}, status=404)
    application = letter.application
    if request.user.is_authenticated and request.user.pk == application.person.user_id:
        return render(request, "requests/letter_dead.html", {"why": "applicant"}, status=403)
    why = _ended(letter)
    if not why:
        return None
    context = {
        "why": why,
        "office": application.office,
        "reference": application.reference,
        "due": due_in_words(letter),
        "unsent": _unsent(request, letter),
    }
    return render(request, "requests/letter_dead.html", context, status=410)


def _ended(letter: Request) -> str:
    now = clock.now()
    if letter.state in GIVEN:
        return "received_long_ago" if now > letter.due_at + RECEIPT_SHOWN else ""
    if letter.state == State.CANCELLED:
        return "declined" if letter.outcome == Outcome.DECLINED else "not_needed"
    if letter.state == State.EXPIRED or (letter.state in PENDING and now > letter.due_at):
        return "expired"
    return ""


def _kept_form(letter: Request) -> LetterForm:
    draft = draft_of(letter)
    return _form(letter, initial=draft.values if draft else {})


def _form(letter: Request, *data: Any, **initial: Any) -> LetterForm:
    form = LetterForm(*data, **initial)
    form.takes(_slot(letter).accepts)
    if not current_files(letter) and not (data and LATER in data[0]):
        form.wants_file()
    return form


def _slot(letter: Request) -> Slot:
    return definition_of(letter.application).slot(letter.slot)


def _frame(letter: Request, token: str) -> dict[str, Any]:
    application = letter.application
    return {
        "letter": letter,
        "token": token,
        "applicant": applicant_name(application),
        "application": application,
        "programme": application.programme_version.text("name"),
        "office": application.office,
        "title": title_of(letter),
        "due": due_in_words(letter),
    }


def _unsent(request: HttpRequest, letter: Request) -> list[Unsent]:
    return unsent(letter, LetterForm(), typed_in(request, _TYPED)) if request.method == "POST" else []


def _page(
    request: HttpRequest,
    letter: Request,
    token: str,
    form: LetterForm,
    *,
    status: int = 200,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    files, draft, given_by = current_files(letter), draft_of(letter), _slot(letter).given_by
    context = {
        **_frame(letter, token),
        "wanted": given_by.referees if given_by else 1,
        "form": form,
        "file": files[0].file if files else None,
        "file_state": state_in_words(files[0].file) if files else "",
        "file_refused": bool(files) and files[0].file.state in (FileState.SUSPECT, FileState.ERROR),
        "saved_at": draft.saved_at if draft else None,
        "asked_again": _asked_again(letter),
        "based_on": draft.mark if draft else "",
        **(extra or {}),
    }
    return render(request, "requests/letter.html", context, status=status)


def _asked_again(letter: Request) -> str:
    """Return why the office sent the letter back, '' where it did not."""
    if letter.state != State.SENT_BACK:
        return ""
    return answer_to(letter)


def _receipt(request: HttpRequest, letter: Request, token: str) -> HttpResponse:
    rows = letter.events.unscoped("the secret in the link is what opens it").filter(event="receive")
    received = rows.order_by("-sequence").first()
    files = current_files(letter)
    context = {
        **_frame(letter, token),
        "received_at": received.at if received else None,
        "file": files[0].file if files else None,
        "unsent": (late := _unsent(request, letter)),
    }
    return render(request, "requests/letter_receipt.html", context, status=409 if late else 200)
