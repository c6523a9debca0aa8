"""Requests as a dossier shows them: what was asked of whom, what came, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from applications.models import Application
from applications.requests.dates import due_in_words
from applications.requests.histories import Happening, staff_histories
from applications.requests.models import Request, RequestEvent, RequestWords
from applications.requests.queries import WHY, files_of
from applications.requests.states import GIVEN, Kind
from applications.requests.wording import staff_tag, title_of
from applications.requests.workflow import Event
from applications.review.admin.papers import ShownDocument, file_in_words, pages_of


@dataclass(frozen=True)
class ShownRequest:
    """One request; `words` are (what they are, the text), `documents` the files that were sent."""

    row: Request
    title: str
    kind: str
    who: str
    email: str
    due: str
    tag: dict[str, str]
    words: list[tuple[str, str]]
    documents: list[ShownDocument]
    history: list[Happening]
    url: str


def requests_shown(application: Application, user: Any, *, number: int | None = None) -> list[ShownRequest]:
    """Return the requests of an application, newest first, or the one with a number. What is not sent stays unsent."""
    rows = application.requests.unscoped(WHY).select_related("asked_of", "office").order_by("-number")
    # An appeal that is not sent is its applicant's own, whatever the clock did with it.
    received = RequestEvent.objects.unscoped(WHY).filter(request=OuterRef("pk"), event=Event.RECEIVE)
    rows = rows.filter(~Q(kind=Kind.APPEAL) | Exists(received))
    found = list(rows if number is None else rows.filter(number=number))
    files = files_of(row for row in found if row.state in GIVEN)
    histories = staff_histories(found)
    pages = pages_of([each.file_id for papers in files.values() for each in papers])
    words: dict[int, list[RequestWords]] = {}
    kept = RequestWords.objects.for_user(user).filter(request__in=[row.pk for row in found])
    for each in kept.order_by("event__sequence", "pk"):
        words.setdefault(each.request_id, []).append(each)
    return [
        _shown(application, row, files.get(row.pk, []), pages, words.get(row.pk, []), histories.get(row.pk, []))
        for row in found
    ]


def _shown(
    application: Application,
    row: Request,
    files: list[Any],
    pages: dict[int, Any],
    words: list[RequestWords],
    history: list[Happening],
) -> ShownRequest:
    row.application = application
    title, of_referee = title_of(row, words=words), row.kind == Kind.REFERENCE
    return ShownRequest(
        row=row,
        title=title,
        kind=str(row.get_kind_display()),
        who=row.asked_of.full_name if of_referee else "",
        email=row.asked_of.email if of_referee else "",
        due=due_in_words(row),
        tag=dict(zip(("kind", "text"), staff_tag(row), strict=True)),
        words=[(str(each.get_name_display()), each.text) for each in words],
        documents=[
            ShownDocument(title, each.file, pages.get(each.file_id, []), file_in_words(each.file)) for each in files
        ],
        history=history,
        url=reverse("admin:applications_application_request", args=[application.pk, row.number]),
    )
