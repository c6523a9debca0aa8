"""The task list of a draft: few statuses, nothing hidden."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import definition_of, problems_before_submit
from applications.views.files import slots_to_show

DOCUMENTS = "documents"


def href_of(application: Application, section: str) -> str:
    """Return the page on which something missing is mended."""
    if section == DOCUMENTS:
        return reverse("application_documents", args=[application.reference])
    return reverse("application_section", args=[application.reference, section])


def tasks_of(application: Application) -> list[dict[str, Any]]:
    """Return the rows of the task list: every section, the documents, then checking and submitting."""
    saved = {section.key: section for section in application.sections.all()}
    rows = []
    for group in definition_of(application).groups:
        section = saved.get(group.key)
        status, text = _progress(begun=section is not None, done=section is not None and section.complete)
        rows.append(
            {
                "id": f"task-{group.key}",
                "title": str(group.title),
                "href": href_of(application, group.key),
                "status": status,
                "status_text": text,
            }
        )
    problems = problems_before_submit(application)
    rows.append(_documents_row(application, any(problem.section == DOCUMENTS for problem in problems)))
    check = reverse("application_check", args=[application.reference])
    rows.append(
        {
            "id": "task-check",
            "title": _("Check your answers and submit"),
            "href": check,
            "hint": _("You can look at your answers at any time.") if problems else "",
            "status": "todo",
            "status_text": _("Not ready yet") if problems else _("Ready to submit"),
        }
    )
    return rows


def _documents_row(application: Application, wanting: bool) -> dict[str, Any]:
    slots = slots_to_show(application)
    required = [document for slot, document in slots if slot.required]
    given = sum(document is not None for document in required)
    status, text = _progress(begun=any(document for _slot, document in slots), done=not wanting)
    return {
        "id": "task-documents",
        "title": _("Documents"),
        "href": href_of(application, DOCUMENTS),
        "hint": _("%(given)d of %(all)d uploaded that are needed") % {"given": given, "all": len(required)},
        "status": status,
        "status_text": text,
    }


def _progress(*, begun: bool, done: bool) -> tuple[str, str]:
    if done:
        return "done", _("Completed")
    return ("progress", _("In progress")) if begun else ("todo", _("Not started"))
