"""Every address there is: the resolver's patterns, filled with one's own keys, hidden ones and such as nobody has."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.regex_helper import normalize

from alumni.admin.verbs import OF_ASSOCIATION, OF_OFFICER
from alumni.models import Association, FoundingRequest, Officer
from applications.models import Application, Document, Section
from applications.review.admin.override_verbs import BY_NAME as OVERRIDE_VERBS
from applications.review.admin.request_verbs import BY_NAME as REQUEST_VERBS
from applications.review.admin.verbs import BY_NAME
from applications.shortlists.models import ShortlistLine
from portal.files.models import StoredFile
from portal.offices.models import Office
from programs.models import Call, Programme
from tests.crawler.canaries import Kind, Place
from tests.crawler.visitors import Visitor
from tests.crawler.world import NOBODYS, Row, World

MOST_HIDDEN = 2  # hidden rows of another office, and of one's own, that an address is asked for
PUBLIC = Place(Kind.PUBLIC)


@dataclass(frozen=True)
class Pattern:
    """One pattern of the resolver with the text around its arguments."""

    route: str
    name: str
    template: str  # with %(name)s for each argument
    arguments: tuple[str, ...]

    def at(self, values: dict[str, str]) -> str:
        """Return the address with these arguments."""
        return self.template % values


@dataclass(frozen=True)
class OfRows:
    """An argument that names a row, by a column; `model` None means that of the admin's own address."""

    model: Any
    column: str
    nobodys: str


@dataclass(frozen=True)
class Words:
    """An argument that is a word of the code."""

    words: tuple[str, ...]


KEY = OfRows(None, "pk", str(NOBODYS))
ARGUMENTS: list[tuple[str, str, OfRows | Words]] = [
    (r"^admin/\w+/\w+/", "object_id", KEY),
    (r"^admin/\w+/\w+/", "pk", KEY),
    (r"^admin/alumni/.*/record/", "verb", Words(("no-such-verb", *OF_ASSOCIATION))),
    (r"^admin/alumni/.*/officers/", "officer", OfRows(Officer, "pk", str(NOBODYS))),
    (r"^admin/alumni/.*/officers/", "verb", Words(("end", *OF_OFFICER))),
    (r"^alumni/association/", "slug", OfRows(Association, "slug", "no-such-association")),
    (r"^alumni/found/", "pk", OfRows(FoundingRequest, "pk", str(NOBODYS))),
    (r"^admin/shortlists/", "line_pk", OfRows(ShortlistLine, "pk", str(NOBODYS))),
    (r"/requests/", "number", Words(("1", "2"))),
    (r"/requests/.*/do/", "verb", Words(("no-such-verb", *REQUEST_VERBS))),
    (r"/requests/.*/files/", "key", Words(("1", "2"))),
    (r"/referees/", "number", Words(("1", "2"))),
    (r"/referees/", "place", Words(("1", "2"))),
    (r"/referees/", "slot", Words(("recommendation_letter", "no-such-slot"))),
    (r"^letters/", "token", Words(("no-such-link", "nor-this-one"))),
    (r"/override/.*/do/", "verb", Words(("no-such-verb", *OVERRIDE_VERBS))),
    (r"/do/", "verb", Words(("no-such-verb", *BY_NAME))),
    (r"/addenda/", "number", Words(("1", "999"))),
    (r"^admin/.*/paper/", "slot", OfRows(Document, "slot", "no-such-slot")),
    (r"^admin/.*/paper/", "key", OfRows(Section, "key", "no-such-group")),
    (r"^admin/", "app_label", Words(("applications", "programs"))),
    (r"^admin/", "url", Words(("no/such/page", "auth/user/"))),
    (r"^programs/", "slug", OfRows(Programme, "slug", "no-such-programme")),
    (r"^offices/", "slug", OfRows(Office, "code", "no-such-office")),
    (r"^alerts/", "token", Words(("no-such-token-of-any-mail",))),
    (r"^calls/", "slug", OfRows(Call, "slug", "no-such-call")),
    (r"^applications/", "reference", OfRows(Application, "reference", "0000000000X")),
    (r"^applications/", "slot", OfRows(Document, "slot", "no-such-slot")),
    (r"^applications/", "key", OfRows(Section, "key", "no-such-group")),
    (r"^files/", "token", OfRows(StoredFile, "token", "no-such-file-anywhere-at-all")),
    (r"^files/", "number", Words(("1",))),
    (r"^accounts/sessions/", "pk", OfRows(UserSession, "pk", str(NOBODYS))),
    (r"^accounts/2fa/", "pk", OfRows(Authenticator, "pk", str(NOBODYS))),
    (r"^accounts/", "uidb36", Words(("1",))),
    (r"^accounts/", "key", Words(("no-such-key", "a-set-password"))),
]
# Words that say the same of every application: any will do.
OF_THE_DEFINITION = ("slot", "key")


