"""Programmes, their versions, rule sets, rounds and calls."""

from programs.models.alerts import AlertLink, AlertPurpose, AlertTold, CallAlert
from programs.models.calls import Binding, Call, CallState, Round, Theme
from programs.models.checks import CheckCount
from programs.models.jurisdiction import Jurisdiction
from programs.models.loaded import LoadedRow
from programs.models.previews import RulePreview
from programs.models.programmes import Origin, Programme, ProgrammeVersion
from programs.models.rulesets import RuleSet, RuleSetVersion, VersionState

__all__ = [
    "AlertLink",
    "AlertPurpose",
    "AlertTold",
    "Binding",
    "Call",
    "CallAlert",
    "CallState",
    "CheckCount",
    "Jurisdiction",
    "LoadedRow",
    "Origin",
    "Programme",
    "ProgrammeVersion",
    "Round",
    "RulePreview",
    "RuleSet",
    "RuleSetVersion",
    "Theme",
    "VersionState",
]
