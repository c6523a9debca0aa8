"""How commands name offices, programmes, rounds and calls, and the rules of a programme."""

from __future__ import annotations

from portal.offices.models import Office
from programs.eligibility import RuleSet, parse_rule_set
from programs.management.arguments import unknown
from programs.models import Call, Programme, Round
from programs.services.editions import current_edition
from programs.vocabulary import vocabulary


def office_named(code: str) -> Office:
    """Return the office with this code. Raises CommandError naming the offices there are."""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise unknown("office", code, Office.objects.values_list("code", flat=True))
    return found


def programme_named(slug: str) -> Programme:
    """Return the programme with this name. Raises CommandError naming the programmes there are."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None:
        raise unknown("programme", slug, Programme.objects.values_list("slug", flat=True))
    return found


def round_named(slug: str) -> Round:
    """Return the round with this name. Raises CommandError naming the rounds there are."""
    found = Round.objects.select_related("programme").filter(slug=slug).first()
    if found is None:
        raise unknown("round", slug, Round.objects.values_list("slug", flat=True))
    return found


def call_named(slug: str) -> Call:
    """Return the call with this name, announced or not. Raises CommandError naming the calls there are."""
    calls = Call.objects.unscoped("an operator at the server's command line may correct every call")
    found: Call | None = calls.filter(slug=slug).first()
    if found is None:
        raise unknown("call", slug, calls.values_list("slug", flat=True))
    return found


def published_rules(programme: Programme) -> RuleSet:
    """Return the rules that a call made now would get. Raises DomainError: not_loaded."""
    _definition, version = current_edition(programme)
    return parse_rule_set(version.content, vocabulary(), file=str(version))
