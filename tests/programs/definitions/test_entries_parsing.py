"""What a group asks several times over is read as strictly as its questions."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import check_provided, parse_definition
from programs.eligibility import DefinitionError
from programs.rulesets import rule_set
from programs.vocabulary import vocabulary

FILE = "mirai/programme.yaml"
Data = dict[str, Any]
PLAIN = {"key": "months", "type": "int", "label": {"en": "How many months?"}, "min": 0, "max": 9}


def refused(change: Callable[[Data], Any]) -> DefinitionError:
    data = deepcopy(read_yaml(CATALOG / FILE))
    change(next(group for group in data["groups"] if group["key"] == "japan_before"))
    with pytest.raises(DefinitionError) as caught:
        parse_definition(data, vocabulary(), file=FILE)
    return caught.value


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (lambda g: g["entries"].update(most=3), "entries.most", 'Did you mean "at_most"?'),
        (lambda g: g["entries"].update(at_least=21), "entries", "from 21 to 20 entries cannot be"),
        (lambda g: g["entries"].update(at_most=31), "entries", "the most is 30"),
        (lambda g: g["entries"].update(questions=[]), "entries.questions", "an empty list means nothing here"),
        (lambda g: g["entries"]["only_if"].update(question="been"), "entries.only_if.question", '"been" is not known'),
        (lambda g: g["entries"]["questions"].append(g["entries"]["questions"][0]), "questions[3].key", "used twice"),
        (lambda g: g["entries"]["questions"][1].update(not_before="purpose"), "questions[1].not_before", "not known"),
        (lambda g: g["entries"]["questions"][0].update(not_before="left"), "questions[0].not_before", "not known"),
        (lambda g: g["entries"]["questions"][2].update(not_before="left"), "questions[2].not_before", "does not go"),
        (lambda g: g["entries"]["questions"][0].update(fact="birth_date"), "questions[0]", "states no fact"),
        (lambda g: g["questions"][0].update(at_most=3), "questions[0].at_most", "does not go with a question of type"),
        (lambda g: g["derives"][0].update(by="months"), "derives[0].by", '"months" is not known here'),
        (lambda g: g["derives"][0]["with"].pop("to"), "derives[0].with", 'the key "to" is missing'),
        (lambda g: g["derives"][0]["with"].update(to="purpose"), "derives[0].with.to", "date is needed"),
        (lambda g: g["derives"][0]["with"].update(till="left"), "derives[0].with.till", "is not known here"),
        (lambda g: g["derives"][0]["instead"].update(type="text"), "derives[0].instead.fact", "does not go with"),
        (lambda g: g["derives"][0].update(instead=PLAIN), "derives[0].instead", "names the fact that is worked out"),
        (lambda g: g["derives"][0].update(by="mext_grade"), "derives[0].by", "gives a fact of type decimal"),
        (lambda g: g.pop("entries"), "derives[0]", "no entries in this group"),
        (lambda g: g["derives"].append(g["derives"][0]), "derives[2].instead.key", "is there already"),
        (lambda g: g["questions"][0].update(key="japan_before"), "groups[4].key", "is there already"),
    ],
)
def test_nonsense_is_refused_with_its_place(change: Callable[[Data], Any], path: str, words: str) -> None:
    error = refused(change)
    assert path in error.path
    assert words in str(error)


def test_a_group_that_asks_nothing_is_refused() -> None:
    def empty(group: Data) -> None:
        for part in ("questions", "entries", "derives"):
            group.pop(part)

    assert 'both "questions" and "entries" are missing' in str(refused(empty))


def test_a_rule_may_rest_on_what_is_worked_out() -> None:
    data = read_yaml(CATALOG / FILE)
    rules = rule_set("mirai")
    check_provided(parse_definition(data, vocabulary(), file=FILE), rules, file=FILE)
    without = deepcopy(data)
    next(group for group in without["groups"] if group["key"] == "japan_before").pop("derives")
    with pytest.raises(DefinitionError, match="japan_residence_months_total"):
        check_provided(parse_definition(without, vocabulary(), file=FILE), rules, file=FILE)


def test_a_scale_with_other_levels_than_the_extractor_knows_is_refused() -> None:
    data = deepcopy(read_yaml(CATALOG / "mext-research/programme.yaml"))
    grades = next(group for group in data["groups"] if group["key"] == "grades")
    grades["entries"]["questions"][0]["choices"].append({"six_levels": {"en": "Six"}})
    with pytest.raises(DefinitionError, match="has other choices than are needed here"):
        parse_definition(data, vocabulary(), file="mext-research/programme.yaml")
