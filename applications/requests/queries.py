"""Reads for pages, the dossier and the queue. No writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from applications.contributions import Papers
from applications.models import Application
from applications.queries import answers_of, current_documents, definition_of
from applications.requests.dates import in_words, instant_of, letters_due_local
from applications.requests.models import Request, RequestFile, RequestWords
from applications.requests.models.events import WordsOf
from applications.requests.states import GIVEN, LIVE, OF_APPLICANT, Kind
from portal.common import clock
from portal.files.models import FileState
from programs.definitions import Slot
from programs.definitions.answers import all_answers

WHY = "the application came through a scope, or a service holds it"
USABLE = (FileState.PENDING, FileState.CLEAN)


@dataclass(frozen=True)
class Letters:
    """The letters of one document: who was asked in which place, and until when they may come.

    `by_place` holds for each place the newest request; `own` says that the applicant handed the document in,
    `applies` that it is wanted with the answers so far: of others only what was asked for before is shown.
    """

    slot: Slot
    by_place: tuple[Request | None, ...]
    due_local: str
    due_at: datetime
    city: str
    own: bool
    applies: bool = True

    @property
    def wanted(self) -> int:
        return len(self.by_place)

    @property
    def live(self) -> list[Request]:
        """Who was asked and has neither declined nor let the date pass."""
        return [request for request in self.by_place if request is not None and request.state in LIVE]

    @property
    def free(self) -> list[int]:
        """The places for which somebody can be named."""
        return [
            number
            for number, request in enumerate(self.by_place, start=1)
            if request is None or request.state not in LIVE
        ]

    @property
    def given(self) -> int:
        return sum(request.state in GIVEN for request in self.live)

    @property
    def settled(self) -> bool:
        """Whether the applicant has done what there is to do."""
        return self.own or not self.applies or not self.free

    @property
    def whole(self) -> bool:
        return self.given == self.wanted

    @property
    def awaited(self) -> bool:
        """Whether a letter may still come."""
        return self.applies and any(request.waits for request in self.live)

    @property
    def in_time(self) -> bool:
        return clock.now() <= self.due_at

    @property
    def due(self) -> str:
        """Until when, in words."""
        return in_words(self.due_local, self.city)


def letters_of(application: Application) -> list[Letters]:
    """Return the documents that referees give, those wanted with the answers so far and those asked for already."""
    slots = [slot for slot in definition_of(application).documents if slot.given_by is not None]
    if not slots:
        return []
    answers = all_answers(answers_of(application))
    documents = current_documents(application)
    newest: dict[tuple[str, int], Request] = {}
    rows = application.requests.unscoped(WHY).references().select_related("asked_of").order_by("number")
    for row in rows:
        row.application = application
        there = newest.get((row.slot, row.place))
        if there is None or there.state not in LIVE:
            newest[row.slot, row.place] = row
    asked = {slot for slot, _place in newest}
    return [
        _letters(application, slot, newest, own=slot.key in documents, applies=slot.applies(answers))
        for slot in slots
        if slot.applies(answers) or slot.key in asked
    ]


def _letters(
    application: Application, slot: Slot, newest: dict[tuple[str, int], Request], *, own: bool, applies: bool
) -> Letters:
    assert slot.given_by is not None, "only documents that referees give come here"
    places = range(1, slot.given_by.referees + 1)
    due_local = letters_due_local(application.call, slot)
    return Letters(
        slot=slot,
        by_place=tuple(newest.get((slot.key, place)) for place in places),
        due_local=due_local,
        due_at=instant_of(due_local, application.call.zone),
        city=application.call.office.city_name,
        own=own,
        applies=applies,
    )


def papers_of(application: Application) -> Papers:
    """Return what referees give, as the base counts documents."""
    found = letters_of(application)
    return Papers(
        settled=frozenset(each.slot.key for each in found if each.settled),
        given=frozenset(each.slot.key for each in found if each.whole),
        awaited=frozenset(each.slot.key for each in found if each.awaited),
    )


def current_files(request: Request) -> list[RequestFile]:
    """Return the files in an answer, those taken out left out."""
    return files_of([request]).get(request.pk, [])


def files_of(requests: Iterable[Request]) -> dict[int, list[RequestFile]]:
    """Return the files in answers by request, those taken out left out: one query."""
    rows = RequestFile.objects.unscoped(WHY).filter(request__in=[row.pk for row in requests], removed_at=None)
    found: dict[int, list[RequestFile]] = {}
    for row in rows.select_related("file").order_by("pk"):
        found.setdefault(row.request_id, []).append(row)
    return found


def asked_of_applicant(application: Application) -> list[Request]:
    """Return what staff asked of the applicant, what waits first, then the newest."""
    rows = application.requests.unscoped(WHY).filter(kind__in=sorted(OF_APPLICANT)).select_related("office")
    found = list(rows.order_by("-number"))
    for row in found:
        row.application = application
    return sorted(found, key=lambda row: not row.waits)


def appeals_of(application: Application) -> list[Request]:
    """Return the appeals of an application, oldest first."""
    rows = application.requests.unscoped(WHY).filter(kind=Kind.APPEAL).select_related("office").order_by("number")
    found = list(rows)
    for row in found:
        row.application = application
    return found


def titles_of(requests: Iterable[Request]) -> dict[int, list[RequestWords]]:
    """Return by request what staff called it: one query."""
    rows = RequestWords.objects.unscoped(WHY).filter(request__in=[row.pk for row in requests], name=WordsOf.TITLE)
    found: dict[int, list[RequestWords]] = {}
    for row in rows:
        found.setdefault(row.request_id, []).append(row)
    return found


def waiting_for_applicants(applications: Iterable[int]) -> QuerySet[Request, Request]:
    """Return what the applicants of these applications were asked and have not answered yet."""
    rows = Request.objects.unscoped("keys of a page that came through the scope").pending()
    asked: QuerySet[Request, Request] = rows.filter(
        application__in=list(applications), kind__in=sorted(OF_APPLICANT), due_at__gte=clock.now()
    )
    return asked
