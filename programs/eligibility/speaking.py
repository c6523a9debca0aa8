"""What can be prepared once per binding and language, so that explaining one person takes no thinking.

Sentences come apart at the one place that differs from person to person, the value; conditions become functions
that say their truth and the leaves that made it so. Where a rule speaks of codes and of yes or no alone, the answer
to each combination is kept whole; a date or a number of somebody never is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from programs.eligibility.binding import Bound
from programs.eligibility.conditions import Truth, Values
from programs.eligibility.evaluation import VERDICT_OF, Verdict
from programs.eligibility.facts import FactType
from programs.eligibility.nodes import AllOf, AnyOf, Constant, Leaf, Node, Not, leaves
from programs.eligibility.phrases import phrases
from programs.eligibility.rules import Rule
from programs.eligibility.wording import CodeNames, Wording

Shown = dict[tuple[str, str], str]
"""Values of one person in words, by fact and language, as far as they were needed."""
MOST = 16
"""Languages and sets of names that a binding is kept prepared for."""
MOST_ANSWERS = 512
"""Combinations of answers that a rule keeps its words for."""
_COUNTABLE = (FactType.BOOL, FactType.DECLARATION, FactType.CODE, FactType.ORDINAL, FactType.SET)


class LeafWords:
    """The sentences of one condition on one fact, plain or negated."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._fact = wording.fact.key
        self._health = wording.fact.health
        self._prepared: dict[Truth, tuple[list[str], str]] = {}

    def sentence(self, truth: Truth, values: Values, shown: Shown) -> str:
        """The sentence for this truth, with the person's value in it."""
        prepared = self._prepared.get(truth)
        if prepared is None:
            prepared = self._prepared[truth] = self._wording.around_value(VERDICT_OF[truth].value)
        pieces, language = prepared
        return pieces[0] if len(pieces) == 1 else self.value_in(language, values, shown).join(pieces)

    def value_in(self, language: str, values: Values, shown: Shown) -> str:
        """The value inside a sentence in that language; a dash where there is none to show."""
        key = (self._fact, language)
        text = shown.get(key)
        if text is None:
            text = shown[key] = self._wording.value_in(language, values.get(self._fact))
        return text or "–"

    def value(self, values: Values, shown: Shown) -> str:
        """What was answered, in words; empty where nothing was, or where it is about health."""
        if self._health or values.get(self._fact) is None:
            return ""
        return self.value_in(self._wording.language, values, shown)


Reasons = Sequence[tuple[LeafWords, Truth]]
Look = Callable[[Values], tuple[Truth, Reasons]]
"""A condition's truth, and the leaves that made it so, each as it counts there."""


class RuleWords:
    """One rule in one language: what stays the same for everybody, and how to say the rest."""

    def __init__(self, rule: Rule, speaker: "Speaker") -> None:
        self.rule = rule
        self.language = speaker.language
        self.facts = rule.facts()
        self.text = speaker.bound.vocabulary.stated(rule.text, speaker.language)
        self._look = _looking(rule.when, speaker, negated=False)
        words = phrases(speaker.language)
        self.wanted = words.at_start(_want(rule.when, speaker, negated=False) or self.text)
        self.consequences = {
            Verdict.PASS: words.word("consequences", "met"),
            Verdict.FAIL: words.word("consequences", rule.on_false.value),
            Verdict.UNKNOWN: words.word("consequences", rule.on_unknown.value),
        }
        by_fact = {leaf.fact: leaf for leaf in reversed(leaves(rule.when))}
        self._values = [LeafWords(speaker.wording(leaf, negated=False)) for leaf in reversed(by_fact.values())]
        health = isinstance(rule.when, Leaf) and speaker.bound.vocabulary[rule.when.fact].health
        self._only_leaf = self._values[0] if health else None
        self.asked = tuple(sorted(self.facts))
        countable = all(speaker.bound.vocabulary[fact].type in _COUNTABLE for fact in self.asked)
        self.kept: dict[tuple[Any, ...], Any] | None = {} if countable else None

    def value(self, values: Values, shown: Shown) -> str:
        """Everything that was answered to it, in words."""
        if len(self._values) == 1:
            return self._values[0].value(values, shown)
        told = (words.value(values, shown) for words in self._values)
        return phrases(self.language).glued((text for text in told if text), "answers")

    def sentence(self, verdict: Verdict, values: Values, shown: Shown) -> str:
        """Why the verdict is what it is: it is the stored one, whatever the facts at hand would come to."""
        when = self.rule.when
        if isinstance(when, Constant) and when.value and verdict is Verdict.PASS:
            return phrases(self.language).whole("does_not_apply")
        truth, reasons = self._look(values)
        if VERDICT_OF[truth] is verdict and reasons:
            if len(reasons) == 1:
                words, leaf_truth = reasons[0]
                return words.sentence(leaf_truth, values, shown)
            said = (words.sentence(leaf_truth, values, shown) for words, leaf_truth in reasons)
            return phrases(self.language).glued(said, "sentences")
        if self._only_leaf is not None:
            return self._only_leaf.sentence(_TRUTH_OF[verdict], values, shown)
        return phrases(self.language).whole(verdict.value, self.text)


