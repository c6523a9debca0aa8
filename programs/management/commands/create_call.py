"""`manage.py create_call OFFICE ROUND SLUG`: one office's opening of a round, announced at once if wanted."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.eligibility import RuleSet
from programs.management.arguments import read_file, refusals
from programs.management.call_options import add_call_options, additions_given, still_in_the_way, values_given
from programs.management.naming import office_named, published_rules, round_named
from programs.models import Programme
from programs.services.calls import announce, create_call
from programs.services.catalog_reading import Row, read_themes
from programs.services.editions import current_edition


class Command(BaseCommand):
    """Exit code 0 = made, 1 = refused, 2 = wrong usage. What is refused leaves nothing behind."""

    help = _(
        "Makes a call. Unless --announce is given, its coordinator looks at it and announces it in the staff site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which office and round, when, with what."""
        parser.add_argument("office", metavar="OFFICE", help=_("the office's code, such as emb-be-brussels"))
        parser.add_argument("round", metavar="ROUND", help=_("the round's name in addresses, such as mirai-2026-27"))
        parser.add_argument("slug", metavar="SLUG", help=_("the call's name in addresses"))
        parser.add_argument("--opens", required=True, metavar="TIME", help=_("wall time, such as 2026-11-02T09:00"))
        parser.add_argument("--closes", required=True, metavar="TIME", help=_("the deadline, as wall time"))
        parser.add_argument("--zone", default="", help=_("IANA zone of both times; the office's if left out"))
        add_call_options(parser)
        parser.add_argument(
            "--themes",
            metavar="FILE.yaml",
            help=_("a list `themes` as in the catalogue; those on record for the round if left out"),
        )
        parser.add_argument("--places", type=int, metavar="N", help=_("places on the shortlist"))
        parser.add_argument("--reserve", type=int, metavar="N", help=_("places on the reserve"))
        parser.add_argument("--announce", action="store_true", help=_("show it to everybody, for good"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the call, announce it if wanted, and say where it is or what it still needs."""
        office, round = office_named(options["office"]), round_named(options["round"])
        counts = {"shortlist_places": options["places"], "reserve_places": options["reserve"]}
        with refusals(), transaction.atomic():
            rules = published_rules(round.programme)
            values = values_given(rules, options["param"])
            call = create_call(
                office=office,
                round=round,
                slug=options["slug"],
                opens_local=options["opens"],
                closes_local=options["closes"],
                time_zone=options["zone"],
                parameters=values,
                additions=_additions(options["additions"], rules, round.programme),
                themes=_themes(options["themes"]),
                **{field: count for field, count in counts.items() if count is not None},
            )
            if options["announce"]:
                announce(call, actor=None)
        if options["announce"]:
            page = settings.PORTAL_BASE_URL + reverse("call", args=[call.slug])
            self.stdout.write(_("Made and announced: %(call)s. %(page)s") % {"call": call, "page": page})
            return
        self.stdout.write(_("Made, not announced: %(call)s (%(slug)s).") % {"call": call, "slug": call.slug})
        self.stdout.write(still_in_the_way(call))


def _themes(file: str | None) -> list[Row] | None:
    return None if file is None else read_file(file, read_themes)


def _additions(file: str | None, rules: RuleSet, programme: Programme) -> list[Any]:
    if file is None:
        return []
    version, _published = current_edition(programme)
    return additions_given(file, rules, version)
