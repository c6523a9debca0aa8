"""What one binding asks otherwise than another, rule by rule, in the words an applicant reads: no keys, no markup.

A rule whose condition binding has decided to hold for everybody asks nothing of anybody: to applicants it is not there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from programs.eligibility.binding import Bound
from programs.eligibility.evaluation import Verdict
from programs.eligibility.nodes import Constant, ListRef, Literal, OneOf, SetTest, leaves
from programs.eligibility.phrases import phrases
from programs.eligibility.rules import Rule
from programs.eligibility.speaking import RuleWords, speaker
from programs.eligibility.wording import CodeNames


class Change(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # its condition, or what follows from it
    REWORDED = "reworded"  # its statement or where it is written: nobody comes out otherwise


class Asked(NamedTuple):
    """What a rule says in one binding.

    `text` is its short statement, `wanted` what it asks with the call's values, `consequence` what follows for who
    does not meet it, `while_unknown` what follows until it is known; `sources` are keys.
    """

    text: str
    wanted: str
    consequence: str
    while_unknown: str
    sources: tuple[str, ...]


class ListChange(NamedTuple):
    """A code list that a rule names, when its codes are others: which joined it and which left it, in words."""

    label: str
    joined: str
    left: str


class RuleChange(NamedTuple):
    """One rule before and after; None where it is not there. `key` is for looking verdicts up, never for reading."""

    kind: Change
    key: str
    before: Asked | None
    after: Asked | None
    lists: tuple[ListChange, ...] = ()


def rule_changes(old: Bound, new: Bound, *, language: str = "en", names: CodeNames | None = None) -> list[RuleChange]:
    """Return what differs, in the order of the new rules, then what is gone.

    `names` gives codes that only the call knows a name, as for `explain`.
    """
    before, after = _asking(old, language, names or {}), _asking(new, language, names or {})
    found = []
    for key, words in after.items():
        was = before.get(key)
        if was is None:
            found.append(RuleChange(Change.ADDED, key, None, _asked(words)))
        else:
            kind = _kind(was, words)
            if kind is not None:
                lists = _lists(old, new, was.rule, words.rule, language)
                found.append(RuleChange(kind, key, _asked(was), _asked(words), lists))
    gone = (RuleChange(Change.REMOVED, key, _asked(words), None) for key, words in before.items() if key not in after)
    return [*found, *gone]


def _asking(bound: Bound, language: str, names: CodeNames) -> Mapping[str, RuleWords]:
    return {words.rule.key: words for words in speaker(bound, language, names).rules if not _idle(words.rule)}


def _idle(rule: Rule) -> bool:
    return isinstance(rule.when, Constant) and rule.when.value


def _kind(was: RuleWords, now: RuleWords) -> Change | None:
    if was.rule.sha256 != now.rule.sha256:
        return Change.CHANGED
    if (was.text, was.wanted, was.rule.sources) != (now.text, now.wanted, now.rule.sources):
        return Change.REWORDED
    return None


def _asked(words: RuleWords) -> Asked:
    said = words.consequences
    return Asked(words.text, words.wanted, said[Verdict.FAIL], said[Verdict.UNKNOWN], words.rule.sources)


def _lists(old: Bound, new: Bound, was: Rule, now: Rule, language: str) -> tuple[ListChange, ...]:
    """Return the lists that both name and that hold other codes now: the sentence alone would read the same."""
    before, after, words = _codes_by_list(was), _codes_by_list(now), phrases(language)
    found = []
    for key in before.keys() & after.keys():
        if before[key] == after[key]:
            continue
        fact, name = key
        labels = new.lists.get(name, old.lists.get(name, {})).get("labels", {})

        def said(codes: frozenset[str], fact: str = fact) -> str:
            known = new.vocabulary[fact].codes
            return words.listed(sorted(known.label(code, language) if known else code for code in codes), "and")

        label = new.vocabulary.stated(labels, language) if labels else name
        found.append(ListChange(label, said(after[key] - before[key]), said(before[key] - after[key])))
    return tuple(sorted(found))


def _codes_by_list(rule: Rule) -> dict[tuple[str, str], frozenset[str]]:
    """Return the codes by fact and list that stand in a bound condition where the rule set names a list."""
    found = {}
    for leaf in leaves(rule.when):
        match leaf, leaf.stated:
            case OneOf() | SetTest(), OneOf(codes=ListRef(name)) | SetTest(codes=ListRef(name)):
                assert isinstance(leaf.codes, tuple)  # bound
                codes = (code.value for code in leaf.codes if isinstance(code, Literal))
                found[leaf.fact, name] = frozenset(map(str, codes))
    return found
