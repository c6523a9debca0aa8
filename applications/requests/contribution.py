"""What requests add to an application's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from applications.contributions import Contribution, OnStatus, Panel, Papers, Place, Problem
from applications.models import Application
from applications.permissions import awaits_claim
from applications.requests.appeals import Appealable, appealable
from applications.requests.dates import due_in_words
from applications.requests.models import Request, RequestWords
from applications.requests.oneself import asked_of_oneself, oneself_words
from applications.requests.queries import Letters, asked_of_applicant, letters_of, papers_of, titles_of
from applications.requests.states import LIVE, PENDING
from applications.requests.wording import answer_to, letter_tag, request_tag, title_of
from applications.states import OVER, Status

REFEREES = "referees"


class Requests(Contribution):
    """Letters of referees, what staff ask for, appeals."""

    def papers(self, application: Application) -> Papers:
        return papers_of(application)

    def problems(self, application: Application) -> list[Problem]:
        if awaits_claim(application):
            return _came_on_paper(application)
        href, letters = referees_page(application), letters_of(application)
        return [
            Problem(REFEREES, "referee_missing", _missing(each), href)
            for each in letters
            if not each.settled and each.slot.required and not each.slot.uploads
        ] + [
            Problem(REFEREES, "oneself", oneself_words(row.asked_of.email), href)
            for row in asked_of_oneself(application, letters)
            if row.state in PENDING
        ]

    def tasks(self, application: Application) -> list[dict[str, Any]]:
        found = letters_of(application)
        return [_task(application, found)] if found else []

    def slot_notes(self, application: Application) -> dict[str, dict[str, str]]:
        return {each.slot.key: _note(application, each) for each in letters_of(application)}

    def on_status(self, application: Application) -> OnStatus:
        if application.status in OVER:
            return OnStatus()
        found: list[Panel] = []
        decided, asked = appealable(application), asked_of_applicant(application)
        letters = letters_of(application)
        if decided is not None:
            found.append(_appeal(application, decided))
        titles = titles_of(asked)
        to_do = _to_do(application, asked, letters, titles)
        if to_do:
            found.append(Panel("requests/_to_do.html", {"items": to_do}, Place.FIRST))
        if any(each.live or not each.own for each in letters):
            rows = [_shown(each) for each in letters if each.live or not each.own]
            found.append(Panel("requests/_letters.html", {"letters": rows, "href": referees_page(application)}))
        done = [row for row in asked if not row.waits]
        if done:
            rows = [{"request": row, "title": _title(row, titles), "tag": request_tag(row)} for row in done]
            found.append(Panel("requests/_asked.html", {"rows": rows, "reference": application.reference}))
        return OnStatus(found, waits_for_applicant=bool(to_do))


def _came_on_paper(application: Application) -> list[Problem]:
    """Letters come with the paper: staff file their scan as they do any other."""
    return [
        Problem("documents", "document_missing", _("Upload “%(title)s”.") % {"title": each.slot.title})
        for each in letters_of(application)
        if not each.settled and each.slot.required and not each.slot.uploads
    ]


def _title(row: Request, titles: Mapping[int, list[RequestWords]]) -> str:
    return title_of(row, words=titles.get(row.pk, []))


def _appeal(application: Application, found: Appealable) -> Panel:
    appeal = found.appeal
    context = {
        "found": found,
        "appeal": appeal,
        "tag": request_tag(appeal) if appeal else None,
        "words": answer_to(appeal) if appeal else "",
        "reference": application.reference,
        "office": application.office,
    }
    return Panel("requests/_appeal.html", context, Place.AFTER_REASONS)


def referees_page(application: Application) -> str:
    """Return the address of an application's referees."""
    return reverse("application_referees", args=[application.reference])


def _missing(letters: Letters) -> str:
    n = len(letters.free)
    words = ngettext("Name %(n)d more referee for “%(title)s”.", "Name %(n)d more referees for “%(title)s”.", n)
    if n == letters.wanted:
        words = ngettext("Name %(n)d referee for “%(title)s”.", "Name %(n)d referees for “%(title)s”.", n)
    return words % {"n": n, "title": letters.slot.title}


def _task(application: Application, found: list[Letters]) -> dict[str, Any]:
    wanted = [each for each in found if each.slot.required and not each.own] or found
    asked, places = sum(len(each.live) for each in wanted), sum(each.wanted for each in wanted)
    given = sum(each.given for each in wanted)
    if all(each.settled for each in wanted):
        status, text = "done", pgettext("a part of an application", "Completed")
    else:
        status, text = ("progress", _("In progress")) if asked else ("todo", _("Not started"))
    if all(each.own for each in found):
        hint = _("You handed the letter in yourself.")
    else:
        hint = _("%(asked)d of %(places)d asked, %(given)d received") % {
            "asked": asked,
            "places": places,
            "given": given,
        }
    return {
        "id": "task-referees",
        "title": _("Letters of referees"),
        "href": referees_page(application),
        "hint": hint,
        "status": status,
        "status_text": text,
    }


def _note(application: Application, letters: Letters) -> dict[str, str]:
    names = {"n": letters.wanted, "due": letters.due}
    if letters.slot.uploads:
        text = _("Instead of uploading it you can name a referee, who sends it to us by %(due)s.") % names
    else:
        text = (
            ngettext(
                "You do not upload this: your referee sends it to us by %(due)s.",
                "You do not upload this: your %(n)d referees send it to us by %(due)s.",
                letters.wanted,
            )
            % names
        )
    return {"text": text, "href": referees_page(application), "link_text": _("Letters of referees")}


def _to_do(
    application: Application, asked: list[Request], letters: list[Letters], titles: Mapping[int, list[RequestWords]]
) -> list[dict[str, Any]]:
    """Return what waits for the applicant: title, due, href, and a sentence."""
    items = [
        {
            "title": _title(row, titles),
            "due": due_in_words(row),
            "text": str(row.get_kind_display()),
            "href": reverse("application_request", args=[application.reference, row.number]),
        }
        for row in asked
        if row.waits
    ]
    if application.status == Status.DRAFT or application.status not in _LETTERS_COUNT:
        return items
    return items + [
        {"title": str(each.slot.title), "due": each.due, "text": _missing(each), "href": referees_page(application)}
        for each in letters
        if not each.settled and each.slot.required and each.in_time
    ]


# While the office reads: somebody can be named for a letter that was declined.
_LETTERS_COUNT = frozenset({Status.NEEDS_CHECK, Status.ELIGIBLE, Status.IN_REVIEW})


def _shown(letters: Letters) -> dict[str, Any]:
    people = [
        {"name": row.asked_of.full_name, "tag": letter_tag(row)}
        for row in letters.by_place
        if row is not None and row.state in LIVE
    ]
    return {"title": str(letters.slot.title), "due": letters.due, "people": people, "wanted": letters.wanted}
