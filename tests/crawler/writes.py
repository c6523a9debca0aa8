"""Which rows a request wrote: kept by triggers of the test's own, so that no write can hide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from portal.offices.permissions import ROLES, Permission
from tests.crawler.canaries import Place
from tests.crawler.codes import code_of
from tests.crawler.columns import watched_models
from tests.crawler.visitors import Visitor
from tests.crawler.world import World

# Somebody's address, typed by an operator, says whom a posting is for: nobody is chosen from a list.
NAMED_BY_ADDRESS = {"offices.Posting.user"}

# What operators end for the staff of their office: sessions, and second factors that were lost.
KEPT_BY_OPERATORS = {"usersessions.UserSession", "mfa.Authenticator"}

_NOTE = """
CREATE TABLE crawler_writes (at serial, label text, old jsonb, new jsonb);
CREATE FUNCTION crawler_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO crawler_writes (label, old, new) VALUES (TG_ARGV[0],
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;
"""


@dataclass(frozen=True)
class Write:
    """One row before and after; None where there was or is none."""

    model: type[models.Model]
    old: dict[str, Any] | None
    new: dict[str, Any] | None

    @property
    def key(self) -> Any:
        """The row's primary key."""
        row = self.old or self.new or {}
        return row[self.model._meta.pk.column]

    @property
    def changed(self) -> dict[str, Any]:
        """The columns that are now what they were not."""
        before = self.old or {}
        return {name: value for name, value in (self.new or {}).items() if before.get(name) != value}

    def __str__(self) -> str:
        verb = "changed" if self.old and self.new else "deleted" if self.old else "added"
        return f"{verb} {self.model._meta.label} {self.key}: {json.dumps(self.changed)[:200]}"


def watch() -> None:
    """Begin to note writes; ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_NOTE)
        for model in watched_models():
            cursor.execute(
                f'CREATE TRIGGER crawler_note AFTER INSERT OR UPDATE OR DELETE ON "{model._meta.db_table}" '
                f"FOR EACH ROW EXECUTE FUNCTION crawler_note('{model._meta.label}')"
            )


def written() -> list[Write]:
    """Return what was written since the sandbox was opened."""
    by_label = {model._meta.label: model for model in watched_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT label, old, new FROM crawler_writes ORDER BY at")
        return [Write(by_label[label], _read(old), _read(new)) for label, old, new in cursor.fetchall()]


def forget_writes() -> None:
    """Begin anew: what was written so far was not a visitor's doing."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM crawler_writes")


def _read(row: Any) -> dict[str, Any] | None:
    return json.loads(row) if isinstance(row, str) else row


def trespasses(world: World, visitor: Visitor, write: Write) -> Iterator[str]:
    """Yield in words why this write is not this visitor's."""
    known = world.place(write.model, write.key)
    if known is not None and write.old is not None and not _may_touch(visitor, write, known):
        yield f"{write} (a row of {known.office or 'nobody'}, {known.kind})"
    office = (write.new or {}).get("office_id")
    if office is not None and visitor.posted and not (_works_for(visitor, code_of(office)) or _asks(visitor, write)):
        yield f"{write} (for {code_of(office)})"


def pointers(world: World, visitor: Visitor, write: Write) -> Iterator[str]:
    """Yield in words each reference of a written row to a row that this visitor may not touch."""
    for column in write.model._meta.concrete_fields:
        if not column.is_relation or column.column not in write.changed or column.related_model is None:
            continue
        if f"{write.model._meta.label}.{column.name}" in NAMED_BY_ADDRESS:
            continue
        place = world.place(column.related_model, write.changed[column.column])
        if place is not None and not visitor.may_see(place):
            yield f"{write}: {column.name} is of {place.office or 'nobody'}, {place.kind}"


def _may_touch(visitor: Visitor, write: Write, place: Place) -> bool:
    if visitor.may_see(place):
        return True
    if write.model._meta.label not in KEPT_BY_OPERATORS:
        return False
    keepers = [posting for posting in visitor.posted if Permission.KEEP_OFFICES in ROLES[posting.role]]
    return any(posting.at_ministry or posting.office == place.office for posting in keepers)


def _asks(visitor: Visitor, write: Write) -> bool:
    """Say whether it is what anybody with a login may ask of any office, or the letter that tells them it arrived."""
    new, label = write.new or {}, write.model._meta.label
    if write.old is not None:
        return False
    if label == "outbox.Message":
        return bool(new["to_email"] == visitor.user.email and new["template"] == "mail/founding_received")
    return bool(label == "alumni.FoundingRequest" and new["asked_by_id"] == visitor.user.person.pk)


def _works_for(visitor: Visitor, office: str) -> bool:
    return any(posting.at_ministry or posting.office == office for posting in visitor.posted)
