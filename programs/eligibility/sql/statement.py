"""The statement that screens: per row the verdict of every rule, as letters, and the outcome.

Four layers, each a subquery that Postgres may not merge with the next (`OFFSET 0`): facts looked up, facts
read, verdicts, outcome. Merged, a fact would be read anew for every condition, and a verdict made twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programs.eligibility.binding import Bound
from programs.eligibility.evaluation import Outcome
from programs.eligibility.facts import Fact
from programs.eligibility.rules import Rule
from programs.eligibility.sql.fragments import Sql, compose, joined
from programs.eligibility.sql.rails import rails
from programs.eligibility.sql.reading import Columns

LETTERS = "CASE WHEN {} THEN 'p' WHEN {} THEN 'f' ELSE 'u' END"
GIVEN = "CASE health ->> %s::text WHEN 'pass' THEN 'p' WHEN 'fail' THEN 'f' WHEN 'unknown' THEN 'u' ELSE "


@dataclass(frozen=True)
class Wanted:
    """A binding to screen with.

    `health` names the rules whose given verdicts count (None: all that are given). `name` is put behind the
    names of its columns: `outcome`, `verdicts`.
    """

    bound: Bound
    health: frozenset[str] | None = None
    name: str = ""


def screening_select(wanted: Sequence[Wanted], source: Sql, carry: Sequence[str]) -> Sql:
    """Screen the rows of `source` with each binding.

    `source` is a SELECT with the columns `facts` and `choice` (facts as stored; `choice` may be NULL), `health`
    (verdicts by rule key, as given) and those named in `carry`. The result has the columns of `carry`, and for
    each binding `outcome<name>` and `verdicts<name>`, the latter as a stored result has them: {"KEY": "p"}.
    """
    columns = Columns(_facts_of(wanted))
    verdicts = _Verdicts(columns)
    shown = [part for each in wanted for part in (verdicts.outcome(each), verdicts.compact(each))]
    carried = [Sql(name) for name in carry]
    layer = compose("{} OFFSET 0", _select([*carried, Sql("health"), *columns.raw()], source))
    layer = compose("{} OFFSET 0", _select([*carried, Sql("health"), *columns.typed()], layer))
    layer = compose("{} OFFSET 0", _select([*carried, *verdicts.columns()], layer))
    return _select([*carried, *shown], layer)


class _Verdicts:
    """The letter of every rule in a column of its own; rules that say the same share one."""

    def __init__(self, columns: Columns) -> None:
        self._facts = columns
        self._letters: dict[str, Sql] = {}
        self._names: dict[tuple[str, str], str] = {}

    def columns(self) -> list[Sql]:
        return [compose(f"{{}} AS {name}", letter) for name, letter in self._letters.items()]

    def outcome(self, wanted: Wanted) -> Sql:
        """A rejecting rule that fails, all that pass, or neither."""
        by_key = self._of(wanted)
        rejected = [f"{by_key[key]} = 'f'" for key, rejects in wanted.bound.rejecting if rejects]
        passed = [f"{name} = 'p'" for name in by_key.values()]
        return Sql(
            f"CASE WHEN {' OR '.join(rejected) or 'FALSE'} THEN '{Outcome.NOT_ELIGIBLE}' "
            f"WHEN {' AND '.join(passed) or 'TRUE'} THEN '{Outcome.ELIGIBLE}' "
            f"ELSE '{Outcome.NEEDS_CHECK}' END AS outcome{wanted.name}"
        )

    def compact(self, wanted: Wanted) -> Sql:
        """All letters by rule key, as they are stored."""
        by_key = self._of(wanted)
        listed = ", ".join(by_key.values())
        return Sql(f"jsonb_object(%s::text[], ARRAY[{listed}]::text[]) AS verdicts{wanted.name}", (list(by_key),))

    def _of(self, wanted: Wanted) -> Mapping[str, str]:
        return {rule.key: self._name(self._letter(rule, wanted)) for rule in wanted.bound.rules}

    def _name(self, letter: Sql) -> str:
        name = self._names.setdefault((letter.text, repr(letter.params)), f"r{len(self._names)}")
        self._letters[name] = letter
        return name

    def _letter(self, rule: Rule, wanted: Wanted) -> Sql:
        both = rails(rule.when, self._facts)
        letter = compose(LETTERS, both.true, both.false)
        if not rule.health or (wanted.health is not None and rule.key not in wanted.health):
            return letter
        return compose("{}{} END", Sql(GIVEN, (rule.key,)), letter)


def _facts_of(wanted: Sequence[Wanted]) -> list[Fact]:
    """Every fact that a rule speaks of, in a stable order."""
    found = {key: each.bound.vocabulary[key] for each in wanted for key in each.bound.facts()}
    return [found[key] for key in sorted(found)]


def _select(columns: Sequence[Sql], source: Sql) -> Sql:
    return compose("SELECT {} FROM ({}) AS s", joined(", ", columns), source)
