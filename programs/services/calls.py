"""Making rounds and calls, announcing a call, moving its deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.common.translated import Translated
from portal.offices.models import Office
from programs.definitions import Definition
from programs.definitions.kinds import THEMES
from programs.models import (
    Binding,
    Call,
    Programme,
    ProgrammeVersion,
    Round,
    Theme,
)
from programs.permissions import coordinates
from programs.services.binding import bind_for_good, binding_problems
from programs.services.catalog_reading import on_record
from programs.services.editions import current_edition, edition_of, take_edition
from programs.services.refusing import refuse_additions, refuse_address, refuse_fields, refuse_second
from programs.services.walltime import instant
from programs.signals import deadline_extended


@transaction.atomic
def create_round(
    *, programme: str, slug: str, name: Mapping[str, str], year: int, parameters: Mapping[str, Any], **dates: Any
) -> Round:
    """Make a round of a programme (its slug); `dates` are starts_on and ends_on.

    Raises DomainError: no_programme, bad_address, round_exists, not_valid, ends_before_start.
    """
    refuse_address(slug)
    found = Programme.objects.select_for_update().filter(slug=programme).first()
    if found is None:
        raise DomainError(
            "no_programme",
            _("There is no programme “%(slug)s”. Load the catalogue first.") % {"slug": programme},
            programme=programme,
        )
    if Round.objects.filter(slug=slug).exists():
        raise DomainError(
            "round_exists",
            _("There is a round %(slug)s already. Take another name for a new one.") % {"slug": slug},
            slug=slug,
        )
    made = Round(programme=found, slug=slug, name=Translated(name), year=year, parameters=dict(parameters), **dates)
    refuse_fields(made)
    if made.starts_on and made.ends_on and made.ends_on < made.starts_on:
        raise DomainError(
            "ends_before_start",
            _("The round would end on %(end)s, before it starts on %(start)s. Take a later end.")
            % {"start": made.starts_on, "end": made.ends_on},
        )
    made.save()
    record("programs.round_made", about=made)
    return made


@transaction.atomic
def create_call(
    *,
    office: Office,
    round: Round,
    slug: str,
    opens_local: str,
    closes_local: str,
    time_zone: str = "",
    parameters: Mapping[str, Any] | None = None,
    additions: Sequence[Mapping[str, Any]] = (),
    themes: Iterable[Mapping[str, Any]] | None = None,
    **fields: Any,
) -> Call:
    """Make a call, not announced yet, with the newest definition and the published rules.

    Times are wall times ('2027-01-15T12:00') of `time_zone`, the office's when ''. Themes are given as fields of
    Theme (key, name, places, starts_on, ends_on) and keep their order; with None they are those on record for the
    round and the office's country, as are values that `parameters` leaves out. `additions` are what the office adds
    to, replaces or disables of the rules (programs.eligibility.additions).
    `fields` are further fields of Call, such as shortlist_places.

    Raises DomainError: not_loaded, bad_address, call_exists, closes_before_opening, not_valid, wrong_addition,
    theme_twice, and those of a wrong wall time.
    """
    refuse_address(slug)
    version, published = current_edition(round.programme)
    known = on_record(round.slug, office.country.code)
    Round.objects.select_for_update().get(pk=round.pk)  # two who make the same call take turns
    refuse_second(office, round, slug)
    call = Call(
        office=office,
        round=round,
        slug=slug,
        programme_version=version,
        rule_set_version=published,
        parameters={**known.parameters, **(parameters or {})},
        additions=list(additions),
        **fields,
    )
    set_times(call, opens_local, closes_local, time_zone or office.time_zone)
    refuse_fields(call)
    refuse_additions(call)
    call.save()
    _add_themes(call, known.themes if themes is None else themes)
    record("programs.call_made", about=call)
    return call


def set_times(call: Call, opens_local: str, closes_local: str, time_zone: str) -> None:
    """Put opening and deadline into an unsaved or unannounced call. Raises DomainError."""
    if instant(closes_local, time_zone) <= instant(opens_local, time_zone):
        raise DomainError(
            "closes_before_opening",
            _("The call would close on %(closes)s, not after it opens on %(opens)s. Take a later deadline.")
            % {"closes": closes_local.replace("T", " "), "opens": opens_local.replace("T", " ")},
        )
    call.set_times(opens_local, closes_local, time_zone)


@transaction.atomic
def announce(call: Call, *, actor: Any) -> Binding:
    """Announce a call: put its values into the rules that are published now, for good, and show it to everybody.

    What was published since the call was made counts: nobody is ever bound by rules that were retired before. `actor`
    is the coordinator, None where a command acts. Raises NotAllowed: not_coordinator; DomainError: already_announced,
    office_not_verified, not_loaded, no_themes, cannot_bind (in words, every problem).
    """
    locked = locked_call(call, actor)
    if locked.announced_at is not None:
        raise DomainError("already_announced", _("%(call)s is announced already.") % {"call": locked}, call=locked.slug)
    if not locked.office.verified:
        raise DomainError(
            "office_not_verified",
            _("Nobody has verified the details of %(office)s yet, and a call shows them. Have them verified first.")
            % {"office": locked.office},
            office=locked.office.code,
        )
    take_edition(locked)
    if _asks_for_theme(locked.programme_version) and not locked.themes.exists():
        raise DomainError(
            "no_themes",
            _("Applicants choose a theme, and %(call)s has none. Enter its themes first.") % {"call": locked},
            call=locked.slug,
        )
    binding = bind_for_good(locked, actor=actor)
    locked.announced_at = clock.now()
    locked.save(update_fields=["announced_at", "programme_version"])
    record(
        "programs.call_announced",
        user=actor,
        about=locked,
        binding=binding.pk,
        sha256=binding.sha256,
        rules=binding.rule_set_version.number,
        definition=locked.programme_version.number,
    )
    call.announced_at, call.binding = locked.announced_at, binding
    call.programme_version, call.rule_set_version = locked.programme_version, locked.rule_set_version
    return binding


@transaction.atomic
def extend_deadline(call: Call, closes_local: str, *, actor: Any) -> Call:
    """Move the deadline later; also of a call that has ended, which then is open again.

    Raises NotAllowed: not_coordinator; DomainError: lot_published, deadline_not_later, and those of a wrong wall time.
    An earlier deadline is refused: somebody may count on the one that was announced. Any is refused once the lot's
    seed is public: who applied then could draw numbers until one is good.
    """
    locked = locked_call(call, actor)
    refused = extension_refused(locked, closes_local)
    if refused is not None:
        raise refused
    before = locked.closes_at
    locked.set_times(locked.opens_local, closes_local, locked.time_zone)
    locked.save(update_fields=["closes_local", "closes_at"])
    record(
        "programs.deadline_extended",
        user=actor,
        about=locked,
        before=before.isoformat(),
        after=locked.closes_at.isoformat(),
    )
    call.closes_local, call.closes_at = locked.closes_local, locked.closes_at
    deadline_extended.send(sender=Call, call=locked, actor=actor)
    return locked


def extension_refused(call: Call, closes_local: str) -> DomainError | None:
    """Return why the deadline of an announced call cannot move to this wall time, None when it can."""
    if call.lot_published_at is not None:
        return DomainError(
            "lot_published",
            _(
                "The shortlist of %(call)s was frozen on %(day)s, and with it the seed of its lot became public: who "
                "applied now could begin again until the lot is a good one. The deadline stays %(now)s. Make a new "
                "call, in a round of its own, for those who are still to apply."
            )
            % {
                "call": call,
                "day": formats.date_format(call.lot_published_at.astimezone(call.zone), "DATE_FORMAT"),
                "now": call.closes_local.replace("T", " "),
            },
            call=call.slug,
        )
    if instant(closes_local, call.time_zone) <= call.closes_at:
        return DomainError(
            "deadline_not_later",
            _("The deadline is %(now)s. %(wanted)s is not later; a deadline that people count on never moves earlier.")
            % {"now": call.closes_local.replace("T", " "), "wanted": closes_local.replace("T", " ")},
            closes=call.closes_local,
        )
    return None


def why_not_announced(call: Call) -> list[str]:
    """Return what still stands in the way of announcing, in words; [] when nothing does. Writes nothing."""
    problems: list[str] = []
    if not call.office.verified:
        problems.append(_("Nobody has verified the details of %(office)s yet.") % {"office": call.office})
    definition, rules = edition_of(call)
    if _asks_for_theme(definition) and not call.themes.exists():
        problems.append(_("Applicants choose a theme, and the call has none."))
    return problems + binding_problems(call, rules)


def locked_call(call: Call, actor: Any) -> Call:
    """Return the call locked for this transaction. Raises NotAllowed unless `actor` coordinates it (or is None)."""
    calls = Call.objects.unscoped("the service checks the actor itself").select_for_update(of=("self",))
    related = ("office", "round__programme", "rule_set_version", "programme_version")
    locked: Call = calls.select_related(*related).get(pk=call.pk)
    if actor is not None and not coordinates(actor, locked):
        raise NotAllowed(
            "not_coordinator",
            _("Only a coordinator of %(office)s or of the programme may do this.") % {"office": locked.office},
            call=locked.slug,
        )
    return locked


def _add_themes(call: Call, themes: Iterable[Mapping[str, Any]]) -> None:
    rows = [Theme(office_id=call.office_id, call=call, position=n, **theme) for n, theme in enumerate(themes)]
    for number, row in enumerate(rows):
        refuse_fields(row)
        if row.key in {other.key for other in rows[:number]}:
            raise DomainError(
                "theme_twice",
                _("The theme %(key)s is there twice. Name each theme once.") % {"key": row.key},
                key=row.key,
            )
    Theme.objects.bulk_create(rows)


def _asks_for_theme(version: ProgrammeVersion) -> bool:
    questions = Definition.from_version(version).questions()
    return any(question.type in THEMES for question in questions)
