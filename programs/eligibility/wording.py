"""One condition on one fact, put into words: what is wanted, what was answered, and the sentence for a verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from programs.eligibility.facts import Codes, Fact, FactType, Value
from programs.eligibility.folding import day_after, day_before
from programs.eligibility.nodes import (
    Age,
    Between,
    Compare,
    Declared,
    Equals,
    Leaf,
    ListRef,
    Literal,
    OneOf,
    Operands,
    SetTest,
)
from programs.eligibility.phrases import Phrases, phrases

OPPOSITE = {"le": "gt", "lt": "ge", "ge": "lt", "gt": "le"}
GROUPS = {
    FactType.DATE: "date",
    FactType.INT: "number",
    FactType.DECIMAL: "number",
    FactType.BOOL: "yes_no",
    FactType.DECLARATION: "yes_no",
    FactType.CODE: "code",
    FactType.ORDINAL: "ordinal",
    FactType.SET: "set",
}

_HERE = "\x00"
"""Stands where the value will; no text has it."""

CodeNames = Mapping[str, Mapping[str, str]]
"""Names of codes that only a call knows, such as its themes: fact key -> code -> name."""


@dataclass(frozen=True)
class Wording:
    """Words a leaf, plain or negated, in a language.

    `lists` holds the labels of the binding's code lists, `stated` says one of those labels in a language.
    """

    fact: Fact
    leaf: Leaf
    negated: bool
    language: str
    lists: Mapping[str, Mapping[str, Any]]
    names: CodeNames
    stated: Callable[[Mapping[str, str], str], str]

    @property
    def operator(self) -> str:
        """Under which word the sentences of this condition are kept."""
        said = self.leaf.stated or self.leaf
        match said:
            case Declared():
                return "no" if self.negated else "yes"
            case Equals(value=Literal(bool() as wanted)):
                return "yes" if wanted != self.negated else "no"
            case Compare():
                return OPPOSITE[said.comparison] if self.negated else said.comparison
            case Age() if self.negated:
                # "Not at least 20" has no words of its own: it is a birth date after the limit.
                return "ge" if said.bound == "age_at_least" else "le"
            case Age():
                return said.bound
        return f"not_{said.operator}" if self.negated else said.operator

    def sentence(self, kind: str, value: Value | None) -> str:
        """The sentence of a kind (want, pass, fail, unknown), every place filled."""
        template, language = self._template(kind)
        words = phrases(language)
        return template.format(**self._places(words, value))

    def around_value(self, kind: str) -> tuple[list[str], str]:
        """The sentence of a kind in pieces, to be joined by the value, and the language that the value must be in."""
        template, language = self._template(kind)
        places = {**self._places(phrases(language), None), "value": _HERE}
        return template.format(**places).split(_HERE), language

    def value_in(self, language: str, value: Value | None) -> str:
        """What was answered, in words; empty where nothing was, or where it is about health."""
        if value is None or self.fact.health:
            return ""
        return self._shown(phrases(language), value)

    def _template(self, kind: str) -> tuple[str, str]:
        """The sentence and the language it is in: the fact's own before the general one, English last."""
        for language in dict.fromkeys((self.language, "en")):
            own = self.fact.sentences.get(language, {}).get(self.operator)
            if own:
                return own[kind], language
            words = phrases(language)
            general = words.sentence(GROUPS[self.fact.type], self.operator, kind)
            if general and words.language == language:
                return general, language
        raise LookupError(f'There is no sentence for "{self.operator}" on "{self.fact.key}".')

    def _places(self, words: Phrases, value: Value | None) -> dict[str, str]:
        places = {"label": self.fact.label(words.language)}
        if value is not None and not self.fact.health:
            places["value"] = self._shown(words, value)
        else:
            places["value"] = "–"
        said = self.leaf.stated or self.leaf
        match said:
            case Age():
                places["years"] = str(_literal(said.years))
                places["on"] = words.day(str(_literal(said.on)))
                places["wanted"] = words.day(self._birth_limit())
            case Equals(value=wanted) | Compare(value=wanted):
                places["wanted"] = self._shown(words, _literal(wanted))
            case Between():
                places["low"] = self._shown(words, _literal(said.low))
                places["high"] = self._shown(words, _literal(said.high))
            case OneOf() | SetTest():
                places["wanted"] = self._codes(words, said.codes, "and" if said.operator == "has_all" else "or")
        return places

    def _birth_limit(self) -> str:
        """The folded birth date; for a negated age the first or last day on the other side."""
        folded = self.leaf
        assert isinstance(folded, Compare)
        limit = str(_literal(folded.value))
        if not self.negated:
            return limit
        return day_after(limit) if folded.comparison == "le" else day_before(limit)

    def _codes(self, words: Phrases, codes: Operands, join: str) -> str:
        if isinstance(codes, ListRef):
            labels = self.lists.get(codes.name, {}).get("labels", {})
            return self.stated(labels, words.language) if labels else codes.name
        assert isinstance(codes, tuple)
        # In the order of the vocabulary, where the fact names its codes in one that means something.
        order = list(self.fact.codes.labels) if self.fact.codes else []
        named = [str(_literal(code)) for code in codes]
        named.sort(key=lambda code: order.index(code) if code in order else len(order))
        return words.listed([self._code(words, code) for code in named], join)

    def _code(self, words: Phrases, code: str) -> str:
        named = self.names.get(self.fact.key, {}).get(code)
        if named:
            return named
        return self.fact.codes.label(code, words.language) if self.fact.codes else code

    def _shown(self, words: Phrases, value: Value) -> str:
        match value:
            case bool():
                return words.word("values", "yes" if value else "no")
            case int() | Decimal():
                return words.number(value, self.fact.unit)
            case Codes():
                shown = words.listed([self._code(words, code) for code in sorted(value.members)], "and")
                shown = shown or words.word("values", "none")
                return shown if value.complete else words.word("values", "so_far").format(list=shown)
            case _:
                return words.day(value) if self.fact.type is FactType.DATE else self._code(words, value)


def _literal(operand: Any) -> Any:
    assert isinstance(operand, Literal), operand
    return operand.value
