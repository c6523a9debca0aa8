"""The answer of `manage.py screen`: facts in, outcome and a sentence per rule out, both plain JSON."""

from collections.abc import Mapping
from typing import Any

from programs.eligibility.binding import Bound
from programs.eligibility.errors import FactError, FactProblem
from programs.eligibility.evaluation import evaluate
from programs.eligibility.explaining import explain
from programs.eligibility.facts import Facts
from programs.eligibility.reading import show
from programs.eligibility.vocabulary import Vocabulary


def screen(
    vocabulary: Vocabulary, bound: Bound, facts_json: object, *, language: str = "en"
) -> dict[str, Any] | list[dict[str, Any]]:
    """Screen one object of facts, or a list of them; the answer has the same shape.

    Raises FactError that lists the problems of all of them, with the number of the object from 1.
    """
    if not isinstance(facts_json, list):
        return _answer(bound, _facts(vocabulary, facts_json), language)
    people: list[Facts] = []
    problems: list[FactProblem] = []
    for number, entry in enumerate(facts_json, start=1):
        try:
            people.append(_facts(vocabulary, entry))
        except FactError as error:
            problems += [
                FactProblem(problem.key, f"Object {number}: {problem.message}", problem.nearest)
                for problem in error.problems
            ]
    if problems:
        raise FactError(problems)
    return [_answer(bound, facts, language) for facts in people]


def _facts(vocabulary: Vocabulary, entry: object) -> Facts:
    if not isinstance(entry, Mapping):
        raise FactError([FactProblem("", f"Facts are a JSON object of fact keys and values, not {show(entry)}.")])
    return vocabulary.canonical(entry)


def _answer(bound: Bound, facts: Facts, language: str) -> dict[str, Any]:
    screening = evaluate(bound, facts)
    return {
        "outcome": screening.outcome.value,
        "rules": [
            {"key": entry.key, "verdict": entry.verdict.value, "sentence": entry.sentence}
            for entry in explain(bound, screening, facts, language=language)
        ],
    }
