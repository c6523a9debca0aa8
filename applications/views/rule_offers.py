"""What a draft's pages say of newer rules: the offer, how the draft stands by either, and each rule that differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.editions import ComparedRule, NewerRules, Standing, newer_rules
from applications.models import Application
from programs.eligibility import Explained, Outcome
from programs.eligibility.comparing import Asked, Change, ListChange
from programs.models import Call
from programs.sources import Source
from programs.verdicts import VerdictInWords, verdicts_in_words
from programs.vocabulary import sources

_SHAPES = {Outcome.ELIGIBLE: "pass", Outcome.NEEDS_CHECK: "unknown", Outcome.NOT_ELIGIBLE: "fail"}


@dataclass(frozen=True)
class OfferInWords:
    """For notices and pages: the days on which either set of rules came into force, where the call is."""

    since: str
    own_since: str
    declined: bool


def offer_in_words(application: Application, newer: NewerRules) -> OfferInWords:
    """Return an offer as pages say it."""
    return OfferInWords(_day(newer.since, application.call), _day(newer.own_since, application.call), newer.declined)


def offer_of(application: Application) -> OfferInWords | None:
    """Return what a draft's pages say of newer rules, None where there is nothing to say."""
    newer = newer_rules(application)
    return offer_in_words(application, newer) if newer is not None else None


def _day(instant: datetime, call: Call) -> str:
    return formats.date_format(instant.astimezone(call.zone), "DATE_FORMAT")


@dataclass(frozen=True)
class StandingInWords:
    """How a draft stands by one set of rules: a shape, a word, and a sentence."""

    kind: str
    word: str
    sentence: str


def standing_in_words(standing: Standing, *, accepted: bool) -> StandingInWords:
    """Say what rules come to on the answers so far. `accepted`: the call takes applications that fail a rule."""
    kind = _SHAPES[standing.outcome]
    if standing.outcome is Outcome.ELIGIBLE:
        return StandingInWords(kind, _("Eligible"), _("Every requirement is met."))
    if standing.outcome is Outcome.NOT_ELIGIBLE:
        failing = ngettext("%(n)d requirement is not met.", "%(n)d requirements are not met.", standing.failing) % {
            "n": standing.failing
        }
        follows = (
            _("Submitted like this, the application would be marked “Not eligible”.")
            if accepted
            else _("Like this it cannot be submitted: the call takes only applications that meet every rule.")
        )
        return StandingInWords(kind, _("Not eligible"), f"{failing} {follows}")
    said = [_("No requirement rules you out.")]
    if standing.open:
        said.append(
            ngettext("%(n)d is not known yet.", "%(n)d are not known yet.", standing.open) % {"n": standing.open}
        )
    if standing.to_look_at:
        said.append(
            ngettext("A person would look at %(n)d.", "A person would look at %(n)d.", standing.to_look_at)
            % {"n": standing.to_look_at}
        )
    return StandingInWords("warn" if standing.to_look_at else kind, _("Not decided"), " ".join(said))


@dataclass(frozen=True)
class ChangeInWords:
    """One rule that differs. `statement` heads it; what it `asked` and `asks` now, each with what follows; `before` and
    `after` are what either comes to on the answers so far."""

    kind: str
    shape: str
    word: str
    statement: str
    asked: tuple[str, ...]
    asks: tuple[str, ...]
    lists: tuple[ListChange, ...]
    sources: tuple[Source, ...]
    before: VerdictInWords | None
    after: VerdictInWords | None
    touches: bool


def in_words(rule: ComparedRule, language: str) -> ChangeInWords:
    """Return a rule that differs as the page shows it. What follows is said where it differs, or the rule is new."""
    change = rule.change
    word, shape = _words_of(change.kind)
    stands = change.after or change.before
    assert stands is not None
    asked, asks = _lines(change.before, change.after), _lines(change.after, change.before)
    if change.kind is Change.CHANGED and asked == asks and not change.lists:
        word, shape = _words_of(Change.REWORDED)
    known = sources()
    return ChangeInWords(
        kind=change.kind.value,
        shape=shape,
        word=word,
        statement=stands.text,
        asked=asked,
        asks=asks,
        lists=change.lists,
        sources=tuple(known[key].in_language(language) for key in stands.sources if key in known),
        before=_verdict(rule.before, language),
        after=_verdict(rule.after, language),
        touches=rule.touches,
    )


def _words_of(kind: Change) -> tuple[str, str]:
    match kind:
        case Change.ADDED:
            return _("New"), "info"
        case Change.REMOVED:
            return _("No longer asked"), "todo"
        case Change.CHANGED:
            return _("Changed"), "progress"
        case Change.REWORDED:
            return _("Said otherwise"), "todo"


def _lines(side: Asked | None, other: Asked | None) -> tuple[str, ...]:
    """What one side asks; with what follows where the other side says something else of it."""
    if side is None:
        return ()
    said = [side.wanted]
    if other is None or side.consequence != other.consequence:
        said.append(side.consequence)
    if other is not None and side.while_unknown != other.while_unknown:
        said.append(side.while_unknown)
    if other is not None and side.wanted == other.wanted and side.text != other.text:
        said.insert(0, side.text)
    return tuple(dict.fromkeys(said))


def _verdict(explained: Explained | None, language: str) -> VerdictInWords | None:
    return verdicts_in_words([explained], language)[0] if explained is not None else None
