"""Situations tests start from, made through the product's own services: a draft, a submitted application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from applications.models import Application, ApplicationEvent
from applications.queries import definition_of
from applications.requests.models import Request
from applications.requests.queries import letters_of
from applications.requests.services.references import ask_referee
from applications.services.documents import add_document
from applications.services.drafts import begin, save_section
from applications.services.submission import submit
from applications.states import Status
from applications.workflow import triples
from portal.accounts.models import User
from portal.common import clock
from portal.files.models import FileState, PageImage, StoredFile
from programs.definitions import Definition, Group, Question, QuestionType, Slot
from programs.definitions.kinds import FileKind
from programs.eligibility.months import end_of_months
from programs.models import Call
from tests.factories import PersonFactory
from tests.files.samples import pdf, upload

# A student who meets every rule of MIRAI at the Embassy of Japan in Belgium.
MEETS_ALL: Mapping[str, Any] = {
    "nationalities": ["BE"],
    "has_japanese_nationality": False,
    "institution_country": "BE",
    "passport_expiry": "2032-06-01",
    "japan_residence_months_total": 0,
    "prior_jp_gov_exchange": False,
    "birth_date": "2003-05-27",
    "english_ok": True,
    "declares_healthy": True,
    "commits_sns_open": True,
}


FIRST_DAY_IN_JAPAN = date(2010, 4, 1)


def answers_for(
    definition: Definition, call: Call, facts: Mapping[str, Any] = MEETS_ALL, **by_question: Any
) -> dict[str, dict[str, Any]]:
    """Return a complete set of stored answers by group: from `by_question`, else `facts`, else something believable."""
    answers: dict[str, dict[str, Any]] = {}
    for group in definition.groups:
        given: dict[str, Any] = {}
        for question in group.questions:
            if not question.applies(given):
                continue
            value = by_question.get(question.key, facts.get(question.fact or "", None))
            given[question.key] = _believable(question, call) if value is None else value
        answers[group.key] = {key: value for key, value in given.items() if value is not None}
        answers[group.key] |= _entries(group, call, {**facts, **by_question}, answers[group.key])
    return answers


def _entries(group: Group, call: Call, facts: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a group asks several times over, so that the facts worked out from it are those given."""
    asked = group.entries
    if asked is None:
        return {}
    if group.key in facts:
        return {group.key: facts[group.key]}
    stated = {derived.extractor: facts[derived.fact] for derived in group.derived if derived.fact in facts}
    entry = {
        question.key: _believable(question, call)
        for question in asked.questions
        if question.required and question.only_if is None
    }
    if "months_in_japan" in stated:
        months = stated["months_in_japan"]
        gate = asked.only_if.question if asked.only_if else ""
        if not months:
            return {gate: False}
        stay = {"entered": FIRST_DAY_IN_JAPAN.isoformat(), "left": last_day(FIRST_DAY_IN_JAPAN, months).isoformat()}
        return {gate: True, group.key: [{**entry, **stay}]}
    if "years_of_schooling" in stated:
        return {group.key: [{**entry, "years": stated["years_of_schooling"]}]}
    return {group.key: [entry] * asked.at_least} if asked.at_least and asked.applies(given) else {}


def last_day(first: date, months: int) -> date:
    """Return the last day of that many whole months."""
    return end_of_months(first, months) - timedelta(days=1)