@dataclass(frozen=True)
class Filling:
    """A value for an argument, and whose the thing is that it names (None: it names nothing of anybody's)."""

    value: str
    place: Place | None = None


@dataclass(frozen=True)
class Address:
    """A filled pattern, and the same one about something that does not exist, to compare with."""

    url: str
    places: tuple[Place, ...]
    values: tuple[str, ...]
    without: str
    without_values: tuple[str, ...]


class Unknown(LookupError):
    """An argument that nobody said how to fill."""


def patterns() -> list[Pattern]:
    """Return all patterns, those of included modules with their prefix."""
    return [pattern for pattern in _walk(get_resolver().url_patterns, "") if not pattern.route.startswith("static/")]


def _walk(found: Any, prefix: str) -> Iterator[Pattern]:
    for item in found:
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, prefix + str(item.pattern).removeprefix("^"))
        elif isinstance(item, URLPattern):
            route = prefix + str(item.pattern).removeprefix("^")  # as Django names it once it has resolved it
            template, arguments = normalize(_as_regex(route))[0]
            yield Pattern(route, item.name or "", "/" + template.lstrip("/"), tuple(arguments))


def _as_regex(route: str) -> str:
    """Return a route of either kind as a regular expression that Django can reverse."""
    return re.sub(r"(?<!\?P)<(?:[^>:]+:)?(\w+)>", r"(?P<\1>[^/]+)", route).replace("^", "").replace("$", "")


def model_of(route: str) -> Any:
    """Return the model an admin's pattern is about, None for other patterns."""
    parts = route.split("/")
    if parts[0] != "admin" or len(parts) < 4 or not (parts[1].isidentifier() and parts[2].isidentifier()):
        return None
    try:
        return apps.get_model(parts[1], parts[2])
    except LookupError:
        return None


def source_of(route: str, argument: str) -> OfRows | Words:
    """Return what an argument of a pattern is. Raises Unknown."""
    for known, name, source in ARGUMENTS:
        if name == argument and re.search(known, route):
            return source
    raise Unknown(f"Say in tests/crawler/addresses.py what to put for <{argument}> in the address pattern {route!r}.")


def addresses(world: World, visitor: Visitor, pattern: Pattern) -> Iterator[Address]:
    """Yield the addresses to ask for, own things first. Raises Unknown."""
    sources = [source_of(pattern.route, argument) for argument in pattern.arguments]
    choices = [_fillings(world, visitor, pattern.route, source) for source in sources]
    for number, argument in enumerate(pattern.arguments[1:], start=1):
        choices[number] = choices[number][: 1 if argument in OF_THE_DEFINITION else 3]
    for combination in itertools.product(*choices):
        yield _address(visitor, pattern, sources, combination)


def _address(
    visitor: Visitor, pattern: Pattern, sources: list[OfRows | Words], combination: tuple[Filling, ...]
) -> Address:
    values = tuple(filling.value for filling in combination)
    without = tuple(
        source.nobodys
        if isinstance(source, OfRows) and filling.place is not None and visitor.stranger_to(filling.place)
        else filling.value
        for source, filling in zip(sources, combination, strict=True)
    )
    return Address(
        pattern.at(dict(zip(pattern.arguments, values, strict=True))),
        tuple(filling.place for filling in combination if filling.place is not None),
        values,
        pattern.at(dict(zip(pattern.arguments, without, strict=True))),
        without,
    )


