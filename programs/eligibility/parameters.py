"""Parameters: what a rule set leaves open for a round or a call to say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.eligibility.canonical import decimal_text
from programs.eligibility.facts import Fact
from programs.eligibility.nodes import Scalar
from programs.eligibility.reading import Place, flag, key_text, mapping, one_of, record, translated
from programs.eligibility.values import code_of, decimal, iso_date, whole_number
from programs.eligibility.vocabulary import Vocabulary

ALL = "all"
"""As the value of a parameter of several codes: whatever the code is, it counts as one of them."""

Bound = Scalar | tuple[str, ...]


class ParameterType(StrEnum):
    """What a parameter holds; code and codes say with `of` which fact's codes they are."""

    DATE = "date"
    INT = "int"
    DECIMAL = "decimal"
    CODE = "code"
    CODES = "codes"


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    With a default it need not be given; an optional one may stay unset, and rules that use it then do not
    apply. `needs` names a parameter that must be set as soon as this one names a code.
    """

    key: str
    type: ParameterType
    labels: Mapping[str, str]
    of: Fact | None = None
    optional: bool = False
    default: Bound | None = None
    needs: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def required(self) -> bool:
        """Whether a binding is refused without a value."""
        return self.default is None and not self.optional

    def read(self, raw: object) -> Bound:
        """The value in canonical form; raises ValueError with a whole sentence."""
        match self.type:
            case ParameterType.DATE:
                return iso_date(raw)
            case ParameterType.INT:
                return whole_number(raw)
            case ParameterType.DECIMAL:
                return decimal(raw)
            case ParameterType.CODE:
                return self._code(raw)
            case ParameterType.CODES:
                if raw == ALL:
                    return ALL
                if not isinstance(raw, list | tuple):
                    raise ValueError(f'{raw!r} is not a list of codes; write ["a", "b"], [] or "{ALL}".')
                return tuple(sorted({self._code(code) for code in raw}))

    def read_text(self, words: str) -> Bound:
        """The value from text as typed at a command line: codes are separated by commas."""
        words = words.strip()
        if self.type is ParameterType.INT:
            try:
                return self.read(int(words))
            except ValueError:
                raise ValueError(f'"{words}" is not a whole number.') from None
        if self.type is ParameterType.CODES and words != ALL:
            return self.read([code.strip() for code in words.split(",") if code.strip()])
        return self.read(words)

    def _code(self, raw: object) -> str:
        assert self.of is not None, self.key
        return code_of(self.of, raw)


def read_parameters(data: object, place: Place, vocabulary: Vocabulary) -> dict[str, Parameter]:
    """The declared parameters by key, read strictly; raises DefinitionError."""
    parameters = {}
    for key, entry in mapping(data, place).items():
        spot = place.at(key)
        parameters[key_text(key, spot)] = _parameter(key, entry, spot, vocabulary)
    for parameter in parameters.values():
        if parameter.needs:
            one_of(parameter.needs, parameters, place.at(parameter.key).at("needs"))
    return parameters


def parameters_content(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The declarations as they were read."""
    return {parameter.key: dict(parameter.raw) for parameter in parameters}


def value_content(value: Bound) -> Any:
    """A parameter's value as JSON."""
    if isinstance(value, tuple):
        return list(value)
    return decimal_text(value) if isinstance(value, Decimal) else value


def _parameter(key: str, data: object, place: Place, vocabulary: Vocabulary) -> Parameter:
    entry = record(data, place, required=("type", "label"), optional=("of", "optional", "default", "needs"))
    kind = ParameterType(one_of(entry["type"], list(ParameterType), place.at("type")))
    coded = kind in (ParameterType.CODE, ParameterType.CODES)
    if coded != ("of" in entry):
        raise place.error('a parameter of codes, and no other, says with "of" which fact they belong to.')
    of = vocabulary.fact(entry["of"], place.at("of")) if coded else None
    if of is not None and of.codes is None:
        raise place.at("of").error(f'the fact "{of.key}" has no codes.')
    bare = Parameter(
        key=key,
        type=kind,
        labels=translated(entry["label"], place.at("label")),
        of=of,
        optional=flag(entry.get("optional", False), place.at("optional")),
        needs=key_text(entry["needs"], place.at("needs")) if "needs" in entry else None,
        raw=entry,
    )
    if "default" not in entry:
        return bare
    if bare.optional:
        raise place.error("a parameter with a default is never unset; drop either default or optional.")
    try:
        default = bare.read(entry["default"])
    except ValueError as error:
        raise place.at("default").error(str(error)) from None
    return Parameter(**{**bare.__dict__, "default": default})
