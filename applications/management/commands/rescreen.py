"""`manage.py rescreen CALL [--scope open]`: screen a call again under the published rules; nothing is released."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from applications.labels import staff_label
from applications.management.naming import call_named
from applications.models import Rescreening, RunScope, RunState
from applications.rescreenings import progress
from applications.services.rescreening import start
from applications.services.rescreening.working import do_chunk
from portal.common.errors import DomainError


class Command(BaseCommand):
    """Exit code 0 = done, waiting for its release; 1 = stopped, because something differs; 2 = wrong usage."""

    help = _("Screen a call again under the published version of its rules. Staff release what comes out.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which call, and whom of it."""
        parser.add_argument("call", metavar="CALL", help=_("the call's name, as in its address"))
        parser.add_argument("--scope", default=RunScope.OPEN.value, help=", ".join(RunScope.values))

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin a run, do it here and now, and print what came out."""
        try:
            run = start(call_named(options["call"]), options["scope"], user=None)
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        while do_chunk(run.pk):
            pass
        run = Rescreening.objects.unscoped("a command of the operator").select_related("call").get(pk=run.pk)
        if run.state == RunState.RUNNING:  # a worker has it in hand: it was signalled too
            self.stdout.write(_("A worker goes on with %(run)s; see its page in the staff site.") % {"run": run})
            return
        if run.state == RunState.STOPPED:
            raise CommandError(_stopped(run), returncode=1)
        found = progress(run)
        self.stdout.write(
            _("%(run)s: %(screened)d screened, %(changed)d come out otherwise, %(drafts)d drafts keep their rules.")
            % {"run": run, "screened": found.screened, "changed": found.changed, "drafts": run.drafts}
        )
        for old, new, number in found.moves:
            self.stdout.write(f"{number:>8}  {staff_label(old)[0]} → {staff_label(new)[0]}")
        self.stdout.write(_("Nothing is released: a coordinator does that in the staff site."))


def _stopped(run: Rescreening) -> str:
    if run.stopped_at is None:
        return _("%(run)s stopped: %(problem)s came again and again; see the log.") % {
            "run": run,
            "problem": run.problem,
        }
    rules = "; ".join(
        f"{key}: Postgres {postgres or '–'}, Python {python or '–'}"
        for key, (postgres, python) in run.disagreement.get("rules", {}).items()
    )
    return _("%(run)s stopped at %(reference)s: Python and Postgres disagree. %(rules)s") % {
        "run": run,
        "reference": run.stopped_at.reference,
        "rules": rules,
    }
