"""Reads for pages, the dossier and exports. No writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications import health
from applications.contributions import Problem, papers_of, problems_of
from applications.models import Application, ApplicationEvent, Document, Override, ScreeningResult, Section
from applications.notices import subject_key
from applications.overriding import Standing, standing_of
from portal.common.reader_language import reader_language
from portal.common.translated import pick
from portal.files.models import FileState
from portal.outbox.models import Message, MessageState
from programs import bindings
from programs.definitions import Definition, Slot
from programs.definitions.answers import all_answers, facts_from, missing_documents
from programs.eligibility import Bound, Explained, Facts, Verdict, evaluate, explain, verdicts_from_compact
from programs.vocabulary import vocabulary

_USABLE = (FileState.PENDING, FileState.CLEAN)
_HELD = "of an application that the caller holds"


@dataclass(frozen=True)
class _Along:
    """What an application's applicant gave, read once."""

    sections: list[Section]
    documents: list[Document]
    health: dict[str, Any]


def definition_of(application: Application) -> Definition:
    """Return the definition the application was begun with."""
    return Definition.numbered(application.programme_version_id)


def rules_of(application: Application) -> Bound:
    """Return the rules the application was begun with, with its call's values in them."""
    return bindings.bound_numbered(application.binding_id)


def answers_of(application: Application, *, include_health: bool = False) -> dict[str, dict[str, Any]]:
    """Return the answers by group; health answers only where a rule or their owner needs them."""
    answers = {section.key: dict(section.answers) for section in _sections_of(application)}
    if include_health:
        kept = _health_of(application)
        for group in definition_of(application).groups:
            for question in group.questions:
                if question.key in kept:
                    answers.setdefault(group.key, {})[question.key] = kept[question.key]
    return answers


def _along(application: Application) -> _Along | None:
    return getattr(application, "read_along", None)


def _sections_of(application: Application) -> list[Section]:
    along = _along(application)
    return along.sections if along else list(application.sections.all())


def _health_of(application: Application) -> dict[str, Any]:
    along = _along(application)
    if along:
        return along.health
    asked = any(group.health for group in definition_of(application).groups)
    return health.read(application) if asked else {}


def read_along(application: Application) -> None:
    """Read answers and documents once, for a piece of work that asks for them often and changes none."""
    sections = Section.objects.unscoped(_HELD).filter(application=application)
    given = _Along(list(sections), list(_in_slots(application)), _health_of(application))
    application.read_along = given  # type: ignore[attr-defined]


def forget_along(application: Application) -> None:
    """Forget what `read_along` read: from here on the application is asked for what is stored."""
    vars(application).pop("read_along", None)


def _in_slots(application: Application) -> QuerySet[Document, Document]:
    rows = Document.objects.unscoped(_HELD).filter(application=application, removed_at__isnull=True)
    return rows.select_related("file").order_by()


def current_documents(application: Application) -> dict[str, Document]:
    """Return the document now in each slot."""
    along = _along(application)
    found = along.documents if along else _in_slots(application)
    return {document.slot: document for document in sorted(found, key=lambda each: each.slot)}


def used_elsewhere(application: Application, user: Any) -> dict[str, Document]:
    """Return, by slot, the newest checked file that this person gave for the same document of another application."""
    own = Application.objects.of_person(user).exclude(pk=application.pk)
    rows = Document.objects.unscoped("own applications, scoped by of_person").filter(
        application__in=own, removed_at__isnull=True, file__state=FileState.CLEAN
    )
    newest = rows.order_by("slot", "-added_at", "-pk").distinct("slot")
    return {row.slot: row for row in newest.select_related("file", "application__call__round")}


def document_slots(application: Application) -> list[tuple[Slot, Document | None]]:
    """Return every slot that applies to the answers given so far, with the document in it, if any."""
    documents, answers = current_documents(application), all_answers(answers_of(application))
    slots = definition_of(application).documents
    return [(slot, documents.get(slot.key)) for slot in slots if slot.applies(answers) or slot.key in documents]


