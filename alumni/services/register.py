"""Entering an association, correcting what is said of it, and placing it under an umbrella."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alumni.models import Association, StandingChange
from alumni.services.keeping import locked, may_keep, one_after_the_other
from alumni.states import Source, Standing
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import note
from portal.offices.models import Office, OfficeKind
from programs.eligibility import sha256_of

_PLAIN = ("country", "city", "founded_year", "website", "published")


@transaction.atomic
def add_association(*, actor: Any, office: Office, names: Mapping[str, str], **said: Any) -> Association:
    """Enter an association that is being founded, looked after by `office`, and return it.

    `said` may hold local_name, local_language, country (ISO alpha-2), city, founded_year, website, published.
    Its address is made from its English name. Raises NotAllowed: not_your_office; DomainError: nameless,
    not_a_liaison_office.
    """
    if not may_keep(actor, office):
        raise NotAllowed(
            "not_your_office", _("You do not look after the associations of %(office)s.") % {"office": office}
        )
    if office.kind == OfficeKind.CENTER:
        raise DomainError(
            "not_a_liaison_office",
            _("%(office)s is an Employment Service Center. Choose an embassy, a consulate or the ministry.")
            % {"office": office},
        )
    association = Association(office=office, **{name: said[name] for name in _PLAIN if name in said})
    _name(association, names, said)
    one_after_the_other()
    association.slug = _free_slug(association.name["en"])
    association.save()
    today = clock.now().date()
    StandingChange.objects.create(
        office_id=association.office_id,
        association=association,
        number=1,
        standing=Standing.FORMING,
        on=min(today, date(association.founded_year, 1, 1)) if association.founded_year else today,
        source=Source.MISSION,
        recorded_by=actor,
    )
    note("alumni.association_added", user=actor, about=association)
    return association


@transaction.atomic
def correct(
    association: Association, *, actor: Any, names: Mapping[str, str], seen: str | None = None, **said: Any
) -> Association:
    """Correct names, seat, country, year, website, and whether everybody sees it. Its address stays.

    `seen` is the `fingerprint` of what the actor had before them. Raises NotAllowed: not_your_association; Conflict:
    changed_meanwhile; DomainError: nameless.
    """
    row = locked(association, actor)
    if seen is not None and seen != fingerprint(row):
        raise changed_meanwhile()
    before = _said_of(row)
    for name in _PLAIN:
        setattr(row, name, said.get(name, getattr(row, name)))
    _name(row, names, said)
    row.save()
    fields = sorted(name for name, value in _said_of(row).items() if before[name] != value)
    if fields:
        note("alumni.association_changed", user=actor, about=row, fields=fields)
    return row


def fingerprint(association: Association) -> str:
    """Return a mark of what is said of an association: another one, once any of it was corrected."""
    return sha256_of(_said_of(association))[:16]


def changed_meanwhile() -> Conflict:
    """Return the refusal of a correction whose page had shown something else."""
    return Conflict(
        "changed_meanwhile",
        _("Somebody else corrected this meanwhile. Open the page again, look at what it says now, then correct it."),
    )


@transaction.atomic
def place_under(association: Association, umbrella: Association | None, *, actor: Any) -> Association:
    """Make an association a chapter of another, or of none.

    Raises NotAllowed: not_your_association; DomainError: under_itself, ended.
    """
    one_after_the_other()
    row = locked(association, actor)
    if row.umbrella_id != (umbrella.pk if umbrella else None):
        if umbrella is not None:
            umbrella = _above(umbrella.pk)
            _check_above(row, umbrella)
        row.umbrella = umbrella
        row.save(update_fields=["umbrella"])
        note("alumni.placed_under", user=actor, about=row, umbrella=umbrella.slug if umbrella else "")
    return row


def _check_above(row: Association, umbrella: Association) -> None:
    above: Association | None = umbrella
    while above is not None:
        if above.pk == row.pk:
            raise DomainError(
                "under_itself",
                _("%(umbrella)s is a chapter of %(association)s already. Choose another umbrella.")
                % {"umbrella": umbrella, "association": row},
            )
        above = _above(above.umbrella_id) if above.umbrella_id else None
    if umbrella.ended:
        raise DomainError(
            "ended",
            _("%(umbrella)s is no more: %(standing)s. Choose one that is.")
            % {"umbrella": umbrella, "standing": umbrella.get_standing_display()},
            standing=umbrella.standing,
        )


def _above(key: int) -> Association:
    found: Association = Association.objects.unscoped("to see that no circle is made").get(pk=key)
    return found


def _name(association: Association, names: Mapping[str, str], said: Mapping[str, Any]) -> None:
    association.set_names(
        dict(names),
        local=said.get("local_name", association.local_name),
        local_language=said.get("local_language", association.local_language),
    )
    if not association.name.get("en"):
        raise DomainError(
            "nameless", _("Enter the name in English; lists and addresses use it where no other is there.")
        )


def _said_of(association: Association) -> dict[str, Any]:
    named = ("local_name", "local_language", *_PLAIN)
    return {"name": dict(association.name)} | {name: str(getattr(association, name) or "") for name in named}


def _free_slug(name: str) -> str:
    stem = slugify(name)[:44].strip("-") or "association"
    rows = Association.objects.unscoped("an address is free or not, whoever keeps it")
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{number}" for number in range(2, 10_000))) if slug not in taken)
