"""Bound rules are read once per process, also where a portal has hundreds of calls."""

from __future__ import annotations

import copy

from programs.bindings import bound_of
from programs.eligibility import bind, sha256_of
from programs.models import Binding
from programs.rulesets import rule_set
from programs.vocabulary import lists
from tests.calls import PARAMETERS


def test_going_round_hundreds_of_calls_reads_each_once() -> None:
    content = bind(rule_set("mirai"), parameters={**PARAMETERS, "country": "BE"}, lists=lists()).content()
    bindings = []
    for number in range(300):
        own = copy.deepcopy(content)
        own["parameters"]["max_age"] = 1000 + number
        bindings.append(Binding(pk=number, content=own, sha256=sha256_of(own)))
    first_round = [bound_of(binding) for binding in bindings]
    assert all(bound_of(binding) is bound for binding, bound in zip(bindings, first_round, strict=True))
