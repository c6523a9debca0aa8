"""Documents: one slot, one form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.contributions import slot_notes_of
from applications.forms import DocumentForm
from applications.models import Application, Document
from applications.queries import document_slots, used_elsewhere
from applications.services.documents import add_document, remove_document, use_again
from applications.views.door import crumbs, no_longer_a_draft, own, signed_in, status_code_of, to_status
from applications.views.files import file_in_words
from portal.common.errors import DomainError
from programs.definitions import Slot
from programs.models import CallState

# A page's script looks by itself what became of a file. Nobody reads that answer, so no message is spent on it.
ONLY_STATES = "X-Only-States"


@require_safe
@signed_in()
def documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every slot: what it is for, what it may be, what is in it."""
    application = own(request, reference)
    elsewhere = no_longer_a_draft(request, application) or _after_the_end(application)
    return elsewhere or _page(request, application)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def upload(request: HttpRequest, reference: str, slot: str) -> HttpResponse:
    """Put a file into a slot, in the place of what is there."""
    application = own(request, reference)
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is not None:
        return elsewhere
    wanted, _there = _slot(application, slot)
    if request.method != "POST":
        return redirect("application_documents", application.reference)
    again = request.POST.get("again", "")
    form = DocumentForm(request.POST, request.FILES, slot=wanted)
    if not form.is_valid() and not again:
        return _page(request, application, form, status=422)
    try:
        if again:
            use_again(application, wanted.key, _number(again), user=request.user)
        else:
            add_document(application, wanted.key, form.cleaned_data["file"], user=request.user)
    except DomainError as error:
        form.errors.clear()
        form.add_error("file", str(error))
        return _page(request, application, form, status=status_code_of(error))
    messages.success(request, _("“%(title)s” is uploaded. We check the file now.") % {"title": wanted.title})
    return redirect("application_documents", application.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def remove(request: HttpRequest, reference: str, slot: str) -> HttpResponse:
    """Ask first, then take the file out of its slot."""
    application = own(request, reference)
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is not None:
        return elsewhere
    wanted, document = _slot(application, slot)
    if request.method == "POST":
        try:
            remove_document(application, wanted.key, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": wanted.title})
        return redirect("application_documents", application.reference)
    if document is None:
        return redirect("application_documents", application.reference)
    context = {
        "application": application,
        "slot": wanted,
        "file": file_in_words(document),
        "crumbs": crumbs(application),
    }
    return render(request, "applications/remove_document.html", context)


def _number(text: str) -> int:
    """Return the number of a document, 0 for what is none. So many digits no document has, and int() raises."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _slot(application: Application, key: str) -> tuple[Slot, Document | None]:
    for slot, document in document_slots(application):
        if slot.key == key:
            return slot, document
    raise Http404


def _after_the_end(application: Application) -> HttpResponse | None:
    return to_status(application) if application.call.state == CallState.ENDED else None


def _page(
    request: HttpRequest, application: Application, wrong: DocumentForm | None = None, *, status: int = 200
) -> HttpResponse:
    elsewhere = used_elsewhere(application, request.user)
    notes = slot_notes_of(application)
    entries = [
        {
            "slot": slot,
            "note": notes.get(slot.key),
            "file": file_in_words(document) if document else None,
            "form": wrong if wrong and wrong.slot == slot.key else DocumentForm(slot=slot),
            "again": elsewhere.get(slot.key) if document is None else None,
        }
        for slot, document in document_slots(application)
    ]
    context: dict[str, Any] = {
        "application": application,
        "entries": entries,
        "form": wrong,
        "limit": settings.UPLOAD_MAX_BYTES,
        "crumbs": crumbs(application),
    }
    if ONLY_STATES in request.headers:
        context["messages"] = ()
    return render(request, "applications/documents.html", context, status=status)
