"""Random rule sets and people at their limits: the same ones for the same seed.

The vocabulary has a fact of every type, some with keys that mean something to a database layer. Values come from
small pools around the limits that the rules use, so that most comparisons are a day, a digit or a code away from
turning over. Some stored values are not what their type says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from programs.eligibility import Bound, CodeList, Fact, FactType, Scope, Sensitivity, Vocabulary, bind, parse_rule_set
from programs.eligibility.fact_reading import OPEN_CODES
from programs.eligibility.facts import CodeChoices
from tests.programs.eligibility.oracles import month_walked
from tests.programs.eligibility.samples import rule

RANKS = ("bachelor", "master", "doctorate")  # not the order of the alphabet
CODES = ("be", "fr", "jp", "1", "true", "Be", "éa")
PAPERS = ("form", "plan", "grades")
MANY = (*(f"c{number:02}" for number in range(50)), "form", "fr")
DAYS = ("1999-10-01", "2000-02-29", "2001-02-28", "2024-02-29", "2027-03-01", "2027-12-31")
MOVES: tuple[dict[str, int], ...] = ({}, {"months": 1}, {"months": -13}, {"years": 1}, {"years": -4, "months": 6})
LIMITS = sorted(
    {
        month_walked(date.fromisoformat(day), 12 * move.get("years", 0) + move.get("months", 0)).isoformat()
        for day in DAYS
        for move in MOVES
    }
)
INTS = (-1, 0, 6, 999_999_999)
DECIMALS = ("-0.0001", "0", "2.5", "3.25", "10")


def _fact(key: str, kind: FactType, codes: tuple[str, ...] = (), **more: Any) -> Fact:
    choices = CodeChoices({code: {"en": code} for code in codes}, OPEN_CODES["slug"]) if codes else None
    if kind is FactType.ORDINAL:
        choices = CodeChoices({code: {"en": code} for code in codes})
    return Fact(key=key, type=kind, labels={"en": key}, codes=choices, **more)


VOCABULARY = Vocabulary(
    {
        fact.key: fact
        for fact in (
            _fact("isnull", FactType.DATE),
            _fact("1", FactType.INT),
            _fact("gpa", FactType.DECIMAL),
            _fact("member's", FactType.BOOL),
            _fact("%s", FactType.CODE, CODES),
            _fact("degree", FactType.ORDINAL, RANKS),
            _fact("contains", FactType.SET, PAPERS),
            _fact('agrees"', FactType.DECLARATION),
            _fact("healthy", FactType.DECLARATION, sensitivity=Sensitivity.HEALTH),
            _fact("theme", FactType.CODE, CODES, scope=Scope.CHOICE),
            _fact("papers {0}", FactType.SET, PAPERS, scope=Scope.CHOICE),
        )
    }
)
LISTS = {"many": CodeList("many", "1", {"en": "many"}, MANY)}
PARAMETERS = {
    "day": {"type": "date", "label": {"en": "Day"}},
    "years": {"type": "int", "label": {"en": "Years"}},
    "most": {"type": "decimal", "label": {"en": "Most"}},
    "few": {"type": "codes", "of": "%s", "label": {"en": "Few"}},
}


@dataclass(frozen=True)
class Row:
    """One person as stored: facts, facts of the choice, verdicts of health rules. `whole` is who they are a part of."""

    facts: dict[str, Any]
    choice: dict[str, Any] | None
    health: dict[str, str]
    whole: int | None = None


@dataclass(frozen=True)
class Case:
    """A rule set, as it was written and bound, and people."""

    seed: int
    rules: list[dict[str, Any]]
    values: dict[str, Any]
    bound: Bound
    rows: list[Row]


def make_case(seed: int, *, rules: int = 10, people: int = 12) -> Case:
    """Make the case of this seed: each person whole, and twice with less known."""
    random = Random(seed)
    written = [_rule(random) for _ in range(rules)]
    written = [{**each, "key": f"R-{number}"} for number, each in enumerate(written)]
    values = {
        "day": random.choice(DAYS),
        "years": random.choice((0, 1, 20, 35)),
        "most": random.choice(DECIMALS),
        "few": random.choice(([], ["fr"], ["be", "1"], "all")),
    }
    data = {"format": 1, "parameters": PARAMETERS, "rules": written}
    bound = bind(parse_rule_set(data, VOCABULARY, file=f"seed {seed}"), parameters=values, lists=LISTS)
    rows: list[Row] = []
    for _ in range(people):
        whole = _person(random, [each["key"] for each in written])
        rows += [whole, _less(random, whole, len(rows)), _less(random, whole, len(rows))]
    return Case(seed, written, values, bound, rows)


def _rule(random: Random) -> dict[str, Any]:
    when = _condition(random, random.choice((0, 1, 1, 2, 3)))
    health = '"healthy"' in repr(when).replace("'", '"')
    refer = health or random.random() < 0.4
    return rule(
        when,
        on_false="refer" if refer else "reject",
        on_unknown="refer" if refer else "pending",
        applies_with=[],
    )


def _condition(random: Random, depth: int) -> dict[str, Any]:
    if depth == 0:
        return _leaf(random)
    word = random.choice(("all", "any", "not"))
    if word == "not":
        return {"not": _condition(random, depth - 1)}
    return {word: [_condition(random, random.randrange(depth)) for _ in range(random.choice((1, 2, 3)))]}


def _leaf(random: Random) -> dict[str, Any]:
    made: dict[str, Any] = random.choice(_LEAVES)(random)
    return made


def _day(random: Random) -> Any:
    return random.choice((random.choice(DAYS), {"param": "day", **random.choice(MOVES)}))


def _comparison(random: Random, fact: str, values: Any) -> dict[str, Any]:
    if random.random() < 0.25:
        return {"between": {"fact": fact, "low": values(random), "high": values(random)}}
    return {random.choice(("le", "lt", "ge", "gt")): {"fact": fact, "value": values(random)}}


def _some(random: Random, codes: tuple[str, ...]) -> list[str]:
    return random.sample(codes, random.randint(1, min(3, len(codes))))


_LEAVES = (
    lambda random: _comparison(random, "isnull", _day),
    lambda random: {
        random.choice(("age_at_least", "age_at_most")): {
            "fact": "isnull",
            "years": random.choice(({"param": "years"}, 0, 20, 27)),
            "on": _day(random),
        }
    },
    lambda random: _comparison(random, "1", lambda r: r.choice(INTS)),
    lambda random: _comparison(random, "gpa", lambda r: r.choice(({"param": "most"}, *DECIMALS))),
    lambda random: {"eq": {"fact": "member's", "value": random.random() < 0.5}},
    lambda random: {"eq": {"fact": random.choice(("%s", "theme")), "value": random.choice(CODES)}},
    lambda random: {"in": {"fact": random.choice(("%s", "theme")), "codes": _some(random, CODES)}},
    lambda random: {"in": {"fact": "%s", "codes": random.choice(({"param": "few"}, {"list": "many"}))}},
    lambda random: _comparison(random, "degree", lambda r: r.choice(RANKS)),
    lambda random: {"eq": {"fact": "degree", "value": random.choice(RANKS)}},
    lambda random: {
        random.choice(("has_any", "has_all", "only")): {
            "fact": random.choice(("contains", "papers {0}")),
            "codes": random.choice((_some(random, PAPERS), _some(random, PAPERS), {"list": "many"})),
        }
    },
    lambda random: {"declared": {"fact": random.choice(('agrees"', 'agrees"', "healthy"))}},
)

WRONG: tuple[Any, ...] = (
    *("infinity", "-infinity", "NaN", "2020-1-1", "1999-10-01\n", "１９９９-10-01", "0", "1", "true", "", "be"),
    *(None, True, False, 0, 3.5, 10**40, -(2**63), [], ["form"], {}, {"codes": ["form"]}, {"complete": True}),
    *({"codes": "form", "complete": True}, {"codes": ["form"], "complete": "true"}, {"codes": {}, "complete": True}),
    *({"codes": ["form", 1, None, ["plan"]], "complete": True}, {"codes": [1], "complete": False}),
)


def _near(random: Random, day: str) -> str:
    limit = date.fromisoformat(day)
    years = random.choice((0, 0, 20, 21, 27, 28, 35, 36))
    try:
        birthday = limit.replace(year=limit.year - years)
    except ValueError:
        birthday = date(limit.year - years, 3, 1)
    return (birthday + timedelta(days=random.choice((-1, 0, 0, 1)))).isoformat()


def _set(random: Random) -> dict[str, Any]:
    codes = random.sample((*PAPERS, "c07", "stranger"), random.randint(0, 4))
    return {"codes": sorted(codes), "complete": random.random() < 0.6}


_VALUES = {
    "isnull": lambda random: _near(random, random.choice((*DAYS, *LIMITS))),
    "1": lambda random: random.choice((-2, -1, 0, 1, 5, 6, 7, 6.0, 6.5, 2**40, 2**63, 10**30, -(10**30), 999_999_999)),
    "gpa": lambda random: random.choice((-0.0001, -0.0002, 0, 2.4999, 2.5, 2.5001, 3.25, 10, 9.9999, 10**20)),
    "member's": lambda random: random.random() < 0.5,
    "%s": lambda random: random.choice((*CODES, "c07")),
    "degree": lambda random: random.choice(RANKS),
    "contains": _set,
    'agrees"': lambda random: random.random() < 0.5,
    "healthy": lambda random: random.random() < 0.5,
    "theme": lambda random: random.choice(CODES),
    "papers {0}": _set,
}


def _person(random: Random, rules: list[str]) -> Row:
    facts = {key: _stored(random, key) for key in _VALUES if random.random() < 0.85}
    choice: dict[str, Any] | None = {
        key: _stored(random, key) for key in ("theme", "papers {0}") if random.random() < 0.5
    }
    if random.random() < 0.2:
        choice = None
    health = {key: random.choice(("pass", "fail", "unknown")) for key in rules if random.random() < 0.5}
    return Row(facts, choice, health)


def _stored(random: Random, key: str) -> Any:
    return random.choice(WRONG) if random.random() < 0.12 else _VALUES[key](random)


def _less(random: Random, whole: Row, number: int) -> Row:
    """The person with facts missing, and with only a part of a set known."""
    gone = {key for key in _VALUES if random.random() < 0.3}

    def part(content: dict[str, Any] | None) -> dict[str, Any] | None:
        return None if content is None else {key: _part(random, raw) for key, raw in content.items() if key not in gone}

    return Row(part(whole.facts) or {}, part(whole.choice), whole.health, whole=number - number % 3)


def _part(random: Random, raw: Any) -> Any:
    proper = isinstance(raw, dict) and isinstance(raw.get("codes"), list) and isinstance(raw.get("complete"), bool)
    if not proper or random.random() < 0.5:
        return raw
    return {"codes": [code for code in raw["codes"] if random.random() < 0.6], "complete": False}