def facts_of(
    application: Application,
    choice_facts: dict[str, Any] | None = None,
    *,
    documents_complete: bool = False,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> Facts:
    """Return the canonical facts of an application with those of a choice; health facts included.

    `documents_complete` is for the moment of submission: a document that is not there was not given. Before, it is
    "not yet"; and so it stays while somebody else may still send one. `answers` are others than those stored, those
    about health among them: a correction's.
    """
    if answers is None:
        answers = answers_of(application, include_health=True)
    papers = papers_of(application)
    own = {slot for slot, document in current_documents(application).items() if document.file.state in _USABLE}
    complete = documents_complete and not papers.awaited
    stated = facts_from(definition_of(application), answers, own | papers.given, complete, choice_facts or {})
    return vocabulary().canonical(stated)


def problems_before_submit(application: Application) -> list[Problem]:
    """Return everything that is still missing, in the order of the task list."""
    definition = definition_of(application)
    complete = {section.key for section in _sections_of(application) if section.complete}
    problems = [
        Problem(group.key, "section_incomplete", _("Complete “%(title)s”.") % {"title": group.title})
        for group in definition.groups
        if group.key not in complete
    ]
    documents = current_documents(application)
    there = {*documents, *papers_of(application).settled}
    for slot in missing_documents(definition, answers_of(application), there):
        if slot.given_by is not None and not slot.given_by.or_applicant:
            continue  # who asks others for it says what is missing
        words = _("Upload “%(title)s”.") if slot.given_by is None else _("Upload “%(title)s”, or name who sends it.")
        problems.append(Problem("documents", "document_missing", words % {"title": slot.title}))
    for key, document in documents.items():
        if document.file.state not in _USABLE:
            title = definition.slot(key).title
            problems.append(
                Problem(
                    "documents", "document_refused", _("Replace “%(title)s”: the check refused it.") % {"title": title}
                )
            )
    return problems + problems_of(application)


@dataclass(frozen=True)
class Explanation:
    """A sentence per rule; the overrides that made verdicts what they are, and what the rules said there, by rule.

    `standing` is what all that was read from, None before the first screening.
    """

    rules: list[Explained]
    overrides: Mapping[str, Override]
    stored: Mapping[str, Verdict]
    standing: Standing | None = None


def explanation_of(
    application: Application,
    language: str | None = None,
    *,
    documents_complete: bool = False,
    overrides: Sequence[Override] | None = None,
) -> Explanation:
    """Return what counts in whole sentences, derived again from the stored result and the overrides in force.

    For a draft, from the answers as they are. `language` is the reader's where none is given. `documents_complete` is
    for a draft that misses nothing: what submitting it now would come to. `overrides` are those in force, where the
    caller has read them.
    """
    language = language or reader_language()
    themes = {theme.key: pick(theme.name, language) for theme in application.call.themes.all()}
    names = {definition_of(application).choice_fact or "theme": themes}
    standing = standing_of(application, overrides)
    if standing is None:
        bound = rules_of(application)
        facts = facts_of(application, _first_choice_facts(application), documents_complete=documents_complete)
        said = explain(bound, evaluate(bound, facts).verdicts, facts, language=language, names=names)
        return Explanation(said, {}, {})
    best = standing.best
    facts, stored = _facts_in(best.result), verdicts_from_compact(best.result.verdicts)
    said = explain(standing.bound, best.verdicts, facts, language=language, names=names)
    if not best.overrides:
        return Explanation(said, {}, {}, standing)
    plain = {item.key: item for item in explain(standing.bound, stored, facts, language=language, names=names)}
    rules = [_as_said(item, plain[item.key]) if item.key in best.overrides else item for item in said]
    return Explanation(rules, best.overrides, {key: stored[key] for key in best.overrides}, standing)


def _as_said(counted: Explained, plain: Explained) -> Explained:
    """What is counted as met keeps the sentence about the answer; of what is not met, that sentence would say it is."""
    return counted._replace(sentence=plain.sentence) if counted.verdict is Verdict.PASS else counted


def explanations(
    application: Application, language: str | None = None, *, documents_complete: bool = False
) -> list[Explained]:
    """Return a sentence per rule by what counts: the rules of `explanation_of`."""
    return explanation_of(application, language, documents_complete=documents_complete).rules


def screened_facts(application: Application) -> Facts:
    """Return the facts of the stored result that made the outcome; none before a screening, or once erased."""
    standing = standing_of(application)
    return _facts_in(standing.best.result) if standing is not None else Facts({})


def _facts_in(result: ScreeningResult) -> Facts:
    values = getattr(result.snapshot, "values", None)
    return vocabulary().canonical(values.facts if values is not None else {})


def _first_choice_facts(application: Application) -> dict[str, Any]:
    choice = application.choices.select_related("theme").order_by("rank").first()
    return choice.facts() if choice else {}


def events(application: Application) -> QuerySet[ApplicationEvent, ApplicationEvent]:
    """Return the history, oldest first, with who and the reasons."""
    return application.events.select_related("actor__person", "reason").order_by("sequence")


def undelivered(application: Application) -> QuerySet[Message, Message]:
    """Return mails about this application that could not be delivered: the page says so."""
    return Message.objects.about(subject_key(application)).filter(state=MessageState.FAILED)
