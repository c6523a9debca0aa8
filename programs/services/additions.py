"""What an office adds to the rules in its own call, read as strictly as the rules of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from programs.catalog_files import file_name, read_yaml
from programs.definitions import Definition, check_provided, check_sources
from programs.eligibility import DefinitionError, RuleSet
from programs.eligibility.additions import WORDS, with_additions
from programs.eligibility.nodes import ListRef, OneOf, SetTest, leaves
from programs.eligibility.reading import Place, one_of, record, sequence
from programs.eligibility.rules import Rule
from programs.vocabulary import lists, sources


def read_additions(file: Path) -> list[Any]:
    """Return the list `additions` of a file, unchecked. Raises DefinitionError, also for an empty list; OSError."""
    place = Place(file_name(file))
    top = record(read_yaml(file), place, required=("additions",))
    return sequence(top["additions"], place.at("additions"))


def check_additions(additions: Any, rules: RuleSet, definition: Definition, *, file: str) -> None:
    """Raise DefinitionError with file, path and choices unless `rules` can be departed from like this.

    What is asked of the catalogue's rules is asked of an office's: the definition states their facts and documents,
    their sources and code lists are there.
    """
    effective = with_additions(replace(rules, file=file), additions)
    by_key = {rule.key: rule for rule in effective.rules}
    for number, entry in enumerate(additions):
        word = _word(entry)
        rule = None if word == "disable" else by_key.get(entry[word]["key"].strip())
        if rule is None:  # disabled, or disabled again further down
            continue
        place = Place(file, "additions").item(number).at(word)
        _check(rule, effective, definition, place)


def _word(entry: Mapping[str, Any]) -> str:
    return next(word for word in WORDS if word in entry)


def _check(rule: Rule, effective: RuleSet, definition: Definition, place: Place) -> None:
    alone = replace(effective, rules=(rule,))
    try:
        check_provided(definition, alone, file=place.file)
        check_sources(definition, alone, sources(), file=place.file)
    except DefinitionError as error:
        raise place.error(error.message, error.choices) from None
    for leaf in leaves(rule.when):
        if isinstance(leaf, OneOf | SetTest) and isinstance(leaf.codes, ListRef):
            one_of(leaf.codes.name, lists(), place.at("when"))
