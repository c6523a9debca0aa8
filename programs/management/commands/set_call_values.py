"""`manage.py set_call_values SLUG`: correct the values and own rules of a call that is not announced yet."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from programs.eligibility import RuleSet
from programs.management.arguments import refusals, unknown, wrong
from programs.management.call_options import add_call_options, additions_given, still_in_the_way, values_given
from programs.management.naming import call_named
from programs.models import Call
from programs.services.binding import rules_of
from programs.services.calls import locked_call
from programs.services.values import set_values


class Command(BaseCommand):
    """Exit code 0 = done, also when nothing differs; 1 = refused; 2 = wrong usage. A refusal changes nothing."""

    help = _("Corrects a call that is not announced yet: its values in the rules, and its office's own rules.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which call, and what of it."""
        parser.add_argument("slug", metavar="SLUG", help=_("the call's name in addresses"))
        add_call_options(parser)
        parser.add_argument(
            "--unset",
            action="append",
            default=[],
            metavar="K",
            help=_("a parameter that the call no longer gives itself; the round's value or the default applies"),
        )
        parser.add_argument(
            "--no-additions", action="store_true", help=_("the office has no rules of its own in this call")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Correct the call, and say whether that changed it and what it still needs."""
        _refuse_contradictions(options)
        named = call_named(options["slug"])
        with refusals(), transaction.atomic():
            # Held from here on: what is not named stays as it is stored, whoever else corrects the call meanwhile.
            call = locked_call(named, None)
            rules = rules_of(call)
            differs = set_values(
                call,
                parameters=_values(call, rules, options["param"], options["unset"]),
                additions=_additions(call, rules, options),
                actor=None,
            )
        said = _("Corrected: %(call)s (%(slug)s).") if differs else _("Nothing differs: %(call)s (%(slug)s).")
        self.stdout.write(said % {"call": call, "slug": call.slug})
        self.stdout.write(still_in_the_way(call))


def _refuse_contradictions(options: dict[str, Any]) -> None:
    if options["additions"] is not None and options["no_additions"]:
        raise wrong(_("Give --additions or --no-additions, not both."))
    if not (options["param"] or options["unset"] or options["additions"] is not None or options["no_additions"]):
        raise wrong(_("Say what to correct: --param K=V, --unset K, --additions FILE.yaml or --no-additions."))


def _values(call: Call, rules: RuleSet, pairs: list[str], unset: list[str]) -> dict[str, Any] | None:
    if not (pairs or unset):
        return None
    given = values_given(rules, pairs)
    for key in unset:
        if key in given:
            raise wrong(_("Give --param or --unset for %(key)s, not both.") % {"key": key})
        # A name that the rules never had may still stand in the call, and keeps it from being announced.
        if key not in rules.parameters and key not in call.parameters:
            raise unknown("parameter", key, {*rules.parameters, *call.parameters})
    return {key: value for key, value in {**call.parameters, **given}.items() if key not in unset}


def _additions(call: Call, rules: RuleSet, options: dict[str, Any]) -> list[Any] | None:
    if options["no_additions"]:
        return []
    file = options["additions"]
    return None if file is None else additions_given(file, rules, call.programme_version)