def _fillings(world: World, visitor: Visitor, route: str, source: OfRows | Words) -> list[Filling]:
    if isinstance(source, Words):
        return [Filling(word) for word in source.words[:2]]
    rows = rows_of(world, route, source)
    if source.column in OF_THE_DEFINITION:
        return [Filling(value) for value in sorted({name_of(row, source) for row in rows})]
    mine_only = route.startswith(("applications/", "alumni/found/"))
    found = samples(visitor, rows, mine_only=mine_only)
    return [*(Filling(name_of(row, source), row.place) for row in found), Filling(source.nobodys)]


def rows_of(world: World, route: str, source: OfRows) -> list[Row]:
    """Return the rows an argument may name."""
    model = source.model or model_of(route)
    if model in world.rows:
        return world.of(model)
    columns = {field.attname for field in model._meta.concrete_fields}
    # Those that files of an embassy hang on come first: what depends on a row is what its pages could give away.
    used = world.pointed_to(model)
    known = sorted(model._base_manager.order_by("pk"), key=lambda row: row.pk not in used)[:2]
    return [Row(model, row.pk, PUBLIC, {name: getattr(row, name) for name in columns}) for row in known]


def name_of(row: Row, source: OfRows) -> str:
    """Return what an address calls the row."""
    return str(row.key if source.column == "pk" else row.names[source.column])


def state_of(row: Row) -> tuple[Any, ...]:
    """Return what decides which forms a row's page shows."""
    announced = row.names.get("announced_at") is not None
    return (announced, *(row.names.get(name) for name in ("status", "state", "published", "standing")))


def samples(visitor: Visitor, rows: list[Row], *, mine_only: bool = False) -> list[Row]:
    """Return the first row of each kind: of the visitor's own one per state, of hidden ones one per place.

    `mine_only` says that the address is for owners, who staff never are.
    """
    found: dict[Any, Row] = {}
    for row in rows:
        mine = visitor.user is not None and row.place.owner == visitor.user.pk
        own = visitor.may_see(row.place)
        if mine_only and not mine:
            kind: Any = (own, visitor.stranger_to(row.place))
        else:
            place = row.place
            kind = (place.kind, place.office, place.programme, place.nominated, mine, state_of(row) if own else ())
        found.setdefault(kind, row)
    own = [row for row in found.values() if visitor.may_see(row.place)]
    hidden = [row for row in found.values() if not visitor.may_see(row.place)]
    strangers = [row for row in hidden if visitor.stranger_to(row.place)]
    near = [row for row in hidden if not visitor.stranger_to(row.place)]
    return [*own, *strangers[:MOST_HIDDEN], *near[:MOST_HIDDEN]]


def twins(world: World, visitor: Visitor, pattern: Pattern, url: str) -> Iterator[Address]:
    """Yield the address of a form for hidden rows in the same state as the row it was found on: where it would work."""
    try:
        given = {name: str(value) for name, value in resolve(urlsplit(url).path).kwargs.items()}
    except Resolver404:
        return
    sources = [source_of(pattern.route, argument) for argument in pattern.arguments]
    choices: list[list[Filling]] = []
    for argument, source in zip(pattern.arguments, sources, strict=True):
        here = Filling(given[argument])
        if isinstance(source, Words) or source.column in OF_THE_DEFINITION:
            choices.append([here])
            continue
        rows = rows_of(world, pattern.route, source)
        own = next((row for row in rows if name_of(row, source) == given[argument]), None)
        alike = [row for row in rows if own is not None and state_of(row) == state_of(own)]
        found: dict[bool, Row] = {}
        for row in [*alike, *rows]:
            if not visitor.may_see(row.place):
                found.setdefault(visitor.stranger_to(row.place), row)
        choices.append([Filling(name_of(row, source), row.place) for row in found.values()] or [here])
    for combination in itertools.product(*choices):
        if any(filling.place is not None for filling in combination):
            yield _address(visitor, pattern, sources, combination)
