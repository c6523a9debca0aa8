"""A call's themes, changed by its coordinator until the call is announced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from portal.common.translated import Translated
from programs.models import Call, Theme
from programs.services.calls import locked_call
from programs.services.refusing import refuse_address, refuse_fields

Fields = Mapping[str, Any]


@transaction.atomic
def change_themes(
    call: Call,
    *,
    changed: Mapping[int, Fields] | None = None,
    added: Sequence[Fields] = (),
    removed: Collection[int] = (),
    actor: Any,
) -> bool:
    """Change, add and remove themes (fields of Theme: key, name, places, starts_on, ends_on); whether any differs now.

    `changed` and `removed` name them by id; new ones come last. Raises NotAllowed: not_coordinator; DomainError:
    fixed_by_announcement, theme_gone, bad_address, not_valid, ends_before_start, theme_twice.
    """
    changed = changed or {}
    locked = locked_call(call, actor)
    if locked.announced_at is not None:
        raise DomainError(
            "fixed_by_announcement",
            _("The call is announced, so its themes can no longer change: people count on what they read."),
        )
    rows = {theme.pk: theme for theme in locked.themes.select_for_update()}
    if {*changed, *removed} - set(rows):
        raise DomainError("theme_gone", _("A theme is no longer there. Open the page again and look at what there is."))
    before = {pk: _content(theme) for pk, theme in rows.items()}
    for pk, fields in changed.items():
        _put(rows[pk], fields)
    for pk in removed:
        del rows[pk]
    position = max((theme.position for theme in rows.values()), default=-1)
    new = [Theme(office_id=locked.office_id, call=locked, position=position + n) for n in range(1, len(added) + 1)]
    for theme, fields in zip(new, added, strict=True):
        _put(theme, fields)
    _refuse_same_keys([*rows.values(), *new])

    touched = [theme for pk, theme in rows.items() if _content(theme) != before[pk]]
    gone = [before[pk]["key"] for pk in removed]
    if not (touched or new or gone):
        return False
    _write(locked, touched, new, removed)
    record(
        "programs.themes_changed",
        user=actor,
        about=locked,
        changed=[theme.key for theme in touched],
        added=[theme.key for theme in new],
        removed=gone,
    )
    return True


def refuse_dates(fields: Fields) -> None:
    """Raise DomainError (ends_before_start) when a theme would end before it starts."""
    first, last = fields.get("starts_on"), fields.get("ends_on")
    if first and last and last < first:
        raise DomainError(
            "ends_before_start",
            _("The theme would end on %(end)s, before it starts on %(start)s. Take a later end.")
            % {"start": first, "end": last},
        )


def _put(theme: Theme, fields: Fields) -> None:
    for field, value in fields.items():
        setattr(theme, field, Translated(value) if field == "name" else value)
    refuse_address(theme.key)
    refuse_fields(theme)
    refuse_dates(_content(theme))


def _content(theme: Theme) -> dict[str, Any]:
    return {field: getattr(theme, field) for field in ("key", "name", "places", "starts_on", "ends_on")}


def _refuse_same_keys(themes: Sequence[Theme]) -> None:
    keys = [theme.key for theme in themes]
    for key in keys:
        if keys.count(key) > 1:
            raise DomainError(
                "theme_twice", _("The theme %(key)s is there twice. Name each theme once.") % {"key": key}, key=key
            )


def _write(call: Call, touched: Sequence[Theme], new: Sequence[Theme], removed: Collection[int]) -> None:
    call.themes.filter(pk__in=removed).delete()
    # Two that swap their keys would meet half way, so each first gives up its own.
    for theme in touched:
        call.themes.filter(pk=theme.pk).update(key=f"_{theme.pk}")
    for theme in touched:
        theme.save()
    Theme.objects.bulk_create(new)
