"""The task list of a draft: few statuses, nothing hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications import contributions
from applications.models import Application
from applications.queries import definition_of, document_slots, problems_before_submit

DOCUMENTS = "documents"


def href_of(application: Application, section: str) -> str:
    """Return the page on which something missing is mended."""
    if section == DOCUMENTS:
        return reverse("application_documents", args=[application.reference])
    return reverse("application_section", args=[application.reference, section])


def tasks_of(application: Application) -> list[dict[str, Any]]:
    """Return the rows of the task list: every section, the documents, then checking and submitting."""
    rows = parts_of(application)
    rows += contributions.tasks_of(application)
    check = reverse("application_check", args=[application.reference])
    return [*rows, check_task(check, ready=not problems_before_submit(application))]


def parts_of(application: Application, href: Callable[[Application, str], str] = href_of) -> list[dict[str, Any]]:
    """Return the rows for sections and documents; `href` says where each is filled in."""
    saved = {section.key: section for section in application.sections.all()}
    rows = []
    for group in definition_of(application).groups:
        section = saved.get(group.key)
        status, text = _progress(begun=section is not None, done=section is not None and section.complete)
        rows.append(
            {
                "id": f"task-{group.key}",
                "title": str(group.title),
                "href": href(application, group.key),
                "status": status,
                "status_text": text,
            }
        )
    problems = problems_before_submit(application)
    wanting = any(problem.section == DOCUMENTS for problem in problems)
    return [*rows, _documents_row(application, wanting, href(application, DOCUMENTS))]


def check_task(href: str, *, ready: bool, title: str = "") -> dict[str, Any]:
    """Return the last row of the task list."""
    return {
        "id": "task-check",
        "title": title or _("Check your answers and submit"),
        "href": href,
        "hint": "" if ready else _("You can look at your answers at any time."),
        "status": "todo",
        "status_text": _("Ready to submit") if ready else _("Not ready yet"),
    }


def _documents_row(application: Application, wanting: bool, href: str) -> dict[str, Any]:
    slots = document_slots(application)
    # What others give may be there without a file of one's own.
    settled = contributions.papers_of(application).settled
    required = [document for slot, document in slots if slot.required and slot.uploads and slot.key not in settled]
    given = sum(document is not None for document in required)
    status, text = _progress(begun=any(document for _slot, document in slots), done=not wanting)
    return {
        "id": "task-documents",
        "title": _("Documents"),
        "href": href,
        "hint": _("%(given)d of %(all)d uploaded that are needed") % {"given": given, "all": len(required)},
        "status": status,
        "status_text": text,
    }


def _progress(*, begun: bool, done: bool) -> tuple[str, str]:
    if done:
        return "done", pgettext("a part of an application", "Completed")
    return ("progress", _("In progress")) if begun else ("todo", _("Not started"))
