"""In which order “Am I eligible?” asks: a few questions first, those on which most rests.

The order comes from the rules of the call, not from a list: a question counts for every rule that speaks of what it
states, and for what is asked only because of its answer. Answers decide what is asked next, so that nobody is asked
what does not apply to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from programs.definitions import Group, Question
from programs.eligibility import Bound
from programs.eligibility.rules import OnFalse

A_STEP = 5
MOST = 6
"""A step asks five questions, or six where only one more would be left."""


@dataclass(frozen=True)
class Steps:
    """How far a check is: the questions asked, step by step. Each step holds keys in the order of the form."""

    group: Group
    order: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """All that was asked."""
        return frozenset(key for step in self.asked for key in step)

    @property
    def current(self) -> tuple[str, ...]:
        """The questions of the last step."""
        return self.asked[-1] if self.asked else ()

    @property
    def asked_group(self) -> Group:
        """The questions that were asked, as one group."""
        return only(self.group, self.keys)

    def left(self, answers: Mapping[str, Any]) -> list[str]:
        """Return what is still to be asked of somebody with these answers, the most decisive first.

        What is asked only because of another answer is among it as soon as that answer was given.
        """
        asked = self.keys
        return [key for key in self.order if key not in asked and self.group.question(key).applies(answers)]

    def open_ones(self, answers: Mapping[str, Any]) -> int:
        """Return how many questions are open: those of this step without an answer, and those to come."""
        return len([key for key in self.current if key not in answers]) + len(self.left(answers))

    def next(self, answers: Mapping[str, Any]) -> Steps:
        """Return the check with one step more; the same when nothing is left to ask."""
        left = self.left(answers)
        if not left:
            return self
        chosen = set(left if len(left) <= MOST else left[:A_STEP])
        step = tuple(question.key for question in self.group.questions if question.key in chosen)
        return replace(self, asked=(*self.asked, step))

    def back(self) -> Steps:
        """Return the check before its last step; the first step stays."""
        return replace(self, asked=self.asked[:-1]) if len(self.asked) > 1 else self

    def whole(self, answers: Mapping[str, Any]) -> Steps:
        """Return the check with all that was asked and applies to these answers as one step, to be changed."""
        applying = {q.key for q in self.asked_group.questions if q.applies(answers)}
        return replace(self, asked=(tuple(q.key for q in self.group.questions if q.key in applying),))


def first_step(group: Group, bound: Bound) -> Steps:
    """Return a check at its beginning."""
    return Steps(group, ranked(group, bound)).next({})


def resumed(group: Group, bound: Bound, asked: Sequence[str] | None) -> Steps:
    """Return a check as its page described it: keys separated by spaces, an entry per step.

    Keys that are not asked here, or twice, are left out. None is a page that asks everything at once.
    """
    if asked is None:
        return Steps(group, ranked(group, bound), (tuple(question.key for question in group.questions),))
    known = {question.key for question in group.questions}
    steps = []
    for written in asked:
        step = tuple(key for key in dict.fromkeys(written.split()) if key in known)
        known -= set(step)
        if step:
            steps.append(step)
    return Steps(group, ranked(group, bound), tuple(steps)) if steps else first_step(group, bound)


def ranked(group: Group, bound: Bound) -> tuple[str, ...]:
    """Return the keys of all questions, the most decisive first.

    First those that a rejecting rule speaks of; among them those of most rules, then those that settle a rejecting
    rule alone; equal ones in the order of the form.
    """
    return tuple(sorted((q.key for q in group.questions), key=lambda key: _weight(group, bound, key)))


def only(group: Group, keys: Iterable[str]) -> Group:
    """Return a group with these of its questions."""
    wanted = frozenset(keys)
    return replace(group, questions=tuple(question for question in group.questions if question.key in wanted))


def _weight(group: Group, bound: Bound, key: str) -> tuple[bool, int, int]:
    facts = _facts_of(group.question(key), group.questions)
    rules = [rule for rule in bound.rules if not rule.health and rule.facts() & facts]
    rejecting = [rule for rule in rules if rule.on_false is OnFalse.REJECT]
    alone = [rule for rule in rejecting if rule.facts() <= facts]
    return (not rejecting, -len(rules), -len(alone))


def _facts_of(question: Question, questions: Iterable[Question]) -> frozenset[str]:
    """The facts that a question states, with those of the questions that its answer leads to."""
    led_to = [other for other in questions if other.only_if and other.only_if.question == question.key]
    return frozenset(fact for fact in (question.fact, *(other.fact for other in led_to)) if fact)
