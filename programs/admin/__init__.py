"""Programmes, rules, rounds and calls in the staff site."""

from programs.admin.calls import CallAdmin
from programs.admin.catalogue import JurisdictionAdmin, ProgrammeAdmin, RoundAdmin, RuleSetAdmin
from programs.admin.rules import RuleSetVersionAdmin

__all__ = ["CallAdmin", "JurisdictionAdmin", "ProgrammeAdmin", "RoundAdmin", "RuleSetAdmin", "RuleSetVersionAdmin"]
