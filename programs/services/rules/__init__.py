"""The life of a rule-set version: drafted, changed, checked, proposed, sent back, published."""

from programs.services.rules.cases import cases_as_yaml, put_cases
from programs.services.rules.checks import Checked, CheckedCase, check
from programs.services.rules.conditions import change_leaf, join_leaf, negate, remove_condition
from programs.services.rules.drafts import begin_draft, discard
from programs.services.rules.editing import add_rule, change_rule, remove_rule
from programs.services.rules.parameters import add_parameter, change_parameter, remove_parameter
from programs.services.rules.previews import keep_preview, preview_of
from programs.services.rules.proposals import propose, send_back, take_back
from programs.services.rules.publishing import publish, why_not_published
from programs.services.rules.shared import rules_in

__all__ = [
    "Checked",
    "CheckedCase",
    "add_parameter",
    "add_rule",
    "begin_draft",
    "cases_as_yaml",
    "change_leaf",
    "change_parameter",
    "change_rule",
    "check",
    "discard",
    "join_leaf",
    "keep_preview",
    "negate",
    "preview_of",
    "propose",
    "publish",
    "put_cases",
    "remove_condition",
    "remove_parameter",
    "remove_rule",
    "rules_in",
    "send_back",
    "take_back",
    "why_not_published",
]
