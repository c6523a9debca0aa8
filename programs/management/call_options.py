"""What commands that make or correct a call are told alike: its values in the rules and its office's own rules."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from programs.definitions import Definition
from programs.eligibility import DefinitionError, RuleSet
from programs.management.arguments import parameters, read_file, refuse_unknown, wrong
from programs.models import Call, ProgrammeVersion
from programs.services.additions import check_additions, read_additions
from programs.services.calls import why_not_announced


def add_call_options(parser: ArgumentParser) -> None:
    """Let a command take --param and --additions."""
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="K=V",
        help=_("a parameter of the rules, added to the round's or in place of it; commas between several codes"),
    )
    parser.add_argument(
        "--additions",
        metavar="FILE.yaml",
        help=_("a list `additions`: rules that this office adds, replaces or disables"),
    )


def values_given(rules: RuleSet, pairs: Iterable[str]) -> dict[str, Any]:
    """Return values by name from --param. Raises CommandError for one that the rules do not have or cannot read."""
    values = parameters(rules, pairs)
    refuse_unknown(rules, values)
    return values


def additions_given(file: str, rules: RuleSet, version: ProgrammeVersion) -> list[Any]:
    """Return what stands in the file of --additions, checked. Raises CommandError naming the file that was typed."""
    found = read_file(file, read_additions)
    try:
        # The service checks again, in the name of the call.
        check_additions(found, rules, Definition.from_version(version), file=file)
    except DefinitionError as error:
        raise wrong(str(error)) from None
    return found


def still_in_the_way(call: Call) -> str:
    """Say what keeps a call from being announced, a line each, or that nothing does."""
    return "\n".join(why_not_announced(call)) or _("Nothing stands in the way of announcing it.")
