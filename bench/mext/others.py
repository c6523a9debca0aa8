"""The same rules in engines of others, where they are installed: json-logic and rule-engine. Complete facts only.

Neither tests two lists against each other, so each code of a list is a condition of its own there.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.mext.timing import in_turns
from programs.eligibility import Bound, Codes, Facts
from programs.eligibility.nodes import AllOf, AnyOf, Compare, Declared, Equals, Leaf, Literal, Node, Not, OneOf, SetTest

NOT_INSTALLED = "not installed"
Judge = Callable[[Mapping[str, Any]], object]


def others(bound: Bound, people: Sequence[Facts], rounds: int) -> dict[str, Any]:
    """Seconds per applicant of each engine, or why there are none."""
    plain = [{key: _plain(value) for key, value in facts.values.items()} for facts in people]
    makers = {"json-logic": ("json_logic", _json_logic), "rule-engine": ("rule_engine", _rule_engine)}
    found: dict[str, Any] = {}
    for name, (module, maker) in makers.items():
        try:
            engine = importlib.import_module(module)
        except ImportError:
            found[name] = NOT_INSTALLED
            continue
        judge = maker(engine, bound)
        found[name] = _seconds(judge, plain, rounds)
    return found


def _seconds(judge: Judge, people: Sequence[Mapping[str, Any]], rounds: int) -> float:
    taken = in_turns({"it": lambda: [judge(each) for each in people]}, rounds, time.thread_time)
    return taken["it"] / len(people)


def _plain(value: Any) -> Any:
    return sorted(value.members) if isinstance(value, Codes) else value


def _json_logic(engine: Any, bound: Bound) -> Judge:
    rules = [_as_json_logic(rule.when) for rule in bound.rules]
    return lambda facts: [engine.jsonLogic(rule, facts) for rule in rules]


def _rule_engine(engine: Any, bound: Bound) -> Judge:
    rules = [engine.Rule(_as_text(rule.when)) for rule in bound.rules]
    return lambda facts: [rule.matches(facts) for rule in rules]


_SIGNS = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">"}


def _as_json_logic(node: Node) -> Any:
    match node:
        case AllOf(parts):
            return {"and": [_as_json_logic(part) for part in parts]}
        case AnyOf(parts):
            return {"or": [_as_json_logic(part) for part in parts]}
        case Not(part):
            return {"!": [_as_json_logic(part)]}
        case SetTest():
            return {"or": [{"in": [code, {"var": node.fact}]} for code in _values(node)]}
        case OneOf():
            return {"in": [{"var": node.fact}, _values(node)]}
        case Declared():
            return {"==": [{"var": node.fact}, True]}
        case Equals():
            return {"==": [{"var": node.fact}, _value(node.value)]}
        case Compare():
            return {_SIGNS[node.comparison]: [{"var": node.fact}, _value(node.value)]}
    raise TypeError(f"{node} has no counterpart here.")


def _as_text(node: Node) -> str:
    match node:
        case AllOf(parts):
            return "(" + " and ".join(_as_text(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(_as_text(part) for part in parts) + ")"
        case Not(part):
            return f"not {_as_text(part)}"
        case SetTest():
            return "(" + " or ".join(f"{_quoted(code)} in {node.fact}" for code in _values(node)) + ")"
        case OneOf():
            return f"({node.fact} in [{', '.join(_quoted(code) for code in _values(node))}])"
        case Declared():
            return f"({node.fact} == true)"
        case Equals():
            return f"({node.fact} == {_quoted(_value(node.value))})"
        case Compare():
            return f"({node.fact} {_SIGNS[node.comparison]} {_quoted(_value(node.value))})"
    raise TypeError(f"{node} has no counterpart here.")


def _values(leaf: Leaf) -> list[Any]:
    codes = getattr(leaf, "codes", ())
    return [_value(code) for code in codes]


def _value(operand: Any) -> Any:
    assert isinstance(operand, Literal)
    return operand.value


def _quoted(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
