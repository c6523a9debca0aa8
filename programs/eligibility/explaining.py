"""A whole sentence per verdict: what you answered, what is wanted, where it is written.

Sentences are written once per operator and fact, never per rule. Where a rule joins conditions, the sentences
of those that decided it stand one after the other. The verdict is the stored one: where the facts at hand
would no longer come to it (they were erased, or an override stands), the rule's own statement is quoted
instead of a sentence that might contradict it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.eligibility.binding import Bound
from programs.eligibility.conditions import Truth
from programs.eligibility.evaluation import VERDICT_OF, Screening, Verdict
from programs.eligibility.facts import Facts
from programs.eligibility.nodes import AllOf, AnyOf, Constant, Leaf, Node, Not, leaves
from programs.eligibility.phrases import phrases
from programs.eligibility.rules import OnFalse, OnUnknown, Rule
from programs.eligibility.wording import CodeNames, Wording


@dataclass(frozen=True)
class Explained:
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


@dataclass(frozen=True)
class _Reason:
    leaf: Leaf
    negated: bool
    truth: Truth


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
    speaker = _Speaker(bound, facts, language, names or {})
    return [speaker.explained(rule, Verdict(verdicts[rule.key])) for rule in bound.rules]


def requirement_sentence(bound: Bound, key: str, *, language: str = "en", names: CodeNames | None = None) -> str:
    """What one rule asks with this call's values, such as "Born on or after 2 April 1992"."""
    return _Speaker(bound, Facts({}), language, names or {}).wanted(bound.rule(key))


@dataclass(frozen=True)
class _Speaker:
    bound: Bound
    facts: Facts
    language: str
    names: CodeNames

    def explained(self, rule: Rule, verdict: Verdict) -> Explained:
        wording = [self._wording(leaf, negated=False) for leaf in leaves(rule.when)]
        values = (words.value(self.facts.values.get(words.fact.key)) for words in wording)
        return Explained(
            key=rule.key,
            requirement=rule.requirement,
            verdict=verdict,
            sentence=self.sentence(rule, verdict),
            value="; ".join(dict.fromkeys(value for value in values if value)),
            wanted=self.wanted(rule),
            sources=rule.sources,
            on_false=rule.on_false,
            on_unknown=rule.on_unknown,
            text=rule.statement(self.language),
            consequence=self._consequence(rule, verdict),
            facts=rule.facts(),
            health=rule.health,
        )

    def sentence(self, rule: Rule, verdict: Verdict) -> str:
        if isinstance(rule.when, Constant) and rule.when.value and verdict is Verdict.PASS:
            return phrases(self.language).word("whole", "does_not_apply")
        reasons = self._reasons(rule.when, negated=False)
        if VERDICT_OF[self._truth(rule.when, negated=False)] is verdict and reasons:
            said = [self._said(reason) for reason in reasons]
        elif isinstance(rule.when, Leaf) and self.bound.vocabulary[rule.when.fact].health:
            said = [self._said(_Reason(rule.when, False, _TRUTH_OF[verdict]))]
        else:
            statement = rule.statement(self.language).rstrip(".")
            return phrases(self.language).word("whole", verdict.value).format(text=statement)
        return " ".join(dict.fromkeys(said))

    def wanted(self, rule: Rule) -> str:
        return self._want(rule.when, negated=False) or rule.statement(self.language)

    def _said(self, reason: _Reason) -> str:
        words = self._wording(reason.leaf, negated=reason.negated)
        return words.sentence(VERDICT_OF[reason.truth].value, self.facts.values.get(words.fact.key))

    def _want(self, node: Node, *, negated: bool) -> str:
        match node:
            case Not(part):
                return self._want(part, negated=not negated)
            case AllOf(parts) | AnyOf(parts):
                join = "and" if isinstance(node, AllOf) != negated else "or"
                return phrases(self.language).joined([self._want(part, negated=negated) for part in parts], join)
            case Leaf():
                return self._wording(node, negated=negated).sentence("want", None)
        return ""

    def _reasons(self, node: Node, *, negated: bool) -> list[_Reason]:
        """The leaves that made a condition what it is, each as it counts there."""
        match node:
            case Not(part):
                return self._reasons(part, negated=not negated)
            case AllOf(parts) | AnyOf(parts):
                truths = [self._truth(part, negated=negated) for part in parts]
                conjunction = isinstance(node, AllOf) != negated
                chosen = _deciding(truths, conjunction=conjunction)
                return [reason for number in chosen for reason in self._reasons(parts[number], negated=negated)]
            case Leaf():
                return [_Reason(node, negated, self._truth(node, negated=negated))]
        return []

    def _truth(self, node: Node, *, negated: bool) -> Truth:
        match node:
            case Not(part):
                return self._truth(part, negated=not negated)
            case AllOf(parts) | AnyOf(parts):
                truths = [self._truth(part, negated=negated) for part in parts]
                decisive = isinstance(node, AllOf) == negated
                return decisive if decisive in truths else None if None in truths else not decisive
            case Constant(value):
                return value != negated
        truth = self.bound.leaf_conditions[id(node)](self.facts.values)
        return None if truth is None else truth != negated

    def _wording(self, leaf: Leaf, *, negated: bool) -> Wording:
        fact = self.bound.vocabulary[leaf.fact]
        return Wording(fact, leaf, negated, self.language, self.bound.lists, self.names)

    def _consequence(self, rule: Rule, verdict: Verdict) -> str:
        word = {Verdict.PASS: "met", Verdict.FAIL: rule.on_false, Verdict.UNKNOWN: rule.on_unknown}[verdict]
        return phrases(self.language).word("consequences", str(word))


_TRUTH_OF: dict[Verdict, Truth] = {verdict: truth for truth, verdict in VERDICT_OF.items()}


def _deciding(truths: list[Truth], *, conjunction: bool) -> list[int]:
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
