"""Requirements that no person can meet together.

Looks at what must hold for sure: rules that are one condition or `all` of several, and `any` of which every branch
clashes with that. It compares constants, so before binding it sees only what is written out; after binding it sees
everything. Two `any` of which each leaves a way open are not tried against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programs.eligibility.demands import Demands
from programs.eligibility.nodes import AllOf, AnyOf, Constant, Leaf, Node, Not
from programs.eligibility.rules import Rule
from programs.eligibility.vocabulary import Vocabulary

Clash = tuple[str, str, str]
_REMEDY = "Widen one of them, take one away, or make them alternatives of one rule (any)."


@dataclass(frozen=True)
class _Asked:
    """Something that must hold, or must not, and where in its rule it stands."""

    rule: str
    path: str
    node: Leaf | AnyOf | AllOf | Constant
    negated: bool

    def branches(self) -> list[list[_Asked]]:
        """What each way to meet an `any` asks for; "not all of these" is any of their opposites."""
        assert isinstance(self.node, AnyOf | AllOf)
        word = "any" if isinstance(self.node, AnyOf) else "all"
        return [
            _asked(part, self.rule, f"{self.path}.{word}[{number}]", self.negated)
            for number, part in enumerate(self.node.parts)
        ]


def contradictions(rules: Iterable[Rule], vocabulary: Vocabulary) -> list[Clash]:
    """(key of the rule that cannot be met any more, "contradiction", sentence with place and remedy) for each clash."""
    firm: dict[str, Demands] = {}
    clashes: list[Clash] = []
    open_ways: list[_Asked] = []
    for asked in (each for rule in rules for each in _asked(rule.when, rule.key, "when")):
        match asked.node:
            case Leaf():
                demands = firm.setdefault(asked.node.fact, Demands(vocabulary[asked.node.fact]))
                before = demands.impossible()
                demands.add(asked.node, asked.negated, asked.rule)
                if demands.impossible() and not before:
                    clashes.append(_clash(asked, f"{' and '.join(demands.rules)} ask of {_quoted([asked.node.fact])}"))
            case Constant(value):
                if value == asked.negated:
                    sentence = (
                        f"{asked.rule} can be met by nobody: {asked.path} never holds. Change it or leave it out."
                    )
                    clashes.append((asked.rule, "contradiction", sentence))
            case _:
                open_ways.append(asked)
    for asked in open_ways:
        closed = _why_closed(asked, firm, vocabulary)
        if closed is not None:
            others = [key for fact in closed if fact in firm for key in firm[fact].rules if key != asked.rule]
            together = " and ".join(dict.fromkeys([*others, asked.rule]))
            clashes.append(_clash(asked, f"{together}, by every alternative of the latter, ask of {_quoted(closed)}"))
    return clashes


def _clash(asked: _Asked, words: str) -> Clash:
    sentence = f"{words} what nobody can meet; it shows at {asked.path} of {asked.rule}. {_REMEDY}"
    return (asked.rule, "contradiction", sentence)


def _quoted(facts: Iterable[str]) -> str:
    return " and ".join(f'"{fact}"' for fact in facts)


def _why_closed(asked: _Asked, firm: Mapping[str, Demands], vocabulary: Vocabulary) -> list[str] | None:
    """The facts by which no branch can be met beside what is firm; None where one can."""
    closed: list[str] = []
    for branch in asked.branches():
        found = _clashing(branch, firm, vocabulary)
        if found is None:
            return None
        closed += found
    return list(dict.fromkeys(closed))


def _clashing(branch: list[_Asked], firm: Mapping[str, Demands], vocabulary: Vocabulary) -> list[str] | None:
    """The facts of which a branch asks too much beside what is firm; None where it can be met."""
    tried = dict(firm)
    for asked in branch:
        match asked.node:
            case Leaf(fact=fact):
                if fact in firm and firm[fact].impossible():
                    continue  # said already, and no fault of this branch
                demands = tried[fact].copy() if fact in tried else Demands(vocabulary[fact])
                demands.add(asked.node, asked.negated, asked.rule)
                if demands.impossible():
                    return [fact]
                tried[fact] = demands
            case Constant(value) if value == asked.negated:
                return []
    for asked in branch:
        if isinstance(asked.node, AnyOf | AllOf):
            closed = _why_closed(asked, tried, vocabulary)
            if closed is not None:
                return closed
    return None


def _asked(node: Node, rule: str, path: str, negated: bool = False) -> list[_Asked]:
    """What must hold for a condition to hold: its parts, as long as all of them must."""
    match node:
        case Not(part):
            return _asked(part, rule, f"{path}.not", not negated)
        case AllOf(parts) if not negated:
            return [each for n, part in enumerate(parts) for each in _asked(part, rule, f"{path}.all[{n}]")]
        case AnyOf(parts) if negated:
            return [each for n, part in enumerate(parts) for each in _asked(part, rule, f"{path}.any[{n}]", True)]
    return [_Asked(rule, path, node, negated)]
