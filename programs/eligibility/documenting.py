"""The page about all facts, written from the vocabulary and the rules so that it cannot drift."""

from collections.abc import Mapping

from programs.eligibility.facts import Fact, FactType, Scope
from programs.eligibility.rules import RuleSet
from programs.eligibility.vocabulary import Vocabulary

MOST_CODES = 40
SHORT_CODE = 2
"""A long set (countries) is cut, but codes longer than its own, which the fact adds, are all shown."""

HEADER = """# Facts

<!-- Written by `manage.py document_facts` from programs/catalog/facts.yaml and the rules. Do not edit by hand. -->

Every word that forms may ask, rules may speak of and exports may print. A fact that is not answered is absent.

In JSON: dates are text such as `"2003-05-27"`; decimals are numbers or text; yes-or-no facts and declarations
are `true` or `false`; `["a"]` is the whole set and `{"codes": ["a"], "complete": false}` a part of it, where
more may follow. An unknown key is an error that names the nearest known one.
"""
TYPE_WORDS = {
    FactType.DATE: "date",
    FactType.INT: "whole number",
    FactType.DECIMAL: "decimal",
    FactType.BOOL: "yes or no",
    FactType.CODE: "code",
    FactType.ORDINAL: "code with a rank",
    FactType.SET: "set of codes",
    FactType.DECLARATION: "declaration (yes or no)",
}


def facts_page(vocabulary: Vocabulary, rule_sets: Mapping[str, RuleSet]) -> str:
    """The whole page as Markdown, ending in a newline; the same input gives the same text."""
    parts = [HEADER]
    for title, scope in (("Facts of a person", Scope.PERSON), ("Facts of a choice", Scope.CHOICE)):
        parts.append(f"\n## {title}\n")
        parts += [_entry(fact, rule_sets) for fact in vocabulary.facts.values() if fact.scope is scope]
    if vocabulary.instead:
        parts.append("\n## Words of other descriptions\n\n| there | here |\n|---|---|\n")
        parts += [f"| `{old}` | `{new}` |\n" for old, new in sorted(vocabulary.instead.items())]
    return "".join(parts)


def _entry(fact: Fact, rule_sets: Mapping[str, RuleSet]) -> str:
    used = [
        f"{rule.key} ({name})"
        for name, rule_set in sorted(rule_sets.items())
        for rule in rule_set.rules
        if fact.key in rule.facts()
    ]
    lines = [
        f"\n### `{fact.key}`\n",
        f"{fact.label('en')}.{' ' + fact.note if fact.note else ''}\n",
        f"- {TYPE_WORDS[fact.type]}{_limits(fact)}; {fact.sensitivity}; answered by the {_who(fact)}",
        *_codes(fact),
        f"- rules: {', '.join(used) or 'none'}\n",
    ]
    return "\n".join(lines)


def _who(fact: Fact) -> str:
    return "applicant" if fact.answered_by == "applicant" else "staff"


def _limits(fact: Fact) -> str:
    words = f" of {fact.unit}s" if fact.unit else ""
    if fact.minimum is not None:
        words += f", from {fact.minimum}"
    if fact.maximum is not None:
        words += f" to {fact.maximum}"
    return words


def _codes(fact: Fact) -> list[str]:
    if fact.codes is None:
        return []
    named = [f"`{code}` ({fact.codes.label(code, 'en')})" for code in fact.codes.labels]
    if len(named) > MOST_CODES:
        own = [words for code, words in zip(fact.codes.labels, named, strict=True) if len(code) > SHORT_CODE]
        named = [*named[:3], f"{len(named) - 3 - len(own)} more", *own]
    if fact.codes.pattern is not None:
        named.append(f"any code that fits `{fact.codes.pattern.pattern}`")
    return [f"- codes: {'; '.join(named)}"]
