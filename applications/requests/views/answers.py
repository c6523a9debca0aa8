"""What the office asked of an applicant, and appeals: read, answered in words and files, kept while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Application
from applications.queries import definition_of
from applications.requests.dates import due_in_words
from applications.requests.forms import AnswerForm, AppealForm, ConsentForm, DocumentAnswerForm
from applications.requests.histories import request_history
from applications.requests.models import Request
from applications.requests.models.events import WordsOf
from applications.requests.queries import WHY, current_files
from applications.requests.services.answering import add_file, receive, save_draft, take_out_file
from applications.requests.states import GIVEN, NEEDS_FILE, PENDING, Kind, State
from applications.requests.views.written import BASED_ON, beside, draft_of, typed_in, unsent
from applications.requests.wording import answer_to, asked_in_words, request_tag, title_of
from applications.requests.workflow import By
from applications.views import typed
from applications.views.door import crumbs, own, signed_in, status_code_of
from portal.common.errors import Conflict, DomainError
from portal.files.models import FileState
from portal.files.words import state_in_words
from programs.definitions.kinds import FileKind

# Buttons: keep what is there and leave; keep it, with the file, and stay.
LATER, ADD = "later", "add"
_TYPED = ("text", "answer")
_FORMS: dict[str, type[forms.Form]] = {
    Kind.DOCUMENT: DocumentAnswerForm,
    Kind.INFORMATION: AnswerForm,
    Kind.CONSENT: ConsentForm,
    Kind.APPEAL: AppealForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show what is asked; save the answer, add a file to it, or send it."""
    application, asked = _asked(request, reference, number)
    if request.method != "POST":
        held = typed.held_for(request) if request.method == "GET" and asked.waits else None
        if held is not None:
            messages.warning(request, _("This was not saved before you were signed out. Check it and save."))
        return _page(request, application, asked, _kept_form(asked, dict(held.items()) if held else {}))
    form = _form(asked, request.POST, request.FILES)
    valid = form.is_valid()
    mine = typed_in(request, _TYPED)
    try:
        save_draft(asked, mine, based_on=request.POST.get(BASED_ON))
        typed.forget(request)
        file = form.cleaned_data.get("file")
        if file:
            add_file(asked, file, user=request.user)
        if (LATER in request.POST or ADD in request.POST) and not form.has_error("file"):
            messages.success(request, _("Saved. Nothing is sent yet."))
            home = reverse("application", args=[application.reference])
            return redirect(home if LATER in request.POST else _address(application, asked))
        if not valid:
            return _page(request, application, asked, form, status=422)
        words: dict[str, str] = {WordsOf.ANSWER: form.cleaned_data["text"]}
        chosen = form.cleaned_data.get("answer", "")
        receive(asked, by=By.APPLICANT, words=words, user=request.user, outcome=chosen)
    except Conflict as error:
        extra = {"conflict": beside(form, error.values["stored"], mine), "based_on": error.values["mark"]}
        return _page(request, application, asked, form, status=409, extra=extra)
    except DomainError as error:
        if error.code in ("no_such_step", "too_late"):
            return _no_longer(request, application, asked.number, form, error)
        about_file = error.code.startswith(("file_", "document_")) and "file" in form.fields
        form.add_error("file" if about_file else None, str(error))
        return _page(request, application, asked, form, status=status_code_of(error))
    messages.success(request, _("Sent. This page keeps what you sent."))
    return redirect(_address(application, asked))


def _no_longer(
    request: HttpRequest, application: Application, number: int, form: forms.Form, error: DomainError
) -> HttpResponse:
    """Say why nothing can be sent any more, with what was typed; a second press shows what was sent."""
    _application, asked = _asked(request, application.reference, number)
    lost = unsent(asked, form, typed_in(request, _TYPED))
    if asked.state in GIVEN and not lost:
        return redirect(_address(application, asked))
    extra = {"refused": str(error), "unsent": lost}
    return _page(request, application, asked, form, status=409 if asked.state in GIVEN else 422, extra=extra)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def remove_file(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Take a file out of an answer that is not sent yet."""
    application, asked = _asked(request, reference, number)
    if request.method == "POST":
        try:
            take_out_file(asked, key)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The file is removed."))
    return redirect(_address(application, asked))


def _asked(request: HttpRequest, reference: str, number: int) -> tuple[Application, Request]:
    application = own(request, reference)
    rows = application.requests.filter(kind__in=sorted(_FORMS), number=number).select_related("office")
    found = rows.first()
    if found is None:
        raise Http404
    found.application = application
    return application, found


def _address(application: Application, asked: Request) -> str:
    return reverse("application_request", args=[application.reference, asked.number])


def _kept_form(asked: Request, held: dict[str, Any]) -> forms.Form:
    draft = draft_of(asked)
    return _form(asked, initial={**(draft.values if draft else {}), **held})


def _form(asked: Request, *data: Any, **initial: Any) -> forms.Form:
    form = _FORMS[asked.kind](*data, **initial)
    saved_only = bool(data) and (LATER in data[0] or ADD in data[0])
    if isinstance(form, DocumentAnswerForm):
        form.takes(_accepts(asked))
        if not current_files(asked) and not saved_only:
            form.wants_file()
    return form


def _accepts(asked: Request) -> tuple[FileKind, ...]:
    if not asked.slot:
        return tuple(FileKind)
    return definition_of(asked.application).slot(asked.slot).accepts


def _page(
    request: HttpRequest,
    application: Application,
    asked: Request,
    form: forms.Form,
    *,
    status: int = 200,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    # Sent words are read back from the row; a draft stands in the form.
    sent = asked.words.unscoped(WHY).filter(name=WordsOf.ANSWER).order_by("-event__sequence").first()
    draft = draft_of(asked)
    kind, tag = request_tag(asked)
    context = {
        "application": application,
        "asked": asked,
        "title": title_of(asked),
        "text": asked_in_words(asked),
        "due": due_in_words(asked),
        "tag": {"kind": kind, "text": tag},
        "office_said": answer_to(asked) if asked.state in (State.SENT_BACK, State.CHECKED) else "",
        "form": form if asked.waits else None,
        "files": [_file(row) for row in current_files(asked)],
        "one_file": asked.kind in NEEDS_FILE,
        "takes_files": asked.kind != Kind.CONSENT,
        "is_appeal": asked.kind == Kind.APPEAL,
        "sent": sent.text if sent and asked.state not in PENDING else "",
        "saved_at": draft.saved_at if draft else None,
        "history": request_history(asked),
        "crumbs": crumbs(application),
        "based_on": draft.mark if draft else "",
        "here": _address(application, asked),
        **(extra or {}),
    }
    return render(request, "requests/answer.html", context, status=status)


def _file(row: Any) -> dict[str, Any]:
    file = row.file
    return {
        "key": row.pk,
        "name": file.name,
        "size": filesizeformat(file.size),
        "href": "" if file.state == FileState.SUSPECT else reverse("file_download", args=[file.token]),
        "state": state_in_words(file),
    }
