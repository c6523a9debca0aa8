"""What stands against a version: findings, cases that come out otherwise, and how it says at every limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.errors import DomainError
from portal.common.translated import LOCALES
from programs.definitions import Definition, check_provided, check_sources
from programs.eligibility import (
    Bound,
    Disagreement,
    EligibilityError,
    Facts,
    Finding,
    bind,
    lint,
    load_cases,
    run_cases,
)
from programs.eligibility import RuleSet as Rules
from programs.eligibility.boundaries import Boundary, boundaries
from programs.eligibility.conditions import Truth
from programs.eligibility.contradictions import contradictions
from programs.models import Programme, RuleSetVersion
from programs.permissions import programmes_of
from programs.services.rules.shared import cases_of, rules_in
from programs.vocabulary import lists, sources, vocabulary


@dataclass(frozen=True)
class CheckedCase:
    """One case: what was expected, and in words what came out otherwise."""

    name: str
    outcome: str
    disagreements: tuple[str, ...]


@dataclass(frozen=True)
class AtLimit:
    """One value before, on or after a limit, and what the rule says of it. `sound`: as counted by other means."""

    boundary: Boundary
    verdict: Truth
    sound: bool


@dataclass(frozen=True)
class Checked:
    """Everything there is to say about a version before it is published."""

    findings: tuple[Finding, ...] = ()
    cases: tuple[CheckedCase, ...] = ()
    case_error: str = ""
    limits: tuple[AtLimit, ...] = field(default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that forbid publishing."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that ask for a look."""
        return tuple(finding for finding in self.findings if finding.severity != "error")

    @property
    def failing(self) -> tuple[CheckedCase, ...]:
        """Cases that come out otherwise than written."""
        return tuple(case for case in self.cases if case.disagreements)

    def refuse(self) -> None:
        """Raise DomainError (findings, cases) unless it may be published."""
        if self.errors:
            raise DomainError(
                "findings",
                ngettext(
                    "%(n)d fault has to be mended first. %(words)s",
                    "%(n)d faults have to be mended first. %(words)s",
                    len(self.errors),
                )
                % {"n": len(self.errors), "words": self.errors[0].message},
                rules=[finding.rule for finding in self.errors],
                codes=[finding.code for finding in self.errors],
            )
        if self.case_error:
            raise DomainError("cases", _("The cases cannot be run. %(why)s") % {"why": self.case_error})
        if self.failing:
            raise DomainError(
                "cases",
                ngettext(
                    "%(n)d case does not come out as written, first “%(name)s”: %(words)s",
                    "%(n)d cases do not come out as written, first “%(name)s”: %(words)s",
                    len(self.failing),
                )
                % {
                    "n": len(self.failing),
                    "name": self.failing[0].name,
                    "words": " ".join(self.failing[0].disagreements),
                },
                cases=[case.name for case in self.failing],
            )


def check(version: RuleSetVersion) -> Checked:
    """Return findings, cases and limits of a version as it stands."""
    file = str(version)
    findings = lint(version.content, vocabulary(), file=file, languages=LOCALES, lists=lists())
    try:
        rules = rules_in(version)
    except EligibilityError:
        return Checked(tuple(findings), case_error=_("The rules cannot be read; see the findings."))
    findings += _about_programmes(version, rules)
    data = cases_of(version)
    cases, error = _run(data, rules)
    limits: tuple[AtLimit, ...] = ()
    bound = _bound(data, rules)
    if bound is not None:
        findings += _once_bound(bound, findings)
        if not any(finding.severity == "error" for finding in findings):
            limits = tuple(_at_limits(bound, data))
    return Checked(tuple(findings), cases, error, limits)


def _run(data: Mapping[str, Any], rules: Rules) -> tuple[tuple[CheckedCase, ...], str]:
    if not data:
        return (), _("There are no cases. Put in a file of people and what the rules must say about them.")
    try:
        cases = load_cases(data, rules, file="cases.yaml")
        found: list[Disagreement] = run_cases(cases, rules, lists())
    except EligibilityError as error:
        return (), str(error)
    said: dict[str, list[str]] = {}
    for disagreement in found:
        said.setdefault(disagreement.case, []).append(disagreement.message)
    return tuple(CheckedCase(case.name, case.outcome.value, tuple(said.get(case.name, ()))) for case in cases), ""


def _bound(data: Mapping[str, Any], rules: Rules) -> Bound | None:
    """The rules with the values that the file of cases gives; None where those do not suffice (the cases say so)."""
    try:
        return bind(rules, parameters=data.get("parameters", {}), lists=lists()) if data else None
    except EligibilityError:
        return None


def _once_bound(bound: Bound, known: list[Finding]) -> list[Finding]:
    """Contradictions that show only with values put in: those of the cases stand for any."""
    seen = {(finding.rule, finding.code) for finding in known}
    return [
        Finding("error", *clash)
        for clash in contradictions(bound.rules, bound.vocabulary)
        if (clash[0], clash[1]) not in seen
    ]


def _at_limits(bound: Bound, data: Mapping[str, Any]) -> list[AtLimit]:
    try:
        facts: Facts = vocabulary().canonical(data.get("facts", {}))
    except EligibilityError:
        return []
    conditions = dict(bound.conditions)
    found = []
    for boundary in boundaries(bound, facts):
        verdict = conditions[boundary.rule](boundary.facts.values)
        found.append(AtLimit(boundary, verdict, verdict == boundary.expected))
    return found


def _about_programmes(version: RuleSetVersion, rules: Rules) -> list[Finding]:
    """What the programmes' definitions have against the rules: a fact nobody is asked for, a source nobody knows."""
    findings = []
    programmes = programmes_of(version.rule_set)
    for programme in Programme.objects.filter(slug__in=programmes):
        newest = programme.current
        if newest is None:
            continue
        definition = Definition.from_version(newest)
        for rule in rules.rules:
            alone = Rules((rule,), rules.parameters, rules.vocabulary, rules.file)
            for code, problem in (("not_asked", _not_asked), ("unknown_source", _unknown_source)):
                words = problem(definition, alone, str(version))
                if words:
                    findings.append(Finding("error", rule.key, code, words))
    return findings


def _not_asked(definition: Definition, rules: Rules, file: str) -> str:
    try:
        check_provided(definition, rules, file=file)
    except EligibilityError as error:
        return str(error)
    return ""


def _unknown_source(definition: Definition, rules: Rules, file: str) -> str:
    try:
        check_sources(definition, rules, sources(), file=file)
    except EligibilityError as error:
        return str(error)
    return ""
