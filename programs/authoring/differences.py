"""What a version says otherwise than another, rule by rule, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from programs.authoring.sentences import rule_line
from programs.eligibility import Rule, RuleSet
from programs.eligibility.parameters import Parameter, value_content


class Kind(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # its condition or what follows from it
    REWORDED = "reworded"  # its statement, sources or note alone


@dataclass(frozen=True)
class Difference:
    """One rule (or parameter) before and after; marked sentences, '' where it is not there."""

    kind: Kind
    key: str
    before: str
    after: str
    details: tuple[str, ...] = ()


def differences(old: RuleSet, new: RuleSet, language: str) -> list[Difference]:
    """Return what differs, in the order of the new rules, then what is gone, then parameters."""
    before = {rule.key: rule for rule in old.rules}
    found = []
    for rule in new.rules:
        was = before.pop(rule.key, None)
        if was is None:
            found.append(Difference(Kind.ADDED, rule.key, "", rule_line(new, rule, language)))
        elif was.content() != rule.content():
            found.append(_changed(old, new, was, rule, language))
    found += [Difference(Kind.REMOVED, key, rule_line(old, rule, language), "") for key, rule in before.items()]
    return found + _of_parameters(old, new, language)


def _changed(old: RuleSet, new: RuleSet, was: Rule, rule: Rule, language: str) -> Difference:
    decides = was.sha256 != rule.sha256 or was.applies_with != rule.applies_with
    return Difference(
        Kind.CHANGED if decides else Kind.REWORDED,
        rule.key,
        rule_line(old, was, language),
        rule_line(new, rule, language),
        tuple(_details(was, rule)),
    )


def _details(was: Rule, rule: Rule) -> list[str]:
    """Return what differs beside the sentence, in words."""
    found = []
    for language in sorted({*was.text, *rule.text}):
        one, other = was.text.get(language, "–"), rule.text.get(language, "–")
        if one != other:
            found.append(
                _("Statement (%(language)s): “%(before)s” is now “%(after)s”.")
                % {"language": language, "before": one, "after": other}
            )
    for label, one, other in (
        (_("Requirement"), was.requirement, rule.requirement),
        (_("Sources"), ", ".join(was.sources), ", ".join(rule.sources)),
        (_("Confidence"), was.confidence.value, rule.confidence.value),
        (_("Reading"), was.note or "–", rule.note or "–"),
    ):
        if one != other:
            found.append(_("%(what)s: %(before)s is now %(after)s.") % {"what": label, "before": one, "after": other})
    return found


def _of_parameters(old: RuleSet, new: RuleSet, language: str) -> list[Difference]:
    found = []
    for key in sorted({*old.parameters, *new.parameters}):
        one, other = old.parameters.get(key), new.parameters.get(key)
        if one is None or other is None or one.raw != other.raw:
            kind = Kind.ADDED if one is None else Kind.REMOVED if other is None else Kind.CHANGED
            found.append(Difference(kind, key, _parameter(one, language), _parameter(other, language)))
    return found


def _parameter(parameter: Parameter | None, language: str) -> str:
    if parameter is None:
        return ""
    label = parameter.labels.get(language) or parameter.labels["en"]
    if parameter.default is None:
        return label
    value = value_content(parameter.default)
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    return _("%(label)s, by itself %(value)s") % {"label": label, "value": shown}
