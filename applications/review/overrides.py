"""Overrides as staff read them: what the rule said, what it counts as, by whom, why, on what evidence. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, Override, OverrideState, OverrideStep
from applications.overriding import Standing, rule_in
from applications.permissions import roles_on
from applications.queries import definition_of
from applications.review.services.overrides import may_override_health
from applications.states import OVER
from applications.workflow import By
from portal.common.translated import pick
from programs.bindings import bound_of
from programs.eligibility import requirement_sentence

_RELATED = (
    "binding__rule_set_version__rule_set",
    "lapsed_under__rule_set_version__rule_set",
    "document__file",
    "choice__theme",
    "proposed_by__person",
    "confirmed_by__person",
    "ended_by__person",
)


@dataclass(frozen=True)
class ShownOverride:
    """One override ready for a page. `withheld`: it is about health, words and evidence are not the reader's to read.

    `needs_reader`: it waits for a decision that the reader may take; never once the application is over.
    """

    row: Override
    sentence: str
    requirement: str
    proposed_by: str
    confirmed_by: str
    ended_by: str
    text: str
    seen_in: str
    document: str
    ended_text: str
    choice: str
    withheld: bool
    needs_reader: bool
    may: frozenset[str]


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    what: str
    at: datetime
    who: str
    reason: str


def shown_overrides(application: Application, user: Any) -> list[ShownOverride]:
    """Return every override of an application, the newest first. Who asks must have reached it through the scope."""
    rows = list(application.overrides.select_related(*_RELATED).prefetch_related("words").order_by("-pk"))
    if not rows:
        return []
    roles, health = roles_on(user, application), may_override_health(application, user)
    return [_shown(row, application, user, roles, health) for row in rows]


def overridable(application: Application, standing: Standing | None, user: Any) -> frozenset[str]:
    """Return the keys of the rules that this reader may propose to count otherwise now; `standing` is what counts."""
    if standing is None or application.status in OVER or By.REVIEWER not in roles_on(user, application):
        return frozenset()
    health = may_override_health(application, user)
    return frozenset(rule.key for rule in standing.bound.rules if health or not rule.health)


def steps_of(shown: Iterable[ShownOverride]) -> list[Step]:
    """Return what was done with overrides, for the history."""
    found = []
    for each in shown:
        row, named = each.row, {"rule": each.row.rule_key, "verdict": each.row.get_to_verdict_display()}
        reason = ": ".join(filter(None, (str(row.get_reason_code_display()), each.text)))
        asked = (
            _("Override of %(rule)s proposed: %(verdict)s")
            if row.two_officers
            else _("%(rule)s counted as: %(verdict)s")
        )
        found.append(Step(asked % named, row.proposed_at, each.proposed_by, reason))
        if row.confirmed_at is not None:
            found.append(Step(_("Override of %(rule)s confirmed") % named, row.confirmed_at, each.confirmed_by, ""))
        if row.lapsed_at is not None:
            found.append(
                Step(_("Override of %(rule)s lapsed: the rule was changed") % named, row.lapsed_at, _("a release"), "")
            )
        if row.ended_at is not None and row.ended_by_id is not None:
            found.append(Step(_ended_as(row) % named, row.ended_at, each.ended_by, each.ended_text))
    return found


def _ended_as(row: Override) -> str:
    match row.state:
        case OverrideState.REVOKED:
            return _("Override of %(rule)s revoked")
        case OverrideState.LAPSED:
            return _("Changed rule %(rule)s looked at")
    own = row.ended_by_id == row.proposed_by_id
    return _("Override of %(rule)s taken back") if own else _("Override of %(rule)s sent back")


def _shown(row: Override, application: Application, user: Any, roles: frozenset[By], health: bool) -> ShownOverride:
    bound = bound_of(row.binding)
    rule = rule_in(bound, row.rule_key)
    withheld = rule is not None and rule.health and not health
    words = {each.step: each for each in row.words.all()}
    given = words.get(OverrideStep.PROPOSED)
    ended = next((each for step, each in words.items() if step != OverrideStep.PROPOSED), None)
    hidden = _("Kept for those who may open health declarations.") if withheld else ""
    erased = _("Erased.")
    may = frozenset() if withheld else _verbs(row, user, roles)
    return ShownOverride(
        row=row,
        sentence=requirement_sentence(bound, row.rule_key) if rule is not None else row.rule_key,
        requirement=rule.requirement if rule is not None else "",
        proposed_by=_name(row.proposed_by),
        confirmed_by=_name(row.confirmed_by),
        ended_by=_name(row.ended_by),
        text=hidden or (given.text if given else erased),
        seen_in="" if withheld or given is None else given.seen_in,
        document="" if withheld else _document(row, application),
        ended_text="" if withheld or ended is None else ended.text,
        choice=str(row.choice) if row.choice is not None else "",
        withheld=withheld,
        needs_reader=bool(may)
        and application.status not in OVER
        and (row.state == OverrideState.OPEN or row.asks_again),
        may=may,
    )


def _verbs(row: Override, user: Any, roles: frozenset[By]) -> frozenset[str]:
    """Return the names of what this reader may do with an override now; services ask again."""
    reviewer, decides = By.REVIEWER in roles, By.SENIOR_REVIEWER in roles
    ends = decides if row.two_officers else reviewer
    own = row.proposed_by_id == user.pk
    found: set[str] = set()
    if row.state == OverrideState.OPEN:
        found |= {"confirm"} if decides and not own else set()
        found |= {"take-back"} if own and reviewer else {"send-back"} if decides else set()
    elif row.state == OverrideState.IN_FORCE:
        found |= {"revoke"} if ends else set()
    elif row.asks_again:
        found |= {"confirm-again"} if reviewer else set()
        found |= {"let-go"} if ends else set()
    return frozenset(found)


def _document(row: Override, application: Application) -> str:
    """The title of the document an override rests on, "" for none."""
    return "" if row.document is None else pick(definition_of(application).slot(row.document.slot).title)


def _name(user: Any) -> str:
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return (person.full_name if person else "") or str(user.email)