def _believable(question: Question, call: Call) -> Any:
    theme = call.themes.first()
    match question.type:
        case QuestionType.NAME:
            return "Zoë Carreño"
        case QuestionType.TEXT:
            return "Université libre de Bruxelles"
        case QuestionType.LONG_TEXT:
            sentence = "I study how cities share what they learn, and I would like to see how Kitakyushu does it. "
            return (sentence * (question.min_length // len(sentence) + 1)).strip()
        case QuestionType.DATE:
            return date(2025, 9, 15).isoformat()
        case QuestionType.INT | QuestionType.DECIMAL:
            return int(question.minimum or 0)
        case QuestionType.BOOL | QuestionType.DECLARATION:
            return False
        case QuestionType.CHOICE:
            return question.choices[0][0]
        case QuestionType.CHOICES:
            return [question.choices[0][0]]
        case QuestionType.COUNTRY:
            return "BE"
        case QuestionType.COUNTRIES:
            return ["BE"]
        case QuestionType.EMAIL:
            return "zoe@example.org"
        case QuestionType.PHONE:
            return "+32 2 500 05 80"
        case QuestionType.THEME:
            return theme.key if theme else None
        case QuestionType.THEMES:
            return [theme.key] if theme else None


def posted(group: Group, answers: Mapping[str, Any], **also: Any) -> dict[str, Any]:
    """Return the same answers as a browser would send them for a section's page."""
    data = _posted(group.questions, answers)
    if group.entries is not None:
        for number, entry in enumerate(answers.get(group.key) or [], start=1):
            data |= _posted(group.entries.questions, entry, prefix=f"{group.key}-{number}-")
    return {**data, **also}


def _posted(questions: Iterable[Question], answers: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    data: dict[str, Any] = {}
    for question in questions:
        value, name = answers.get(question.key), f"{prefix}{question.key}"
        if value is None:
            continue
        if question.type is QuestionType.DATE:
            day = date.fromisoformat(value)
            data |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
        elif isinstance(value, bool):
            data[name] = "yes" if value else "no"
        else:
            data[name] = value
    return data


def photo(name: str = "page.jpg", *, colour: tuple[int, int, int] = (250, 248, 240)) -> SimpleUploadedFile:
    """Return a small JPEG as an upload."""
    content = BytesIO()
    Image.new("RGB", (120, 170), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def draft(call: Call, user: User | None = None) -> Application:
    """Return a draft nobody filled in yet; its applicant is `user`, or somebody new."""
    user = user or PersonFactory().user
    return begin(call, user=user)


def filled_in(
    call: Call, user: User | None = None, *, facts: Mapping[str, Any] = MEETS_ALL, **by_question: Any
) -> Application:
    """Return a draft with every section complete and every required document uploaded."""
    application = draft(call, user)
    applicant = application.person.user
    definition = definition_of(application)
    answers = answers_for(definition, call, facts, **by_question)
    for group in definition.groups:
        save_section(application, group.key, answers[group.key], user=applicant, expected_version=0, complete=True)
    for slot in definition.documents:
        if slot.required and slot.uploads:
            add_document(application, slot.key, paper(slot), user=applicant)
    name_referees(application)
    return application


def paper(slot: Slot) -> SimpleUploadedFile:
    """Return a small file of a kind that the slot takes."""
    return photo(f"{slot.key}.jpg") if FileKind.IMAGE in slot.accepts else upload(pdf(), f"{slot.key}.pdf")


def name_referees(application: Application) -> list[Request]:
    """Ask somebody for each letter that its applicant cannot hand in."""
    asked = []
    for letters in letters_of(application):
        for place in letters.free if letters.slot.required and not letters.slot.uploads else []:
            asked.append(
                ask_referee(
                    application,
                    letters.slot.key,
                    place,
                    name=f"Dr. Ida Nguyễn {place}",
                    email=f"referee{place}@university.example",
                    relation="Supervisor of the thesis",
                    user=application.person.user,
                )
            )
    return asked


def submitted(
    call: Call, user: User | None = None, *, facts: Mapping[str, Any] = MEETS_ALL, **by_question: Any
) -> Application:
    """Return a submitted application, screened as its facts deserve."""
    application = filled_in(call, user, facts=facts, **by_question)
    return submit(application, user=application.person.user, arrived_at=clock.now())


def moved_to(application: Application, status: Status) -> Application:
    """Give a submitted application the shortest history the workflow allows to `status`.

    The events are written straight to the tables, so no guard or role is asked; the database still refuses what is
    no edge. For tests of what a status looks like, not of how one gets there.
    """
    for event, before, after in _way(application.status, status):
        sequence = application.version + 1
        ApplicationEvent.objects.create(
            office_id=application.office_id,
            application=application,
            sequence=sequence,
            event=event,
            from_status=before,
            to_status=after,
            by="system",
        )
        application.status, application.version = after, sequence
        Application.objects.unscoped("a test").filter(pk=application.pk).update(status=after, version=sequence)
    return application


def _way(start: str, goal: str) -> list[tuple[str, str, str]]:
    ways: list[list[tuple[str, str, str]]] = [[]]
    seen = {start}
    for way in ways:
        here = way[-1][2] if way else start
        if here == goal:
            return way
        for event, before, after in triples():
            if before == here and after not in seen:
                seen.add(after)
                ways.append([*way, (event, before, after)])
    raise ValueError(f"No way leads from {start} to {goal}.")


def definition(call: Call) -> Definition:
    """Return the definition a call asks by."""
    return Definition.from_version(call.programme_version)


def unchecked(application: Application) -> None:
    """Put its files back to where they were before anybody checked them, as while a worker has them in hand."""
    files = StoredFile.objects.filter(pk__in=application.documents.values("file"))
    files.update(state=FileState.PENDING)
    PageImage.objects.filter(file__in=files).delete()
