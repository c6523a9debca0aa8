"""Loading the catalogue: versions are added by hash, and nothing that staff changed is ever superseded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

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

_LOCK = 7_151_001  # names the advisory lock of the loader; two at once would add the same version twice


class Loaded(StrEnum):
    """What became of one thing in the catalogue."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True)
class Line:
    """One thing of the catalogue. `differs` names the fields in which a kept one differs."""

    what: str
    name: str
    result: Loaded
    differs: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = f"{self.what} {self.name}: {self.result}"
        if self.result is Loaded.KEPT:
            words += ": changed by staff" + (f" ({', '.join(self.differs)})" if self.differs else "")
        return words


def load_catalog(folder: Path = CATALOG, offices: Path = OFFICES) -> list[Line]:
    """Load definitions, rule sets, offices, jurisdictions and rounds; say what became of each.

    Everything is read and checked first: after a DefinitionError nothing was written. Loading again adds nothing.
    A version that staff made stays the newest, and a row that staff changed stays as it is: both are `kept`.
    """
    catalogue = read_catalogue(folder, offices)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        lines = [_load_programme(definition) for definition in catalogue.definitions.values()]
        lines += [_load_rules(name, rules) for name, rules in catalogue.rule_sets.items()]
        lines += [_load_office(row) for row in catalogue.offices]
        lines += [_load_jurisdiction(row) for row in catalogue.jurisdictions]
        lines += [_load_round(row) for row in catalogue.rounds]
    return lines


def _load_programme(definition: Definition) -> Line:
    programme, _made = Programme.objects.get_or_create(slug=definition.key)
    newest = programme.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == definition.sha256:
        return Line("programme", definition.key, Loaded.UNCHANGED)
    if newest is not None and newest.origin == Origin.STAFF:
        return Line("programme", definition.key, Loaded.KEPT)
    ProgrammeVersion.objects.create(
        programme=programme,
        number=newest.number + 1 if newest else 1,
        content=definition.content,
        sha256=definition.sha256,
        origin=Origin.CATALOG,
    )
    return Line("programme", definition.key, Loaded.ADDED)


def _load_rules(name: str, rules: Rules) -> Line:
    rule_set, _made = RuleSet.objects.get_or_create(key=name)
    newest = rule_set.versions.order_by("-number").first()
    published = rule_set.published
    if published is not None and published.sha256 == rules.sha256:
        return Line("rule set", name, Loaded.UNCHANGED)
    if newest is not None and newest.origin == Origin.STAFF:
        return Line("rule set", name, Loaded.KEPT)
    if published is not None:
        rule_set.versions.filter(pk=published.pk).update(state=VersionState.RETIRED)
    RuleSetVersion.objects.create(
        rule_set=rule_set,
        number=newest.number + 1 if newest else 1,
        state=VersionState.PUBLISHED,
        content=rules.content(),
        sha256=rules.sha256,
        origin=Origin.CATALOG,
        note="Loaded from the catalogue.",
        published_at=clock.now(),
    )
    return Line("rule set", name, Loaded.ADDED)


def _load_office(row: Row) -> Line:
    fields = {key: value for key, value in row.items() if key not in ("code", "parent")}
    parent = Office.objects.get(code=row["parent"]) if "parent" in row else None
    return _keep_or_add("office", Office, {"code": row["code"]}, {**fields, "parent": parent}, row["code"])


def _load_jurisdiction(row: Row) -> Line:
    key = {
        "office": Office.objects.get(code=row["office"]),
        "programme": Programme.objects.get(slug=row["programme"]),
        **{word: row[word] for word in ("basis", "country", "valid_from")},
    }
    name = f"{row['programme']}, {row['basis']} {row['country']}"
    return _keep_or_add("jurisdiction", Jurisdiction, key, {"valid_until": row["valid_until"]}, name)


def _load_round(row: Row) -> Line:
    fields = {key: value for key, value in row.items() if key not in ("slug", "programme", "themes")}
    programme = Programme.objects.get(slug=row["programme"])
    return _keep_or_add("round", Round, {"slug": row["slug"]}, {**fields, "programme": programme}, row["slug"])


def _keep_or_add(what: str, model: type[models.Model], key: Row, fields: Row, name: str) -> Line:
    """Add a row that is not there; leave one that is, and say in which fields it differs from the catalogue."""
    row = model._default_manager.filter(**key).first()
    if row is None:
        model._default_manager.create(**key, **fields)
        return Line(what, name, Loaded.ADDED)
    differs = tuple(_differing(row, fields))
    return Line(what, name, Loaded.KEPT if differs else Loaded.UNCHANGED, differs)


def _differing(row: models.Model, fields: Mapping[str, Any]) -> Iterator[str]:
    for field, value in fields.items():
        if getattr(row, field) != value:
            yield field
