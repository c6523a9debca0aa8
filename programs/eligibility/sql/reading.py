"""Stored facts as typed columns: NULL where one is absent, or is not what its type says.

Facts lie as one `jsonb` per snapshot. Each is looked up once (`raw`) and read once (`typed`), in subqueries of
their own: Postgres would otherwise look a fact up again for every condition on it. No reading can raise an
error: a cast stands behind a test of the JSON type, days stay text. `programs.eligibility.stored` reads the
same JSON in Python.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from programs.eligibility.facts import Fact, FactType, Scope
from programs.eligibility.sql.fragments import Sql, compose

DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
"""ISO days compare as text; `infinity`, or a day written otherwise, is no day."""

_OF_TYPE = "CASE WHEN jsonb_typeof({0}) = '{1}' THEN {2} END"
_TEXT = """({0} #>> '{{}}') COLLATE "C\""""


@dataclass(frozen=True)
class Column:
    """One fact of the statement: where it is looked up, and under which names it is read.

    `members` and `complete` belong to sets, `value` to everything else.
    """

    fact: Fact
    number: int

    @property
    def raw(self) -> str:
        return f"j{self.number}"

    @property
    def value(self) -> Sql:
        return Sql(f"f{self.number}")

    @property
    def members(self) -> Sql:
        return Sql(f"f{self.number}")

    @property
    def complete(self) -> Sql:
        return Sql(f"c{self.number}")


class Columns:
    """The facts that a statement needs, each once. Names are numbers, so that no key can mean something in SQL."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_key = {fact.key: Column(fact, number) for number, fact in enumerate(facts)}

    def __getitem__(self, key: str) -> Column:
        return self._by_key[key]

    def raw(self) -> list[Sql]:
        """Look every fact up in `facts` (and first in `choice`, where it belongs to a choice)."""
        return [compose(f"{{}} AS {column.raw}", looked_up(column.fact)) for column in self._by_key.values()]

    def typed(self) -> list[Sql]:
        """Read every raw value by its fact's type."""
        return [part for column in self._by_key.values() for part in typed(column)]


def looked_up(fact: Fact) -> Sql:
    """The fact's JSON value; that of a choice replaces the person's, as when Python merges them."""
    if fact.scope is Scope.CHOICE:
        return Sql("coalesce(choice -> %s::text, facts -> %s::text)", (fact.key, fact.key))
    return Sql("facts -> %s::text", (fact.key,))


def typed(column: Column) -> list[Sql]:
    """The columns of one fact."""
    raw = column.raw
    match column.fact.type:
        case FactType.SET:
            # Both or neither: codes without the flag would not say what is missing.
            whole = f"jsonb_typeof({raw} -> 'complete') = 'boolean' AND jsonb_typeof({raw} -> 'codes') = 'array'"
            return [
                Sql(f"CASE WHEN {whole} THEN {raw} -> 'codes' END AS {column.members}"),
                Sql(f"CASE WHEN {whole} THEN ({raw} -> 'complete')::boolean END AS {column.complete}"),
            ]
        case FactType.BOOL | FactType.DECLARATION:
            read = Sql(_OF_TYPE.format(raw, "boolean", f"{raw}::boolean"))
        case FactType.INT | FactType.DECIMAL:
            # numeric holds whatever JSON can: no whole number is too large for it.
            read = Sql(_OF_TYPE.format(raw, "number", f"{raw}::numeric"))
        case FactType.DATE:
            text = _TEXT.format(raw)
            read = Sql(_OF_TYPE.format(raw, "string", f"CASE WHEN {text} ~ %s THEN {text} END"), (DAY,))
        case FactType.CODE:
            read = Sql(_OF_TYPE.format(raw, "string", _TEXT.format(raw)))
        case FactType.ORDINAL:
            # A code without a rank is neither above nor below anything.
            text, ranks = _TEXT.format(raw), list(column.fact.ranks())
            read = Sql(_OF_TYPE.format(raw, "string", f"CASE WHEN {text} = ANY (%s::text[]) THEN {text} END"), (ranks,))
    return [compose(f"{{}} AS {column.value}", read)]
