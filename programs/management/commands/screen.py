"""`manage.py screen`: facts in, outcome and a sentence per rule out, as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from programs.eligibility import Bound, EligibilityError, bind, screen
from programs.eligibility.errors import nearest
from programs.management.arguments import parameters, read_file, wrong
from programs.models import Call
from programs.rulesets import rule_set, rule_set_names
from programs.services.additions import read_additions
from programs.vocabulary import lists, vocabulary


class Command(BaseCommand):
    """Screens people against a rule set of the catalogue, or against the rules of one call."""

    help = _(
        "Screens facts against a rule set (mirai) or a call's rules (mirai@CALL); prints outcome and reasons as JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ruleset", nargs="?", metavar="RULESET", help=_("mirai, or mirai@CALL for a call's values"))
        parser.add_argument("--facts", metavar="FILE", help=_("a JSON object of facts, or a list; - reads stdin"))
        parser.add_argument(
            "--param",
            action="append",
            default=[],
            metavar="K=V",
            help=_("a parameter; commas between several codes"),
        )
        parser.add_argument(
            "--additions",
            metavar="FILE.yaml",
            help=_("a list `additions`, tried out: rules that an office adds, replaces or disables"),
        )
        parser.add_argument("--list", action="store_true", help=_("name the rule sets and their parameters"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; wrong usage, wrong facts and missing parameters exit with 2 and words on stderr."""
        if options["list"]:
            self.stdout.write("\n".join(_described(name) for name in rule_set_names()))
            return
        if not options["ruleset"] or not options["facts"]:
            raise wrong(_("Name a rule set and give --facts FILE (or - for stdin); --list names the rule sets."))
        try:
            bound = _bound(options["ruleset"], options["param"], options["additions"])
            answer = screen(vocabulary(), bound, _read_facts(options["facts"]))
        except EligibilityError as error:
            raise wrong(str(error)) from None
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))


def _described(name: str) -> str:
    """A rule set's name, then its parameters: required ones bare, others in brackets with their default."""
    words = [name]
    for parameter in rule_set(name).parameters.values():
        if parameter.required:
            words.append(f"{parameter.key}=<{parameter.type}>")
        else:
            default = "" if parameter.default is None else f"={parameter.default}"
            words.append(f"[{parameter.key}{default}]")
    return "  ".join(words)


def _bound(named: str, params: list[str], additions: str | None) -> Bound:
    name, at, call = named.partition("@")
    if name not in rule_set_names():
        raise wrong(
            _('There is no rule set "%(name)s". Did you mean "%(nearest)s"? Known are: %(known)s.')
            % {"name": name, "nearest": nearest(name, rule_set_names()), "known": ", ".join(rule_set_names())}
        )
    if not at:
        rules = rule_set(name)
        added = read_file(additions, read_additions) if additions else []
        if additions:
            rules = replace(rules, file=additions)  # a wrong addition is named as that file's
        return bind(rules, parameters=parameters(rules, params), lists=lists(), additions=added)
    if params or additions:
        raise wrong(
            _(
                "The call's own parameters and additions are used; leave --param and --additions out, "
                "or name the rule set without @."
            )
        )
    return Bound.from_content(_binding_content(name, call), vocabulary(), file=named)


def _read_facts(file: str) -> Any:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except OSError as error:
        raise wrong(
            _("The facts cannot be read from %(file)s: %(problem)s.") % {"file": file, "problem": error.strerror}
        ) from None
    except UnicodeDecodeError:
        raise wrong(_("The facts in %(file)s are not UTF-8 text.") % {"file": file}) from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise wrong(_("The facts in %(file)s are not JSON: %(problem)s.") % {"file": file, "problem": error}) from None


def _binding_content(name: str, slug: str) -> dict[str, Any]:
    """The binding in force of a call with this rule set. Needs the database."""
    calls = Call.objects.unscoped("an operator at the server's command line may read every call's rules")
    call = calls.filter(slug=slug, rule_set_version__rule_set__key=name).first()
    binding = call.binding if call else None
    if binding is None:
        raise wrong(
            _('There is no announced call "%(slug)s" with the rules "%(name)s".') % {"slug": slug, "name": name}
        )
    content: dict[str, Any] = binding.content
    return content
