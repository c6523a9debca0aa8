"""A draft begins as a copy of what is published; one at a time per rule set."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from programs.models import Origin, RuleSet, RuleSetVersion, VersionState
from programs.services.rules.shared import cases_of, locked, require


@transaction.atomic
def begin_draft(rule_set: RuleSet, *, actor: Any) -> RuleSetVersion:
    """Copy the published version into a draft with the next number, its cases with it.

    Raises NotAllowed; DomainError: not_published, open_already.
    """
    rules = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    require(actor, rules)
    published = rules.published
    if published is None:
        raise DomainError(
            "not_published",
            _("%(rules)s has no published version to begin from. Load the catalogue first.") % {"rules": rules},
            rule_set=rules.key,
        )
    there = rules.in_the_making
    if there is not None:
        raise DomainError(
            "open_already",
            _("%(version)s is in the making already. Go on with it, or discard it first.") % {"version": there},
            version=there.pk,
        )
    newest = rules.versions.order_by("-number").first()
    draft = RuleSetVersion.objects.create(
        rule_set=rules,
        number=(newest or published).number + 1,
        content=published.content,
        sha256=published.sha256,
        cases=cases_of(published),
        origin=Origin.STAFF,
        based_on=published,
        created_by=actor,
    )
    record("programs.rules_drafted", user=actor, about=draft)
    return draft


@transaction.atomic
def discard(version: RuleSetVersion, *, actor: Any) -> None:
    """Throw a draft away. A proposal is sent back first. Raises NotAllowed; DomainError: gone, wrong_state."""
    draft = locked(version, actor, state=VersionState.DRAFT)
    record("programs.rules_discarded", user=actor, about=draft.rule_set, number=draft.number)
    draft.delete()
