"""Everything the dossier's page shows of one application, read once and made ready for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from applications.addenda import answers_in_force
from applications.attempts import ShownAttempt, attempts_in_words
from applications.models import AddendumState, Application, OverrideState, RescreeningLine
from applications.overriding import Standing
from applications.queries import (
    Explanation,
    answers_of,
    definition_of,
    document_slots,
    events,
    explanation_of,
    undelivered,
)
from applications.rescreenings import NOTHING_NEW, new_rules_for
from applications.review.admin.asked import ShownRequest, requests_shown
from applications.review.admin.history import Happening, corrections_in_history, history_of, screened_as
from applications.review.admin.papers import ShownDocument, file_in_words, pages_of
from applications.review.admin.verbs import VERBS, Situation
from applications.review.models import ProposalState, RefusalProposal, Score
from applications.review.overrides import ShownOverride, overridable, shown_overrides, steps_of
from applications.review.queries import scores_shown_to
from applications.review.services import may_decide_addenda, may_open_health
from applications.sameness import sameness_of
from applications.states import Status
from applications.views.addendum_words import ShownAddendum, shown_addenda
from applications.workflow import By
from portal.common.reader_language import reader_language
from portal.common.translated import pick
from programs.definitions.entry_words import rows_of
from programs.forms import display_items
from programs.verdicts import VerdictInWords, verdicts_in_words
from programs.vocabulary import unreviewed


@dataclass(frozen=True)
class Group:
    """One group of questions with the answers in words."""

    title: str
    rows: list[dict[str, Any]]
    withheld: int


@dataclass(frozen=True)
class RuleLine:
    """A rule in words; the override that counts for it, what the rule said, and one that is proposed."""

    item: VerdictInWords
    override: ShownOverride | None = None
    stored: str = ""
    proposed: ShownOverride | None = None
    overridable: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """What the rule said, for its tag."""
        return {"verdict": self.stored}


@dataclass(frozen=True)
class Dossier:
    """One application as its reviewers see it.

    The verdicts are in `language`; `unreviewed`: nobody who speaks it from birth has read its sentences yet.
    """

    application: Application
    situation: Situation
    groups: list[Group]
    documents: list[ShownDocument]
    asked: list[ShownRequest]
    outcome: str
    standing: Standing | None
    verdicts: list[RuleLine]
    overrides: list[ShownOverride]
    language: str
    unreviewed: bool
    history: list[Happening]
    attempts: list[ShownAttempt]
    own_score: Score | None
    other_scores: list[Score]
    scores_hidden: bool
    proposal: RefusalProposal | None
    proposer: str
    undelivered: int
    may_open_health: bool
    held: RescreeningLine | None
    addenda: list[ShownAddendum]
    may_decide_addenda: bool

    @property
    def waiting_addenda(self) -> list[ShownAddendum]:
        """The corrections that nobody has decided about."""
        return [each for each in self.addenda if each.row.state == AddendumState.WAITING]


def situation_of(application: Application, user: Any) -> tuple[Situation, list[RefusalProposal], list[Score]]:
    """Return what the verbs are offered by, with the proposals and the others' scores read on the way."""
    proposals = list(application.refusal_proposals.select_related("proposed_by__person").order_by("pk"))
    waiting = next((p for p in reversed(proposals) if p.state == ProposalState.OPEN), None)
    bare = Situation(application, user, None, waiting)
    own, others = scores_shown_to(application, user, may_score=By.REVIEWER in bare.roles)
    new_rules = new_rules_for([application.pk]).get(application.pk, NOTHING_NEW)
    known = sameness_of(application, user)
    return Situation(application, user, own, waiting, new_rules, known), proposals, others


