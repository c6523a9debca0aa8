"""Two embassies with the same rounds and the same kinds of files, and a ministry. Every text is a canary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from applications.services.rule_preview import preview
from portal.common import clock
from portal.offices.models import Office, Role
from portal.outbox.services import Mail, queue_mail
from programs.services.calls import create_round
from programs.services.load_catalog import load_catalog
from tests.calls import PARAMETERS
from tests.crawler import codes
from tests.crawler.canaries import Canaries, Place
from tests.crawler.columns import watched_models
from tests.crawler.dossiers import Rounds, furnish
from tests.crawler.places import place_of
from tests.crawler.register import lean_on
from tests.crawler.stamping import stamp
from tests.factories import OfficeFactory
from tests.rules import author, drafted
from tests.staff import posted

OURS, THEIRS, MINISTRY = "emb-be-brussels", "embassy-netherlands", "ministry-crawled"
MIRAI, MEXT = "mirai", "mext-research"
# Keys of the other embassy's rows begin here: one number is a hidden key in every table.
THEIRS_FROM = 900_001
LATER_FROM = 5_000_001
NOBODYS = 999_999_999


@dataclass(frozen=True)
class Row:
    """One row of the world: enough to name it in an address or a form."""

    model: type[models.Model]
    key: Any
    place: Place
    names: dict[str, Any]  # values of its columns, for addresses that do not go by key


@dataclass
class World:
    """The world as it was made; nothing the crawler does lasts."""

    canaries: Canaries
    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)
    library: dict[str, Any] = field(default_factory=dict)  # forms found by anybody, by pattern
    hostile: set[str] = field(default_factory=set)  # what was tried with nonsense already
    _places: dict[type[models.Model], dict[Any, Place]] = field(default_factory=dict)
    _pointed_to: dict[type[models.Model], set[Any]] = field(default_factory=dict)

    def place(self, model: type[models.Model], key: Any) -> Place | None:
        """Return whose the row with this key is, None for one that the world was not made with."""
        if key is None or model not in self.rows:
            return None
        if model not in self._places:
            self._places[model] = {row.key: row.place for row in self.rows[model]}
        return self._places[model].get(key)

    def pointed_to(self, model: type[models.Model]) -> set[Any]:
        """Return the keys of the rows of any table that a row of the world points to."""
        if model not in self._pointed_to:
            columns = [
                (table, column.attname)
                for table in self.rows
                for column in table._meta.concrete_fields
                if column.is_relation and column.related_model is model
            ]
            self._pointed_to[model] = {row.names[name] for table, name in columns for row in self.rows[table]}
        return self._pointed_to[model]

    def of(self, model: type[models.Model]) -> list[Row]:
        """Return the rows of a table."""
        return self.rows.get(model, [])


def make_world() -> World:
    """Build it; needs a database with nothing but migrations in it, inside a transaction that is rolled back."""
    codes.forget()
    _sequences_from(1)  # another file's world may have left them high
    load_catalog()
    canaries = Canaries()
    rounds = _rounds()
    ours, ministry = Office.objects.get(code=OURS), _ministry()
    Office.objects.filter(pk=ours.pk).update(email="culture@embassy.example", verified=True)
    theirs = OfficeFactory(code=THEIRS, city="The Hague", country="NL", time_zone="Europe/Amsterdam")
    furnish(ours, rounds, "BE", canaries)
    _sequences_from(THEIRS_FROM)
    furnish(theirs, rounds, "BE", canaries)  # the same conditions: only the office differs
    _sequences_from(LATER_FROM)
    lean_on(ours, theirs)
    posted(ministry, Role.OPERATOR, name="Operator of the ministry")
    writer = author()
    preview(drafted(writer), actor=writer)
    queue_mail(Mail(next_template(), "officer@ministry.example", {}, office_id=ministry.pk))
    stamp(canaries)
    world = World(canaries)
    for model in watched_models():
        world.rows[model] = [_row(row) for row in model._base_manager.order_by("pk")]
    return world


def next_template() -> str:
    """Return the template of any letter there is."""
    from portal.outbox.models import Message

    return str(Message.objects.values_list("template", flat=True).order_by("pk")[0])


def _row(row: models.Model) -> Row:
    names = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Row(type(row), row.pk, place_of(row), names)


def _rounds() -> Rounds:
    def make(slug: str, programme: str = MIRAI) -> Any:
        given = dict(PARAMETERS) if programme == MIRAI else {"age_cutoff": "1993-04-02", "enrolment_date": "2028-10-01"}
        year = clock.now().year
        return create_round(programme=programme, slug=slug, name={"en": slug}, year=year, parameters=given)

    mirai = [make(f"mirai-{when}") for when in ("open", "ended", "coming")]
    return Rounds(*mirai, *(make(f"mext-{when}", MEXT) for when in ("open", "done", "frozen")))


def _ministry() -> Office:
    office: Office = OfficeFactory(code=MINISTRY, kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")
    return office


def _sequences_from(number: int) -> None:
    with connection.cursor() as cursor:
        for model in watched_models():
            if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                    [model._meta.db_table, model._meta.pk.column, number],
                )


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that leaves nothing behind, as a TestCase's."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable blocks inside are what they are in a test
    with block:
        yield
        transaction.set_rollback(True)
