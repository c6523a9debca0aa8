"""The scans of an entry: one slot, one form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.forms import DocumentForm
from applications.models import Application
from applications.queries import document_slots
from applications.review.admin.paper.door import entry, no_longer_open, page, place, status_of
from applications.services.paper.desk import file_scan, take_out_scan
from applications.views.files import file_in_words
from portal.common.errors import DomainError
from programs.definitions import Slot


def documents_page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show every slot: what it is for, what it may be, what is in it."""
    application = entry(request, object_id)
    return no_longer_open(request, application) or _page(admin, request, application)


def upload_page(admin: Any, request: HttpRequest, object_id: str, slot: str) -> HttpResponse:
    """Put a scan into a slot, in the place of what is there."""
    application = entry(request, object_id)
    wanted = _slot(application, slot)
    elsewhere = no_longer_open(request, application)
    if elsewhere is not None or request.method != "POST":
        return elsewhere or redirect(place(application, "documents"))
    form = DocumentForm(request.POST, request.FILES, slot=wanted)
    if not form.is_valid():
        return _page(admin, request, application, form, 422)
    try:
        file_scan(application, wanted.key, form.cleaned_data["file"], user=request.user)
    except DomainError as error:
        form.errors.clear()
        form.add_error("file", str(error))
        return _page(admin, request, application, form, status_of(request, error))
    messages.success(request, _("“%(title)s” is uploaded. We check the file now.") % {"title": wanted.title})
    return redirect(f"{place(application, 'documents')}#slot-{wanted.key}")


def remove_page(admin: Any, request: HttpRequest, object_id: str, slot: str) -> HttpResponse:
    """Take the scan out of its slot; the page of documents asks for it with a button of its own."""
    application = entry(request, object_id)
    wanted = _slot(application, slot)
    elsewhere = no_longer_open(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        try:
            take_out_scan(application, wanted.key, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": wanted.title})
    return redirect(place(application, "documents"))


def _slot(application: Application, key: str) -> Slot:
    for slot, _document in document_slots(application):
        if slot.key == key:
            return slot
    raise Http404


def _page(
    admin: Any, request: HttpRequest, application: Application, wrong: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    entries = [
        {
            "slot": slot,
            "file": file_in_words(document, by_staff=True) if document else None,
            "form": wrong if wrong and wrong.slot == slot.key else DocumentForm(slot=slot),
            "upload": place(application, "upload", slot.key),
            "remove": place(application, "remove", slot.key),
            "by_others": slot.given_by is not None,
        }
        for slot, document in document_slots(application)
    ]
    return page(
        admin, request, "documents", application, title=_("Documents"), status=status, entries=entries, form=wrong,
        limit=settings.UPLOAD_MAX_BYTES, check=place(application, "check"), back=place(application, "entry"),
    )  # fmt: skip
