"""What every column holds about people: how sensitive it is, who may see it, how long it is kept.

Each app says so for its tables in a module `personal`, in a table PERSONAL; a column that nobody classified fails the
tests. `docs/personal-data.md` is made from these tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Field, Model

SELF = "the person"
NOBODY = "nobody"
EVERYBODY = "everybody"


class Sensitivity(StrEnum):
    """From what anybody may know to what nobody reads."""

    PUBLIC = "public"  # written to be read by everybody
    WORK = "work"  # what somebody did in an office's service
    TRACE = "trace"  # when, from where and with what somebody used the site
    CONTACT = "contact"  # how somebody is reached
    IDENTITY = "identity"  # who somebody is: names, birth date
    DOSSIER = "dossier"  # answers, documents, and what was judged about them
    HEALTH = "health"  # encrypted apart, opened by a right of its own
    SECRET = "secret"  # opens an account or a file: stored to be compared, shown to nobody


class Kept(StrEnum):
    """What ends the keeping."""

    ACCOUNT = "as long as the account"
    SESSION = "until the session ends"
    APPLICATION = "as long as the application's values; erased with them"
    CONTENT_OF_MAIL = "with the mail; erased with the person"
    DETAIL = "until it is erased for the person, or its time is over"
    OFFICE = "as long as the office's row"
    NUMBER = "for good: a number or code that says nothing once the values are erased"


@dataclass(frozen=True)
class Personal:
    """One kind of personal value. `seen_by` holds permissions (portal.offices.permissions), SELF, NOBODY, EVERYBODY."""

    whose: str
    sensitivity: Sensitivity
    seen_by: tuple[str, ...]
    kept: Kept


@dataclass(frozen=True)
class Columns:
    """One table: names of columns, separated by spaces, with what they hold; and those that say nothing of anybody."""

    personal: Mapping[str, Personal] = field(default_factory=dict)
    plain: str = ""

    def classified(self) -> dict[str, Personal | None]:
        """Return every column named here; None for a plain one. Raises ValueError for one named twice."""
        named: list[tuple[str, Personal | None]] = [
            (name, value) for names, value in self.personal.items() for name in names.split()
        ]
        named += [(name, None) for name in self.plain.split()]
        if len(dict(named)) != len(named):
            raise ValueError(f"A column is classified twice among {[name for name, _ in named]}.")
        return dict(named)


def tables() -> dict[str, Columns]:
    """Return the tables of all apps, by "app.Model"."""
    found: dict[str, Columns] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.personal") is not None:
            found |= import_module(f"{config.name}.personal").PERSONAL
    return found


def to_classify(model: type[Model], people: frozenset[type[Model]]) -> Iterator[str]:
    """Return the names of the columns that must be classified.

    Those that are not asked for are keys the database made and links to rows that are classified themselves; a link to
    one of `people` says who did or is something, so it is asked for.
    """
    for column in model._meta.concrete_fields:
        if not _is_link(column, people):
            yield column.name


def _is_link(column: Field[object, object], people: frozenset[type[Model]]) -> bool:
    if column.remote_field is not None:
        return column.remote_field.model not in people
    return column.primary_key and column.get_internal_type().endswith("AutoField")