def dossier_of(application: Application, user: Any) -> Dossier:
    """Return the dossier. Who asks must have reached the application through the scope."""
    prefetch_related_objects([application], "sections", "call__themes")  # read from several sides below
    situation, proposals, others = situation_of(application, user)
    happened = list(events(application))
    language = reader_language()
    overrides = shown_overrides(application, user)
    may_score = By.REVIEWER in situation.roles
    addenda = shown_addenda(application)
    in_force = [each.row for each in overrides if each.row.state == OverrideState.IN_FORCE]
    explanation = explanation_of(application, language, overrides=in_force)
    return Dossier(
        application=application,
        situation=situation,
        groups=_groups(application, addenda),
        documents=documents_shown(application),
        asked=requests_shown(application, user),
        outcome=screened_as(happened),
        standing=explanation.standing,
        verdicts=_rules(application, explanation, user, overrides),
        overrides=overrides,
        language=language,
        unreviewed=language in unreviewed(),
        history=history_of(happened, proposals, [*steps_of(overrides), *corrections_in_history(addenda)]),
        attempts=attempts_in_words(application),
        own_score=situation.own_score,
        other_scores=others,
        scores_hidden=may_score and situation.own_score is None and application.status == Status.IN_REVIEW,
        proposal=situation.proposal,
        proposer=_proposer(situation.proposal),
        undelivered=undelivered(application).count(),
        may_open_health=may_open_health(application, user=user),
        held=situation.new_rules.held,
        addenda=addenda,
        may_decide_addenda=may_decide_addenda(application, user),
    )


def _rules(
    application: Application, explanation: Explanation, user: Any, overrides: list[ShownOverride]
) -> list[RuleLine]:
    may = overridable(application, explanation.standing, user)
    shown = {each.row.pk: each for each in overrides}
    proposed = {each.row.rule_key: each for each in overrides if each.row.state == OverrideState.OPEN}
    lines = []
    for item in verdicts_in_words(explanation.rules, reader_language()):
        counting = explanation.overrides.get(item.key)
        lines.append(
            RuleLine(
                item=item,
                override=shown.get(counting.pk) if counting is not None else None,
                stored=explanation.stored.get(item.key, ""),
                proposed=proposed.get(item.key),
                overridable=item.key in may and counting is None and item.key not in proposed,
            )
        )
    return lines


def _proposer(proposal: RefusalProposal | None) -> str:
    if proposal is None:
        return ""
    person = getattr(proposal.proposed_by, "person", None)
    return (person.full_name if person else "") or proposal.proposed_by.email


def offered(dossier: Dossier) -> list[Any]:
    """Return the verbs that this reader is offered now."""
    return [verb for verb in VERBS if verb.offered(dossier.situation)]


def _groups(application: Application, addenda: list[ShownAddendum]) -> list[Group]:
    """The answers as they count now; beside a corrected one, the correction that made it so."""
    language = get_language() or "en"
    answers = answers_in_force(application) if addenda else answers_of(application)
    taken = {
        (each.row.section, key): each
        for each in sorted(addenda, key=lambda each: each.row.decided_at or each.received)
        if each.row.state == AddendumState.TAKEN and not each.erased
        for key in each.row.values.after
    }
    groups = []
    for group in definition_of(application).groups:
        given = answers.get(group.key, {})
        rows = [
            {
                "key": pick(question.label),
                "value": display_items(question, given.get(question.key), language, call=application.call),
                "corrected": taken.get((group.key, question.key)),
            }
            for question in group.questions
            if not question.health and question.applies(given)
        ]
        rows += rows_of(group, given, language, call=application.call)
        groups.append(Group(pick(group.title), rows, sum(question.health for question in group.questions)))
    return groups


def documents_shown(application: Application) -> list[ShownDocument]:
    """Return the slots with their files, page images of checked ones with them."""
    slots = [(slot, document) for slot, document in document_slots(application) if document or slot.required]
    # What others give stands with the letters, unless the applicant handed it in.
    slots = [(slot, document) for slot, document in slots if document or slot.uploads]
    pages = pages_of([document.file_id for _slot, document in slots if document and document.file_id])
    return [
        ShownDocument(
            title=pick(slot.title),
            file=document.file if document else None,
            pages=pages.get(document.file_id or 0, []) if document else [],
            words=file_in_words(document.file if document else None),
        )
        for slot, document in slots
    ]
