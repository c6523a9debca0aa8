"""A version ready for its page: each rule in sentences with its sources, findings and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.authoring.differences import Kind, differences
from programs.authoring.sentences import Said, applies, in_html, otherwise, said, still_unknown
from programs.eligibility import EligibilityError, Finding, Rule, RuleSet
from programs.eligibility.parameters import Parameter, value_content
from programs.models import RuleSetVersion
from programs.services.rules import Checked, rules_in
from programs.services.rules.editing import parameters_in
from programs.sources import Source
from programs.vocabulary import sources


@dataclass(frozen=True)
class ShownRule:
    """One rule. `became` is empty where it says what the version before says."""

    rule: Rule
    said: Said
    otherwise: SafeString
    pending: SafeString
    applies: SafeString
    sources: tuple[Source, ...]
    statement: str
    findings: tuple[Finding, ...]
    became: str


@dataclass(frozen=True)
class ShownParameter:
    """A name in the rules that rounds and calls give a value."""

    parameter: Parameter
    label: str
    value: str
    adjustable: bool
    used: bool


WORDS = {
    Kind.ADDED: gettext_lazy("added"),
    Kind.CHANGED: gettext_lazy("changed"),
    Kind.REWORDED: gettext_lazy("reworded"),
}


def shown_rules(version: RuleSetVersion, checked: Checked, language: str) -> list[ShownRule]:
    """Return the rules in words, in their order."""
    rules = rules_in(version)
    became = {each.key: each.kind for each in against_base(version, rules, language)}
    known = sources()
    return [_shown(rules, rule, checked, became, known, language) for rule in rules.rules]


def shown_parameters(version: RuleSetVersion, language: str) -> list[ShownParameter]:
    """Return the declared values in words."""
    found = []
    named = set(parameters_in([rule["when"] for rule in version.content["rules"]]))
    for parameter in rules_in(version).parameters.values():
        value = "" if parameter.default is None else value_content(parameter.default)
        found.append(
            ShownParameter(
                parameter,
                parameter.labels.get(language) or parameter.labels["en"],
                ", ".join(value) if isinstance(value, list) else str(value),
                parameter.default is not None,
                parameter.key in named,
            )
        )
    return found


def against_base(version: RuleSetVersion, rules: RuleSet, language: str) -> list[Any]:
    """Return what differs from the version that was published when this one was begun; [] for a first one."""
    base = version.based_on
    if base is None:
        return []
    try:
        return differences(rules_in(base), rules, language)
    except EligibilityError:  # an old version that speaks of facts there are no more
        return []


def about(rule: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings of one rule, the languages it lacks in one line."""
    own = [finding for finding in findings if finding.rule == rule]
    missing = [finding for finding in own if finding.code == "missing_language"]
    rest = [finding for finding in own if finding.code != "missing_language"]
    if missing:
        languages = ", ".join(finding.message.rstrip(".").rsplit(" ", 1)[-1] for finding in missing)
        words = _("There is no statement in: %(languages)s. Its readers get the English one.") % {
            "languages": languages
        }
        rest.append(Finding("warning", rule, "missing_language", words))
    return tuple(rest)


def _shown(
    rules: RuleSet,
    rule: Rule,
    checked: Checked,
    became: Mapping[str, Kind],
    known: Mapping[str, Source],
    language: str,
) -> ShownRule:
    return ShownRule(
        rule=rule,
        said=said(rules, rule.when, language),
        otherwise=in_html(otherwise(rule)),
        pending=in_html(still_unknown(rule)),
        applies=in_html(applies(rules, rule, language)),
        sources=tuple(known[key] for key in rule.sources if key in known),
        statement=rule.statement(language),
        findings=about(rule.key, checked.findings),
        became=str(WORDS.get(became[rule.key], "")) if rule.key in became else "",
    )