class Speaker:
    """All rules of a binding in one language, with the names that only the call knows."""

    def __init__(self, bound: Bound, language: str, names: CodeNames) -> None:
        self.bound, self.language, self.names = bound, language, names
        self.rules = [RuleWords(rule, self) for rule in bound.rules]

    def wording(self, leaf: Leaf, *, negated: bool) -> Wording:
        """The words for a leaf."""
        fact = self.bound.vocabulary[leaf.fact]
        return Wording(fact, leaf, negated, self.language, self.bound.lists, self.names, self.bound.vocabulary.stated)


def speaker(bound: Bound, language: str, names: CodeNames) -> Speaker:
    """The prepared words of a binding, kept with it."""
    kept: dict[Any, Speaker] = bound.spoken
    key = (language, tuple((fact, tuple(codes.items())) for fact, codes in names.items()))
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST:
            kept.clear()
        found = kept[key] = Speaker(bound, language, {fact: dict(codes) for fact, codes in names.items()})
    return found


def _want(node: Node, speaker: Speaker, *, negated: bool) -> str:
    match node:
        case Not(part):
            return _want(part, speaker, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            join = "and" if isinstance(node, AllOf) != negated else "or"
            return phrases(speaker.language).joined([_want(part, speaker, negated=negated) for part in parts], join)
        case Leaf():
            return speaker.wording(node, negated=negated).sentence("want", None)
    return ""


def _looking(node: Node, speaker: Speaker, *, negated: bool) -> Look:
    match node:
        case Not(part):
            return _looking(part, speaker, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            looks = [_looking(part, speaker, negated=negated) for part in parts]
            return _joined(looks, conjunction=isinstance(node, AllOf) != negated)
        case Constant(value):
            return lambda values: (value != negated, ())
    test = speaker.bound.leaf_conditions[id(node)]
    words = LeafWords(speaker.wording(node, negated=negated))

    def look(values: Mapping[str, Any]) -> tuple[Truth, Reasons]:
        truth = test(values)
        if negated and truth is not None:
            truth = not truth
        return truth, ((words, truth),)

    return look


def _joined(looks: list[Look], *, conjunction: bool) -> Look:
    decisive = not conjunction

    def look(values: Mapping[str, Any]) -> tuple[Truth, Reasons]:
        seen = [one(values) for one in looks]
        truths = [truth for truth, _ in seen]
        truth = decisive if decisive in truths else None if None in truths else conjunction
        return truth, [reason for number in _deciding(truths, conjunction) for reason in seen[number][1]]

    return look


def _deciding(truths: list[Truth], conjunction: bool) -> list[int]:
    """Which parts to speak of: those that decided; where nothing is decided, those that still could.

    One true part is reason enough for `any`; an `any` that is open also names the parts that failed, because
    they are why the open one matters.
    """
    decisive = not conjunction
    if decisive in truths:
        first = truths.index(decisive)
        return [first] if not conjunction else [n for n, truth in enumerate(truths) if truth is decisive]
    if None in truths and conjunction:
        return [n for n, truth in enumerate(truths) if truth is None]
    return list(range(len(truths)))


_TRUTH_OF: dict[Verdict, Truth] = {verdict: truth for truth, verdict in VERDICT_OF.items()}
