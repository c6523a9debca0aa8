"""`manage.py create_round PROGRAMME SLUG`: one edition of a programme for all offices."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from programs.management.arguments import day, parameters, refusals, refuse_unknown, texts
from programs.management.naming import programme_named, published_rules
from programs.services.calls import create_round


class Command(BaseCommand):
    """Exit code 0 = made, 1 = refused (it is there already), 2 = wrong usage."""

    help = _("Makes a round of a programme. Its parameters fill the names in the rules; a call may add its own.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which programme, what it is called, when."""
        parser.add_argument("programme", metavar="PROGRAMME", help=_("such as mirai"))
        parser.add_argument("slug", metavar="SLUG", help=_("the round's name in addresses, such as mirai-2026-27"))
        parser.add_argument(
            "--name",
            action="append",
            required=True,
            metavar="TEXT",
            help=_("its name in English; again as fr=TEXT, nl=TEXT, ja=TEXT for other languages"),
        )
        parser.add_argument("--year", type=int, required=True, help=_("the year it counts for"))
        parser.add_argument("--starts", metavar="YYYY-MM-DD", help=_("the programme's first day"))
        parser.add_argument("--ends", metavar="YYYY-MM-DD", help=_("the programme's last day"))
        parser.add_argument(
            "--param",
            action="append",
            default=[],
            metavar="K=V",
            help=_("a parameter of the rules; commas between several codes. screen --list names them"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the round."""
        programme = programme_named(options["programme"])
        with refusals():
            rules = published_rules(programme)
            values = parameters(rules, options["param"])
            refuse_unknown(rules, values)
            made = create_round(
                programme=programme.slug,
                slug=options["slug"],
                name=texts("--name", options["name"]),
                year=options["year"],
                parameters=values,
                starts_on=day("--starts", options["starts"]),
                ends_on=day("--ends", options["ends"]),
            )
        self.stdout.write(_("Made the round %(slug)s: %(name)s.") % {"slug": made.slug, "name": made})
        missing = [key for key, each in rules.parameters.items() if each.required and key not in values]
        if missing:
            self.stdout.write(
                _("Its calls still have to say: %(parameters)s (create_call --param).")
                % {"parameters": ", ".join(missing)}
            )
