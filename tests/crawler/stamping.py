"""Writes a canary into every text column of every row that is somebody's, past the triggers that would refuse it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models

from alumni.models import Association
from portal.accounts.models import Person, User
from portal.common.text import search_key
from portal.common.translated import TranslatedField
from portal.files.models import StoredFile
from tests.crawler.canaries import TOKEN, Canaries, Canary, Kind, Place
from tests.crawler.columns import NAMED_BY, SECRET, VALUES, name_of, text_columns, watched_models
from tests.crawler.places import place_of
from tests.crawler.register_places import of_column
from tests.scenarios import photo


def stamp(canaries: Canaries) -> None:
    """Put canaries into every row there is."""
    with _triggers_off():
        _files(canaries)
        for model in watched_models():
            for row in model._base_manager.order_by("pk"):
                _row(canaries, row, place_of(row))
        _same_addresses()
    _named_elsewhere(canaries)


def _named_elsewhere(canaries: Canaries) -> None:
    """What letters and the audit stream name a thing by is shown to those who read these."""
    for column, kinds in NAMED_BY.items():
        for canary in [canary for canary in canaries if canary.column == column]:
            for kind in kinds:
                canaries.add(replace(canary, place=replace(canary.place, kind=kind, owner=None)))


def _row(canaries: Canaries, row: Any, place: Place) -> None:
    changed: dict[str, Any] = {}
    for column in text_columns(type(row)):
        name, value = name_of(column), getattr(row, column.attname)
        here = of_column(row, column.attname, place)
        if name in SECRET or (name == "programs.Call.lot_seed" and row.lot_published_at is None):
            here = replace(place, kind=Kind.SECRET)
        texts = list(_texts(value))
        tokens = [token for text in texts for token in TOKEN.findall(text)]
        if name in VALUES:
            found = texts
        elif tokens or here.kind is Kind.PUBLIC:
            found = tokens
        else:
            token = canaries.mint()
            changed[column.attname] = written(column, value, token)
            found = [token]
        for text in found:
            canaries.add(Canary(text, name, row.pk, here))
    if isinstance(row, Person):
        names = [changed.get(name, getattr(row, name)) for name in ("full_name", "passport_name", "native_name")]
        changed["search_key"] = search_key(" ".join(names))
    if isinstance(row, Association):
        said = {"city": row.city, "name": row.name, "local_name": row.local_name, "slug": row.slug, **changed}
        texts = [*said["name"].values(), said["local_name"], said["city"], said["slug"]]
        changed["search_key"] = search_key(" ".join(texts))
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)


def written(column: Any, value: Any, token: str) -> Any:
    """Return a value of the column that holds the token and is as valid as the one before."""
    match column:
        case TranslatedField():
            return {code: f"{token} {text}" for code, text in (value or {"en": ""}).items()}
        case models.JSONField():
            return _in_json(value, token)
        case models.EmailField():
            return f"{token}@crawler.example"
        case models.URLField():
            return f"https://{token}.example/"
        case models.SlugField():
            return token
    text = f"{token.capitalize()} {value or ''}".strip()
    return text[: column.max_length] if column.max_length else text


def _in_json(value: Any, token: str) -> Any:
    """Put the token into every free text of a structure (what has a space or an @); else beside what is there."""
    placed = False

    def inside(part: Any) -> Any:
        nonlocal placed
        if isinstance(part, dict):
            return {key: inside(below) for key, below in part.items()}
        if isinstance(part, list):
            return [inside(below) for below in part]
        if isinstance(part, str) and ("@" in part or " " in part):
            placed = True
            return f"{token}.{part}" if "@" in part else f"{token.capitalize()} {part}"
        return part

    stamped = inside(value)
    if placed:
        return stamped
    return [*(stamped or []), token] if isinstance(stamped, list) else {**(stamped or {}), "canary": token}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _texts(below)
    elif isinstance(value, bytes | memoryview):
        yield bytes(value).decode("latin-1")
    elif value not in (None, "") and not isinstance(value, bool | int | float):
        yield str(value)


def _files(canaries: Canaries) -> None:
    """Give every stored file and page image a content of its own, with a token behind the picture."""
    picture = photo().read()
    for file in StoredFile.objects.order_by("pk"):
        place = place_of(file)
        content = _store(canaries, file.original_key, picture, "content of a file", file.pk, place)
        StoredFile.objects.filter(pk=file.pk).update(
            sha256=hashlib.sha256(content).hexdigest(), size=len(content), name=f"{canaries.mint()} page.jpg"
        )
        if file.clean_key:
            _store(canaries, file.clean_key, picture, "cleaned copy of a file", file.pk, place)
        for page in file.pages.all():
            _store(canaries, page.key, picture, "picture of a page", page.pk, place)


def _store(canaries: Canaries, key: str, picture: bytes, what: str, row: int, place: Place) -> bytes:
    token = canaries.mint()
    content = picture + token.encode()
    default_storage.delete(key)
    default_storage.save(key, ContentFile(content))
    canaries.add(Canary(token, what, row, place))
    return content


def _same_addresses() -> None:
    """A login signs in by its address: the table of verified addresses says the same one."""
    from allauth.account.models import EmailAddress

    for user in User.objects.all():
        EmailAddress.objects.filter(user=user).update(email=user.email)


@contextmanager
def _triggers_off() -> Iterator[None]:
    tables = sorted({model._meta.db_table for model in watched_models()})
    _alter(tables, "DISABLE")
    yield
    _alter(tables, "ENABLE")


def _alter(tables: list[str], verb: str) -> None:
    with connection.cursor() as cursor:
        # Postgres alters no table on which a check still waits for the end of the transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {verb} TRIGGER USER')
