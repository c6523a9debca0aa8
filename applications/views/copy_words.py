"""The copy of an application in words: what templates/print/application.typ sets. Read from the frozen snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from applications.models import Application, Snapshot, SnapshotValues
from applications.queries import definition_of
from applications.views.addendum_words import Change, ShownAddendum, shown_addenda
from applications.views.summary import sections_in_words
from portal.common.datewords import moment
from portal.common.printing.pdf import make_pdf
from portal.common.punctuation import listed, on_one_line
from portal.common.translated import pick
from programs.definitions.answers import all_answers, person_values

TEMPLATE = "application.typ"


def copy_of(application: Application) -> bytes | None:
    """Return the PDF of what was submitted, in the reader's language; None for a draft, or once values are erased.

    It is dated by the submission, so that the same application makes the same bytes. Raises NotTypeset.
    """
    content = copy_in_words(application)
    if content is None or application.submitted_at is None:
        return None
    return make_pdf(TEMPLATE, content, made_at=application.submitted_at)


def copy_in_words(application: Application) -> dict[str, Any] | None:
    """Return the content of the copy; None for a draft, or once the values are erased."""
    snapshot = application.snapshots.select_related("values").order_by("number").first()
    values = getattr(snapshot, "values", None)
    if snapshot is None or values is None or application.submitted_at is None:
        return None
    language = get_language() or "en"
    title = _("Application %(reference)s") % {"reference": application.reference}
    programme = pick(definition_of(application).name, language)
    return {
        "language": language,
        "title": title,
        "head": f"{title} · {programme}",
        "of_pages": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "facts": _facts(application, programme, values.answers, application.submitted_at),
        "sections": [
            {"title": section["title"], "rows": _filled(section["rows"])}
            for section in sections_in_words(application, include_health=False, answers=values.answers)
        ],
        "documents": _documents(application, values),
        "corrections": _corrections(application),
        "proof": _proof(snapshot),
        "undrawn_text": _(
            "□ stands for a character that this document has no letter for. The portal keeps it as you wrote it:"
        ),
    }


def _facts(
    application: Application, programme: str, answers: Mapping[str, Any], submitted_at: datetime
) -> list[dict[str, Any]]:
    call = application.call
    name = person_values(definition_of(application), answers).get("full_name", "")
    with timezone.override(call.zone):
        local = f"{moment(submitted_at, after=':s')} ({call.office.city_name})"
    with timezone.override(UTC):
        in_utc = moment(submitted_at, after=":s")
    choices = application.choices.select_related("theme").order_by("rank")
    wanted = [str(choice.theme) for choice in choices if choice.theme]
    rows = [
        (_("Reference"), application.reference),
        (_("Applicant"), name),
        (_("Programme"), programme),
        (_("Call"), str(call.round)),
        (_("Applied for"), wanted),
        (_("Handled by"), str(application.office)),
        (pgettext("before a date", "Submitted"), local),
        (_("Submitted, in UTC"), in_utc),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": row["key"], "value": row["value"] or _("Not answered")} for row in rows]


def _documents(application: Application, values: SnapshotValues) -> dict[str, Any]:
    """The files by the hashes that were frozen; a file erased since has no name any more."""
    frozen = {entry["slot"]: entry for entry in values.files}
    given = application.documents.select_related("file")
    names = {(document.slot, document.file.sha256): document.file.name for document in given}
    answers = all_answers(values.answers)
    files = []
    for slot in definition_of(application).documents:
        entry = frozen.get(slot.key)
        if entry is not None:
            files.append(
                {
                    "title": str(slot.title),
                    "name": names.get((slot.key, entry["sha256"])) or _("(its name was erased)"),
                    "size": _size(int(entry["size"])),
                    "sha256": entry["sha256"],
                }
            )
        elif slot.wanted(answers):
            files.append({"title": str(slot.title), "name": _("Not uploaded"), "size": "", "sha256": ""})
    return {"title": _("Documents"), "none": _("This programme asks for no documents."), "files": files}


def _corrections(application: Application) -> dict[str, Any]:
    """What was corrected since, in the order it came: beside what was submitted, never in its place."""
    entries = []
    with timezone.override(application.call.zone):
        for each in reversed(shown_addenda(application)):
            rows = [row for change in each.changes for row in _before_and_after(change)]
            if each.reason:
                rows.append({"key": _("Reason"), "value": each.reason})
            rows.append({"key": _("What became of it"), "value": _decided(each)})
            title = _("%(number)d. %(title)s, received %(when)s") % {
                "number": each.row.number, "title": each.title, "when": moment(each.received, after=":s"),
            }  # fmt: skip
            entries.append({"title": title, "rows": rows, "sha256": each.row.snapshot.sha256})
    return {
        "title": _("Corrections since"),
        "text": _("What stands above is what was submitted. These corrections were received afterwards."),
        "label": _("With this correction, SHA-256"),
        "entries": entries,
    }


def _before_and_after(change: Change) -> list[dict[str, Any]]:
    """A row for each: on one line, two names of different direction could not be told apart."""
    if change.withheld:
        return [{"key": change.label, "value": _("Kept apart and not printed here.")}]
    return [
        {"key": _("%(question)s – before") % {"question": change.label}, "value": change.before},
        {"key": _("%(question)s – corrected") % {"question": change.label}, "value": change.after},
    ]


def _decided(each: ShownAddendum) -> str:
    if each.row.decided_at is None:
        return each.state
    state = listed([each.state, moment(each.row.decided_at)])
    return on_one_line(state, each.answer) if each.answer else state


def _size(size: int) -> str:
    if size < 1024:
        return str(filesizeformat(size))
    # Translators: the size of a file, first rounded and then exact, such as "1.2 MB (1,234,567 bytes)".
    exact = number_format(size, force_grouping=True)
    return _("%(size)s (%(exact)s bytes)") % {"size": filesizeformat(size), "exact": exact}


def _proof(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "title": _("How to check this copy"),
        "paragraphs": [
            _(
                "This is everything that was submitted, as the portal froze it at that moment. Answers about health "
                "are kept apart and encrypted; they are named above and not printed."
            ),
            _(
                "The portal keeps the checksum below with what was submitted. It would be another one if a single "
                "character of the answers, facts or documents had been changed since."
            ),
        ],
        "checksums": [{"label": _("Submission, SHA-256"), "sha256": snapshot.sha256}],
    }
