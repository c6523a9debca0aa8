"""Loading the catalogue: versions are added by hash, and nothing that staff changed is ever superseded."""

from __future__ import annotations

from pathlib import Path

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
        lines = [_load_programme(definition) for definition in catalogue.definitions.values()]
        lines += [_load_rules(name, rules) for name, rules in catalogue.rule_sets.items()]
        rows = RowLoader()
        lines += [rows.load(_office(row)) for row in catalogue.offices]
        lines += [rows.load(_jurisdiction(row)) for row in catalogue.jurisdictions]
        lines += [rows.load(_round(row)) for row in catalogue.rounds]
        # Offices last: the others refer to them.
        for what, model in (("jurisdiction", Jurisdiction), ("round", Round), ("office", Office)):
            lines += rows.remove_the_rest(what, model)
    return lines


def _load_programme(definition: Definition) -> Line:
    programme, _made = Programme.objects.get_or_create(slug=definition.key)
    newest = programme.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == definition.sha256:
        return Line("programme", definition.key, Loaded.UNCHANGED)
    if newest is not None and newest.origin == Origin.STAFF:
        return Line("programme", definition.key, Loaded.KEPT, why=BY_STAFF)
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
        return Line("rule set", name, Loaded.KEPT, why=BY_STAFF)
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


def _office(row: Row) -> Entry:
    fields = {key: value for key, value in row.items() if key not in ("code", "parent")}
    # An office's parent stands before it in the file.
    parent = _office_of(row["parent"]) if "parent" in row else None
    code = row["code"]
    return Entry("office", code, code, Office, {"code": code}, {**fields, "parent": parent})


def _office_of(code: str) -> Office | None:
    """The office; None when staff removed it."""
    return Office.objects.filter(code=code).first()


def _jurisdiction(row: Row) -> Entry:
    key = {
        "office": _office_of(row["office"]),
        "programme": Programme.objects.get(slug=row["programme"]),
        **{word: row[word] for word in ("basis", "country", "valid_from")},
    }
    shown = f"{row['programme']}, {row['basis']} {row['country']}"
    name = f"{shown}, {row['office']} from {row['valid_from']}"
    return Entry("jurisdiction", name, shown, Jurisdiction, key, {"valid_until": row["valid_until"]})


def _round(row: Row) -> Entry:
    fields = {key: value for key, value in row.items() if key not in ("slug", "programme", "themes")}
    programme = Programme.objects.get(slug=row["programme"])
    return Entry("round", row["slug"], row["slug"], Round, {"slug": row["slug"]}, {**fields, "programme": programme})
