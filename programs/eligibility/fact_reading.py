"""Reading one fact of the vocabulary from its definition."""

import re
import string
from collections.abc import Mapping
from typing import Any

from programs.eligibility.facts import AnsweredBy, CodeChoices, Fact, FactType, Scope, Sensitivity
from programs.eligibility.reading import Place, integer, key_text, mapping, one_of, record, sequence, text, translated

OPEN_CODES = {
    "slug": re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII),
    "language": re.compile(r"[a-z]{2,3}", re.ASCII),
}
NUMBERS = (FactType.INT, FactType.DECIMAL)
CODED = (FactType.CODE, FactType.SET)
KINDS = ("want", "pass", "fail", "unknown")
OPERATORS = (
    *("eq", "not_eq", "in", "not_in", "le", "lt", "ge", "gt", "between", "not_between"),
    *("age_at_least", "age_at_most", "has_any", "not_has_any", "has_all", "not_has_all", "only", "not_only"),
    *("yes", "no"),
)
PLACES = ("label", "value", "wanted", "low", "high", "years", "on")

Names = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Names of the codes of a code set: set -> language -> code -> name."""


def read_code_sets(data: object, place: Place, names: Names) -> dict[str, dict[str, Mapping[str, str]]]:
    """Set -> code -> language -> name; raises DefinitionError."""
    sets: dict[str, dict[str, Mapping[str, str]]] = {}
    for name, codes in mapping(data, place).items():
        own: dict[str, Mapping[str, str]] = {}
        if isinstance(codes, Mapping):  # codes with their own names
            own = _labels(codes, place.at(name))
        else:
            own = {text(raw, place.at(name).item(n)): {} for n, raw in enumerate(sequence(codes, place.at(name)))}
        sets[name] = {code: {**labels, **_named(code, names.get(name, {}))} for code, labels in own.items()}
    return sets


def _named(code: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {language: words[code] for language, words in names.items() if code in words}


def read_fact(key: str, data: object, place: Place, sets: Mapping[str, Any]) -> Fact:
    """One fact, read strictly; raises DefinitionError."""
    entry = record(
        data,
        place,
        required=("type", "label"),
        optional=(
            *("sensitivity", "scope", "answered_by", "codes", "ranks", "min", "max", "unit", "note"),
            "sentences",
        ),
    )
    kind = FactType(one_of(entry["type"], list(FactType), place.at("type")))
    for word, kinds in (("codes", CODED), ("ranks", (FactType.ORDINAL,))):
        if (word in entry) != (kind in kinds):
            raise place.error(f'"{word}" goes with {" and ".join(kinds)}, and this fact is of type {kind}.')
    for word in ("min", "max", "unit"):
        if word in entry and kind not in NUMBERS:
            raise place.at(word).error(f'"{word}" goes with numbers, and this fact is of type {kind}.')
    codes = None
    if kind in CODED:
        codes = _choices(entry["codes"], place.at("codes"), sets)
    elif kind is FactType.ORDINAL:
        codes = CodeChoices(_labels(entry["ranks"], place.at("ranks")))
    return Fact(
        key=key,
        type=kind,
        labels=translated(entry["label"], place.at("label")),
        sensitivity=Sensitivity(one_of(entry.get("sensitivity", "plain"), list(Sensitivity), place.at("sensitivity"))),
        scope=Scope(one_of(entry.get("scope", "person"), list(Scope), place.at("scope"))),
        answered_by=AnsweredBy(
            one_of(entry.get("answered_by", "applicant"), list(AnsweredBy), place.at("answered_by"))
        ),
        codes=codes,
        minimum=integer(entry["min"], place.at("min")) if "min" in entry else None,
        maximum=integer(entry["max"], place.at("max")) if "max" in entry else None,
        unit=key_text(entry["unit"], place.at("unit")) if "unit" in entry else None,
        note=text(entry["note"], place.at("note")) if "note" in entry else "",
        sentences=_sentences(entry.get("sentences", {}), place.at("sentences")),
    )


def _choices(data: object, place: Place, sets: Mapping[str, Any]) -> CodeChoices:
    entry = record(data, place, optional=("set", "open", "known"))
    labels: dict[str, Mapping[str, str]] = {}
    if "set" in entry:
        labels.update(sets[one_of(entry["set"], sets, place.at("set"))])
    labels.update(_labels(entry.get("known", {}), place.at("known")))
    pattern = OPEN_CODES[one_of(entry["open"], OPEN_CODES, place.at("open"))] if "open" in entry else None
    if not labels and pattern is None:
        raise place.error("no code can be given; name a set, known codes, or an open pattern.")
    return CodeChoices(labels, pattern)


def _labels(data: object, place: Place) -> dict[str, Mapping[str, str]]:
    return {code: translated(words, place.at(code)) for code, words in mapping(data, place).items()}


def _sentences(data: object, place: Place) -> dict[str, dict[str, dict[str, str]]]:
    """Sentences per language and operator; each must be complete and use only known places."""
    return {
        language: read_operators(operators, place.at(language)) for language, operators in mapping(data, place).items()
    }


def read_operators(data: object, place: Place) -> dict[str, dict[str, str]]:
    """The sentences of one language by operator, each with all four kinds. Raises DefinitionError."""
    operators: dict[str, dict[str, str]] = {}
    for operator, entry in mapping(data, place).items():
        spot = place.at(operator)
        one_of(operator, OPERATORS, spot)
        record(entry, spot, required=KINDS)
        operators[operator] = {kind: checked_template(entry[kind], spot.at(kind)) for kind in KINDS}
    return operators


def checked_template(value: object, place: Place) -> str:
    """A sentence whose named places are all known ones."""
    template = text(value, place)
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is not None and (name not in PLACES or spec or conversion):
            raise place.error(f"the sentence has no place {{{name}}} to fill.", [f"{{{name}}}" for name in PLACES])
    return template
