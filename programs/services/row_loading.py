"""Rows that the catalogue and staff both write: offices, jurisdictions, rounds.

A row that still is what the catalogue wrote follows the catalogue, out of the portal too. A row that staff changed or
removed stays as they left it. The memory is `LoadedRow`; a row without one was there before, and belongs to staff
unless it is what the catalogue says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django_countries.fields import Country

from programs.models import LoadedRow
from programs.services.load_report import BY_STAFF, IN_USE, REMOVED_BY_STAFF, Line, Loaded


@dataclass(frozen=True)
class Entry:
    """A row as the catalogue has it: `key` finds it and never changes, `fields` are what the catalogue says of it.

    None in the key stands for another row that staff removed.
    """

    what: str
    name: str
    shown: str
    model: type[models.Model]
    key: Mapping[str, Any]
    fields: Mapping[str, Any]


class RowLoader:
    """Writes entries one by one, then takes away what the catalogue no longer has. Use inside one transaction."""

    def __init__(self) -> None:
        self._memory = {(row.what, row.name): row for row in LoadedRow.objects.all()}

    def load(self, entries: Sequence[Entry]) -> list[Line]:
        """Add each row, update it, or leave it; say which. The entries are of one model, and none stands on another.

        Hundreds of offices are loaded at once, so rows are read together and new ones written together.
        """
        if not entries:
            return []
        model = entries[0].model
        # Every row of the model is read, and locked against staff who change one at this moment.
        there = {_key_of(row, entries[0].key): row for row in model._default_manager.select_for_update()}
        lines, added = [], []
        for entry in entries:
            memory = self._memory.pop((entry.what, entry.name), None)
            row = there.get(tuple(map(_plain, entry.key.values())))
            if row is None and (memory is not None or None in entry.key.values()):
                lines.append(Line(entry.what, entry.shown, Loaded.KEPT, why=REMOVED_BY_STAFF))
            elif row is None:
                added.append((entry, model(**entry.key, **entry.fields)))
                lines.append(Line(entry.what, entry.shown, Loaded.ADDED))
            else:
                lines.append(self._again(entry, row, memory))
        model._default_manager.bulk_create([row for _entry, row in added], batch_size=500)
        LoadedRow.objects.bulk_create(
            [
                LoadedRow(what=entry.what, name=entry.name, row_id=row.pk, fields=_plain_fields(entry))
                for entry, row in added
            ],
            batch_size=500,
        )
        return lines

    def _again(self, entry: Entry, row: models.Model, memory: LoadedRow | None) -> Line:
        """A row that is there already: update it or leave it."""
        target = _target(entry, memory)
        differs = tuple(field for field, value in target.items() if _plain(getattr(row, field)) != _plain(value))
        if not differs:
            _remember(entry, row, memory)
            return Line(entry.what, entry.shown, Loaded.UNCHANGED)
        by_staff = tuple(_by_staff(row, target, memory))
        if by_staff:
            return Line(entry.what, entry.shown, Loaded.KEPT, by_staff, why=BY_STAFF)
        for field in differs:
            setattr(row, field, target[field])
        row.save(update_fields=differs)
        _remember(entry, row, memory)
        return Line(entry.what, entry.shown, Loaded.UPDATED, differs)

    def remove_the_rest(self, what: str, model: type[models.Model]) -> Iterator[Line]:
        """Take away rows of a kind that were loaded once and are not in the catalogue any more, the newest first."""
        rest = [memory for (kind, _name), memory in self._memory.items() if kind == what]
        for memory in sorted(rest, key=lambda each: each.row_id, reverse=True):
            row = model._default_manager.select_for_update().filter(pk=memory.row_id).first()
            by_staff = tuple(_by_staff(row, _loaded(model, memory), memory)) if row else ()
            if by_staff:
                yield Line(what, memory.name, Loaded.KEPT, by_staff, why=BY_STAFF)
            elif row is not None and not _removed(row):
                yield Line(what, memory.name, Loaded.KEPT, why=IN_USE)
            else:
                memory.delete()
                if row is not None:
                    yield Line(what, memory.name, Loaded.REMOVED)


def _target(entry: Entry, memory: LoadedRow | None) -> dict[str, Any]:
    """What the row is to hold. A field that the catalogue named before and no longer does goes back to its default."""
    dropped = _loaded(entry.model, memory).keys() - entry.fields.keys()
    return {**entry.fields, **{field: _default(entry.model, field) for field in sorted(dropped)}}


def _loaded(model: type[models.Model], memory: LoadedRow | None) -> dict[str, Any]:
    """What was loaded, without fields that the model had then and has no more."""
    there = {field.name for field in model._meta.get_fields()}
    return {field: value for field, value in (memory.fields if memory else {}).items() if field in there}


def _by_staff(row: models.Model, target: Mapping[str, Any], memory: LoadedRow | None) -> Iterator[str]:
    """Name the fields that hold neither what was loaded nor what is to be loaded now."""
    for field, wanted in target.items():
        value = _plain(getattr(row, field))
        if value == _plain(wanted):
            continue
        # A field that the catalogue did not name before is staff's unless they left it alone.
        if memory is None or value != memory.fields.get(field, _plain(_default(type(row), field))):
            yield field


def _remember(entry: Entry, row: models.Model, memory: LoadedRow | None) -> None:
    fields = _plain_fields(entry)
    if memory is None or (memory.fields, memory.row_id) != (fields, row.pk):
        LoadedRow.objects.update_or_create(
            what=entry.what, name=entry.name, defaults={"row_id": row.pk, "fields": fields}
        )


def _key_of(row: models.Model, key: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row's values in the fields of a key, without reading the rows it refers to."""
    columns: Mapping[str, Any] = {field.name: field for field in row._meta.concrete_fields}
    return tuple(_plain(getattr(row, columns[field].attname)) for field in key)


def _plain_fields(entry: Entry) -> dict[str, Any]:
    return {field: _plain(value) for field, value in entry.fields.items()}


def _removed(row: models.Model) -> bool:
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return False
    return True


def _default(model: type[models.Model], field: str) -> Any:
    found: Any = model._meta.get_field(field)
    return found.get_default()


def _plain(value: Any) -> Any:
    """A field's value as JSON has it, so that what is stored, loaded and remembered can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Country):
        return value.code
    return value.isoformat() if isinstance(value, date) else value
