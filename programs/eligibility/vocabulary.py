"""The vocabulary: every fact that forms may ask, rules may speak of and exports may print."""

from collections.abc import Mapping
from typing import Any

from programs.eligibility.errors import FactError, FactProblem, UnknownFactError, nearest
from programs.eligibility.fact_reading import Names, read_code_sets, read_fact
from programs.eligibility.facts import Fact, Facts, Value
from programs.eligibility.reading import Place, key_text, mapping, record, text
from programs.eligibility.values import canonical_value

FORMAT = 1


class Vocabulary:
    """All known facts, by key, in the order of their file."""

    def __init__(self, facts: Mapping[str, Fact], instead: Mapping[str, str] | None = None) -> None:
        self.facts = dict(facts)
        self.instead = dict(instead or {})

    @classmethod
    def load(cls, data: Mapping[str, Any], *, file: str, names: Names | None = None) -> "Vocabulary":
        """Read a vocabulary strictly.

        `names` gives codes of a code set (such as countries) their names; without them codes stand for
        themselves. Raises DefinitionError with the file, the path and the choices.
        """
        place = Place(file)
        top = record(data, place, required=("format", "facts"), optional=("code_sets", "instead"))
        if top["format"] != FORMAT:
            raise place.at("format").error(f"format {top['format']!r} is not known.", [str(FORMAT)])
        sets = read_code_sets(top.get("code_sets", {}), place.at("code_sets"), names or {})
        facts = {}
        for key, entry in mapping(top["facts"], place.at("facts")).items():
            spot = place.at("facts").at(key)
            facts[key_text(key, spot)] = read_fact(key, entry, spot, sets)
        instead = mapping(top.get("instead", {}), place.at("instead"))
        for old, new in instead.items():
            if new not in facts:
                raise UnknownFactError(file, f"instead.{old}", str(new), facts)
        return cls(facts, instead)

    def __getitem__(self, key: str) -> Fact:
        return self.facts[key]

    def __contains__(self, key: object) -> bool:
        return key in self.facts

    @property
    def health_keys(self) -> tuple[str, ...]:
        """The facts about health: kept encrypted apart, and never in a snapshot."""
        return tuple(key for key, fact in self.facts.items() if fact.health)

    def fact(self, key: object, place: Place) -> Fact:
        """The fact with this key, for a definition read at `place`; raises UnknownFactError with the nearest key."""
        word = text(key, place)
        if word not in self.facts:
            raise UnknownFactError(place.file, place.path, word, self.facts)
        return self.facts[word]

    def canonical(self, facts: Mapping[str, object]) -> Facts:
        """Canonical values of what was given; null, like an absent key, means "not answered".

        Raises FactError that lists every problem; an unknown key names the nearest known one.
        """
        problems: list[FactProblem] = []
        values: dict[str, Value] = {}
        for key, raw in facts.items():
            if key not in self.facts:
                problems.append(self._unknown(str(key)))
            elif raw is not None:
                try:
                    values[key] = canonical_value(self.facts[key], raw)
                except ValueError as error:
                    problems.append(FactProblem(key, f"{key}: {error}"))
        if problems:
            raise FactError(problems)
        return Facts(values)

    def _unknown(self, key: str) -> FactProblem:
        if key in self.instead:
            return FactProblem(key, f'"{key}" is not asked here; give "{self.instead[key]}".', self.instead[key])
        like = nearest(key, self.facts)
        return FactProblem(key, f'There is no fact "{key}". Did you mean "{like}"?', like)
