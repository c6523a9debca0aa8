"""Loading the catalogue: versions are added by hash, and nothing that staff changed is ever superseded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction

from portal.common import clock
from portal.offices.models import Office
from programs.catalog_files import CATALOG
from programs.definitions import Definition
from programs.eligibility import RuleSet as Rules
from programs.models import (
    Jurisdiction,
    Origin,
    Programme,
    ProgrammeVersion,
    Round,
    RuleSet,
    RuleSetVersion,
    VersionState,
)
from programs.services.catalog_reading import OFFICES, Row, read_catalogue
from programs.services.load_report import BY_STAFF, Line, Loaded
from programs.services.row_loading import Entry, RowLoader

N = TypeVar("N", Programme, RuleSet)

_LOCK = 7_151_001  # names the advisory lock of the loader; two at once would add the same version twice


def load_catalog(folder: Path = CATALOG, offices: Path = OFFICES) -> list[Line]:
    """Load definitions, rule sets, offices, jurisdictions and rounds; say what became of each.

    Everything is read and checked first: after a DefinitionError nothing was written. Loading again adds nothing.
    A version that staff made stays the newest, and a row that staff changed stays as it is: both are `kept`. A row
    that nobody changed follows the catalogue: it is `updated`, or `removed` when nothing uses it.
    """
    catalogue = read_catalogue(folder, offices)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        lines = list(_load_programmes(catalogue.definitions.values()))
        lines += _load_rule_sets(catalogue.rule_sets)
        rows = RowLoader()
        known: dict[str, Office] = {}
        for generation in _generations(catalogue.offices):
            lines += rows.load([_office(row, known) for row in generation])
            known = {office.code: office for office in Office.objects.all()}
        programmes = {each.slug: each for each in Programme.objects.all()}
        lines += rows.load([_jurisdiction(row, known, programmes) for row in catalogue.jurisdictions])
        lines += rows.load([_round(row, programmes) for row in catalogue.rounds])
        # Offices last: the others refer to them.
        for what, model in (("jurisdiction", Jurisdiction), ("round", Round), ("office", Office)):
            lines += rows.remove_the_rest(what, model)
    return lines


def _load_programmes(definitions: Collection[Definition]) -> Iterator[Line]:
    """Add a version for each definition that changed; read and written together, because tests load it hundreds of
    times.
    """
    there = _named(Programme, "slug", [definition.key for definition in definitions])
    versions = ProgrammeVersion.objects.defer("content").order_by("programme_id", "-number")
    newest = {version.programme_id: version for version in versions.distinct("programme_id")}
    added = []
    for definition in definitions:
        programme = there[definition.key]
        last = newest.get(programme.pk)
        if last is not None and last.sha256 == definition.sha256:
            yield Line("programme", definition.key, Loaded.UNCHANGED)
        elif last is not None and last.origin == Origin.STAFF:
            yield Line("programme", definition.key, Loaded.KEPT, why=BY_STAFF)
        else:
            added.append(
                ProgrammeVersion(
                    programme=programme,
                    number=last.number + 1 if last else 1,
                    content=definition.content,
                    sha256=definition.sha256,
                    origin=Origin.CATALOG,
                )
            )
            yield Line("programme", definition.key, Loaded.ADDED)
    ProgrammeVersion.objects.bulk_create(added)


def _load_rule_sets(rule_sets: Mapping[str, Rules]) -> Iterator[Line]:
    """Publish a version of each rule set that changed, and retire the one before it."""
    there = _named(RuleSet, "key", rule_sets)
    versions = RuleSetVersion.objects.defer("content")
    newest = {
        version.rule_set_id: version for version in versions.order_by("rule_set_id", "-number").distinct("rule_set_id")
    }
    in_force = {version.rule_set_id: version for version in versions.filter(state=VersionState.PUBLISHED)}
    added, retired = [], []
    for name, rules in rule_sets.items():
        rule_set = there[name]
        last, published = newest.get(rule_set.pk), in_force.get(rule_set.pk)
        if published is not None and published.sha256 == rules.sha256:
            yield Line("rule set", name, Loaded.UNCHANGED)
            continue
        if last is not None and last.origin == Origin.STAFF:
            yield Line("rule set", name, Loaded.KEPT, why=BY_STAFF)
            continue
        if published is not None:
            retired.append(published.pk)
        added.append(
            RuleSetVersion(
                rule_set=rule_set,
                number=last.number + 1 if last else 1,
                state=VersionState.PUBLISHED,
                content=rules.content(),
                sha256=rules.sha256,
                origin=Origin.CATALOG,
                note="Loaded from the catalogue.",
                published_at=clock.now(),
            )
        )
        yield Line("rule set", name, Loaded.ADDED)
    RuleSetVersion.objects.filter(pk__in=retired).update(state=VersionState.RETIRED)
    RuleSetVersion.objects.bulk_create(added)


def _named(model: type[N], field: str, names: Collection[str]) -> dict[str, N]:
    """The rows with these names, those that are missing made."""
    rows = model._default_manager
    there = set(rows.filter(**{f"{field}__in": names}).values_list(field, flat=True))
    rows.bulk_create([model(**{field: name}) for name in names if name not in there])
    return {getattr(row, field): row for row in rows.filter(**{f"{field}__in": names})}


def _generations(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Offices in groups, each after the one with its parents: a row refers only to rows that are written."""
    depths: dict[str, int] = {}
    for row in rows:  # an office's parent stands before it in the file
        depths[row["code"]] = depths.get(row.get("parent", ""), -1) + 1
    for depth in range(max(depths.values(), default=-1) + 1):
        yield [row for row in rows if depths[row["code"]] == depth]


def _office(row: Row, offices: Mapping[str, Office]) -> Entry:
    fields = {key: value for key, value in row.items() if key not in ("code", "parent")}
    # None for a parent that staff removed.
    parent = offices.get(row.get("parent", ""))
    code = row["code"]
    return Entry("office", code, code, Office, {"code": code}, {**fields, "parent": parent})


def _jurisdiction(row: Row, offices: Mapping[str, Office], programmes: Mapping[str, Programme]) -> Entry:
    key = {
        "office": offices.get(row["office"]),
        "programme": programmes[row["programme"]],
        **{word: row[word] for word in ("basis", "country", "valid_from")},
    }
    shown = f"{row['programme']}, {row['basis']} {row['country']}"
    name = f"{shown}, {row['office']} from {row['valid_from']}"
    return Entry("jurisdiction", name, shown, Jurisdiction, key, {"valid_until": row["valid_until"]})


def _round(row: Row, programmes: Mapping[str, Programme]) -> Entry:
    fields = {key: value for key, value in row.items() if key not in ("slug", "programme", "themes", "countries")}
    programme = programmes[row["programme"]]
    return Entry("round", row["slug"], row["slug"], Round, {"slug": row["slug"]}, {**fields, "programme": programme})
