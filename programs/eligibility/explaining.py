"""A whole sentence per verdict: what you answered, what is wanted, where it is written.

Sentences are written once per operator and fact, never per rule. Where a rule joins conditions, the sentences
of those that decided it stand one after the other. The verdict is the stored one: where the facts at hand
would no longer come to it (they were erased, or an override stands), the rule's own statement is quoted
instead of a sentence that might contradict it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from programs.eligibility.binding import Bound
from programs.eligibility.conditions import Values
from programs.eligibility.evaluation import Screening, Verdict
from programs.eligibility.facts import Facts
from programs.eligibility.rules import OnFalse, OnUnknown
from programs.eligibility.speaking import MOST_ANSWERS, RuleWords, Shown, speaker
from programs.eligibility.wording import CodeNames


class Explained(NamedTuple):
    """One rule's verdict for one person, ready to be shown.

    `requirement` is the label where it is published ("4"), `text` the rule's short statement, `wanted` what is
    asked with this call's values, `value` what was answered (empty for health), `consequence` what follows;
    `facts` are the keys of what it speaks of, and `health` says whether that touches on health.
    """

    key: str
    requirement: str
    verdict: Verdict
    sentence: str
    value: str
    wanted: str
    sources: tuple[str, ...]
    on_false: OnFalse
    on_unknown: OnUnknown
    text: str
    consequence: str
    facts: frozenset[str]
    health: bool

    @property
    def referred(self) -> bool:
        """Whether the rule is not met and that rules nobody out: a person decides."""
        return self.verdict is Verdict.FAIL and self.on_false is OnFalse.REFER


def explain(
    bound: Bound,
    screening: Screening | Mapping[str, str],
    facts: Facts,
    *,
    language: str = "en",
    names: CodeNames | None = None,
) -> list[Explained]:
    """Every rule's verdict in words, in the order of the rules.

    `screening` is a screening or stored verdicts by rule key (raises KeyError when one is missing); `names`
    gives codes that only the call knows (fact key -> code -> name, such as its themes) a name.
    """
    verdicts = screening.verdicts if isinstance(screening, Screening) else screening
    shown: Shown = {}
    values = facts.values
    return [
        _explained(words, verdicts[words.rule.key], values, shown)
        for words in speaker(bound, language, names or {}).rules
    ]


def requirement_sentence(bound: Bound, key: str, *, language: str = "en", names: CodeNames | None = None) -> str:
    """What one rule asks with this call's values, such as "Born on or after 2 April 1992"; raises KeyError."""
    rule = bound.rule(key)
    return next(words.wanted for words in speaker(bound, language, names or {}).rules if words.rule is rule)


def _explained(words: RuleWords, verdict: str, values: Values, shown: Shown) -> Explained:
    """The rule in words; what was said before to the same answers is said again."""
    kept = words.kept
    if kept is None:
        return _made(words, Verdict(verdict), values, shown)
    answers = (verdict, *map(values.get, words.asked))
    found: Explained | None = kept.get(answers)
    if found is None:
        if len(kept) >= MOST_ANSWERS:
            kept.clear()
        found = kept[answers] = _made(words, Verdict(verdict), values, shown)
    return found


def _made(words: RuleWords, verdict: Verdict, values: Values, shown: Shown) -> Explained:
    rule = words.rule
    return Explained(
        rule.key,
        rule.requirement,
        verdict,
        words.sentence(verdict, values, shown),
        words.value(values, shown),
        words.wanted,
        rule.sources,
        rule.on_false,
        rule.on_unknown,
        words.text,
        words.consequences[verdict],
        words.facts,
        rule.health,
    )
