"""Which definition and rules a call goes by: the newest until it is announced, from then on those it took."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from programs.models import Call, Programme, ProgrammeVersion, RuleSet, RuleSetVersion


def current_edition(programme: Programme) -> tuple[ProgrammeVersion, RuleSetVersion]:
    """Return what a call made or announced now takes: the newest definition and its published rules.

    Raises DomainError: not_loaded.
    """
    version = programme.current
    rules = RuleSet.objects.filter(key=version.content["rule_set"]).first() if version else None
    published = rules.published if rules else None
    if version is None or published is None:
        raise DomainError(
            "not_loaded",
            _("The programme %(slug)s has no definition or no published rules. Load the catalogue first.")
            % {"slug": programme.slug},
            programme=programme.slug,
        )
    return version, published


def edition_of(call: Call) -> tuple[ProgrammeVersion, RuleSetVersion]:
    """Return what a call goes by: from its announcement on what it was announced with, before it what is newest.

    Both together: newer rules may ask for what only the newer definition has a question for. Raises DomainError:
    not_loaded.
    """
    if call.announced_at is not None:
        return call.programme_version, call.rule_set_version
    return current_edition(call.round.programme)


def take_edition(call: Call) -> None:
    """Put what is newest into a call that is about to be announced, unsaved. Raises DomainError: not_loaded.

    Inside a transaction that holds the call. Holds the rule set too, as whoever publishes does: rules that were
    retired in the same moment are not taken.
    """
    definition, rules = edition_of(call)
    RuleSet.objects.select_for_update().get(pk=rules.rule_set_id)
    definition, rules = edition_of(call)
    call.programme_version, call.rule_set_version = definition, rules
