"""The vocabulary: every fact that forms may ask, rules may speak of and exports may print."""

from collections.abc import Iterable, Mapping
from typing import Any

from programs.eligibility.errors import FactError, FactProblem, UnknownFactError, nearest
from programs.eligibility.fact_reading import Names, read_code_sets, read_fact
from programs.eligibility.facts import Fact, Facts, Value
from programs.eligibility.languages import Words, translated_facts
from programs.eligibility.reading import Place, key_text, mapping, one_of, record, text
from programs.eligibility.values import canonical_value

FORMAT = 1


class Vocabulary:
    """All known facts, by key, in the order of their file; `words` are the languages beside English."""

    def __init__(
        self, facts: Mapping[str, Fact], instead: Mapping[str, str] | None = None, words: Iterable[Words] = ()
    ) -> None:
        self.words = {one.language: one for one in words}
        self.facts = translated_facts(facts, self.words.values())
        self.instead = dict(instead or {})

    @classmethod
    def load(
        cls, data: Mapping[str, Any], *, file: str, names: Names | None = None, words: Iterable[Words] = ()
    ) -> "Vocabulary":
        """Read a vocabulary strictly.

        `names` gives codes of a code set (such as countries) their names; without them codes stand for
        themselves. `words` are further languages. Raises DefinitionError with the file, the path and the choices.
        """
        words = tuple(words)
        place = Place(file)
        top = record(data, place, required=("format", "facts"), optional=("code_sets", "instead"))
        if top["format"] != FORMAT:
            raise place.at("format").error(f"format {top['format']!r} is not known.", [str(FORMAT)])
        sets = read_code_sets(top.get("code_sets", {}), place.at("code_sets"), _all_names(names or {}, words))
        facts = {}
        for key, entry in mapping(top["facts"], place.at("facts")).items():
            spot = place.at("facts").at(key)
            facts[key_text(key, spot)] = read_fact(key, entry, spot, sets)
        instead = mapping(top.get("instead", {}), place.at("instead"))
        for old, new in instead.items():
            if new not in facts:
                raise UnknownFactError(file, f"instead.{old}", str(new), facts)
        for one in words:
            _check_sets(one, sets)
        return cls(facts, instead, words)

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

    def states(self, texts: Mapping[str, str], language: str) -> bool:
        """Whether a statement (text per language) can be said in that language without falling back to English."""
        return language in texts or (language in self.words and texts["en"] in self.words[language].statements)

    def stated(self, texts: Mapping[str, str], language: str) -> str:
        """A statement (text per language) in that language: its own words, else those kept for its English."""
        own = texts.get(language)
        if own or language not in self.words:
            return own or texts["en"]
        return self.words[language].statements.get(texts["en"], texts["en"])

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


def _all_names(names: Names, words: Iterable[Words]) -> Names:
    """The names of codes from outside, with those that the languages' own files give over them."""
    found = {name: {language: dict(codes) for language, codes in known.items()} for name, known in names.items()}
    for one in words:
        for name, codes in one.code_sets.items():
            found.setdefault(name, {}).setdefault(one.language, {}).update(codes)
    return found


def _check_sets(words: Words, sets: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise DefinitionError where a language names a code or a set that is not there."""
    place = Place(words.file, "code_sets")
    for name, codes in words.code_sets.items():
        known = sets[one_of(name, sets, place.at(name))]
        for code in codes:
            one_of(code, known, place.at(name).at(code))
