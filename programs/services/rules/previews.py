"""Keeping what a preview counted. The counting needs applications, so an app above does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from portal.audit.services import record
from programs.models import RulePreview, RuleSetVersion
from programs.services.rules.shared import require_one_who_writes

Flip = tuple[int, str, str, str]
"""An application's id, its status, its outcome before and after."""


@transaction.atomic
def keep_preview(
    version: RuleSetVersion,
    *,
    sha256: str,
    compared: int,
    flips: Sequence[Flip],
    shortlisted: int,
    problems: Sequence[str],
    actor: Any,
) -> RulePreview:
    """Store a preview of the content with `sha256`. Raises NotAllowed unless `actor` writes these rules."""
    require_one_who_writes(actor, version.rule_set)
    kept = RulePreview.objects.create(
        rule_set_id=version.rule_set_id,
        number=version.number,
        sha256=sha256,
        compared=compared,
        flipped=len(flips),
        shortlisted=shortlisted,
        flips=[list(flip) for flip in flips],
        problems=list(problems),
        made_by=actor,
    )
    record("programs.rules_previewed", user=actor, about=version, flipped=len(flips), compared=compared)
    return kept


def preview_of(version: RuleSetVersion) -> RulePreview | None:
    """Return the newest preview of exactly this content, None while there is none."""
    return RulePreview.objects.filter(rule_set=version.rule_set_id, sha256=version.sha256).first()
