"""What is known of an application that came on paper: who entered it, when the paper arrived, who may claim it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from applications.models import Application, ClaimCode, PaperArrival, PaperEntry
from applications.permissions import awaits_claim
from portal.accounts.models import Person, User
from portal.common import clock
from portal.common.datewords import moment
from portal.common.errors import DomainError
from programs.models import Call
from programs.wording import local_and_utc

ENTERED_WITHIN = timedelta(days=28)
"""So long after the deadline an office still enters papers that arrived in time; then the clock closes what is left."""
CLAIM_WITHIN = timedelta(days=60)
"""How long a code can be used: a letter by post, a journey to somebody who helps, and time to spare."""
MOST_WRONG_DATES = 5
"""After so many wrong birth dates a code is dead: whoever found the letter must not try them all."""
_WHY = "of an application that the caller holds"


def last_entry(call: Call) -> datetime:
    """Return the instant until which papers of a call are entered."""
    return call.closes_at + ENTERED_WITHIN


def may_be_entered(call: Call) -> bool:
    """Say whether papers of a call can be entered now: from its opening until some weeks after its deadline."""
    begun = call.announced_at is not None and call.binding_id is not None and call.opens_at <= clock.now()
    return begun and clock.now() <= last_entry(call) and call.lot_published_at is None


def instant_of(call: Call, day: date, at: time | None) -> datetime:
    """Return the instant of a stated arrival, on the clocks of the call's office.

    Without a time the last moment of the day, and never after now: a paper of today has arrived.
    """
    zone = ZoneInfo(call.office.time_zone)
    if at is not None:
        return datetime.combine(day, at, zone)
    return min(datetime.combine(day, time(23, 59, 59), zone), max(clock.now(), datetime.combine(day, time(0), zone)))


def refusal_of_arrival(call: Call, arrived_at: datetime, stated: str = "") -> DomainError | None:
    """Return why a paper that arrived then is not in time for the call, with both instants; None when it is.

    `stated` are the words for the arrival where no time was stated.
    """
    values = {"arrived_at": arrived_at.isoformat(), "closes_at": call.closes_at.isoformat()}
    with timezone.override(ZoneInfo(call.office.time_zone)):
        arrived = stated or moment(arrived_at)
    if arrived_at > clock.now():
        words = _("%(arrived)s is in the future. State when the paper arrived at the office.")
        return DomainError("arrival_in_future", words % {"arrived": arrived}, **values)
    if arrived_at > call.closes_at:
        words = _(
            "The paper arrived on %(arrived)s, and the call closed on %(closes)s. It was too late, so it is not "
            "entered. If that is not when it arrived, correct the day and the time."
        )
        names = {"arrived": arrived, "closes": local_and_utc(call)}
        return DomainError("arrived_too_late", words % names, **values)
    if arrived_at < call.opens_at:
        words = _(
            "The paper arrived on %(arrived)s, and the call opened on %(opens)s only. It belongs to no application "
            "of this call. If that is not when it arrived, correct the day and the time."
        )
        names = {"arrived": arrived, "opens": local_and_utc(call, opening=True)}
        return DomainError("arrived_too_early", words % names, **values)
    return None


def arrival_of(application: Application) -> PaperArrival | None:
    """Return the statement that counts, the newest; None for what did not come on paper. One read, for those alone."""
    return arrival_stated(application) if awaits_claim(application) else None


def arrival_stated(application: Application) -> PaperArrival | None:
    """Return the newest statement about the arrival, whoever has the application by now."""
    return application.paper_arrivals.unscoped(_WHY).order_by("-pk").first()


def newest_arrivals(applications: Iterable[Application]) -> dict[int, PaperArrival]:
    """Return the statement that counts of each application by its key: one query for all of a list."""
    rows = PaperArrival.objects.unscoped(_WHY).filter(application__in=[each.pk for each in applications])
    return {row.application_id: row for row in rows.order_by("application_id", "-pk").distinct("application_id")}


@dataclass(frozen=True)
class OnPaper:
    """An entry in words: by whom and when it was entered, what was stated about its arrival, the newest last."""

    by: str
    at: datetime
    arrivals: list[PaperArrival]
    codes: list[ClaimCode]
    names: dict[int, str]
    claimed: bool

    @property
    def arrival(self) -> PaperArrival:
        return self.arrivals[-1]

    @property
    def open_code(self) -> ClaimCode | None:
        """The code that can be used now."""
        return next((code for code in self.codes if is_open(code)), None)

    @property
    def used(self) -> ClaimCode | None:
        """The code it was claimed by."""
        return next((code for code in self.codes if code.used_at is not None), None)

    @property
    def stated(self) -> list[tuple[PaperArrival, str]]:
        """Every statement about the arrival with its words and who made it, for the history."""
        return [(arrival, self.names.get(arrival.stated_by_id, "")) for arrival in self.arrivals]


def is_open(code: ClaimCode) -> bool:
    """Say whether a code can be used now."""
    return code.used_at is None and code.revoked_at is None and clock.now() <= code.ends_at


def on_paper(application: Application) -> OnPaper | None:
    """Return what is known of the paper, None for an application that did not come on paper.

    Who asks must have reached the application through the scope.
    """
    entry: PaperEntry | None = getattr(application, "paper", None)
    if entry is None:
        return None
    arrivals = list(application.paper_arrivals.unscoped(_WHY).order_by("pk"))
    codes = list(application.claim_codes.unscoped(_WHY).order_by("pk"))
    staff = {entry.entered_by_id, *(each.stated_by_id for each in arrivals)}
    staff |= {key for code in codes for key in (code.made_by_id, code.revoked_by_id) if key}
    names = names_of(staff)
    claimed = application.person.user_id is not None
    return OnPaper(names[entry.entered_by_id], entry.entered_at, arrivals, codes, names, claimed)


def names_of(users: Iterable[int]) -> dict[int, str]:
    """Return the names of colleagues by login; one without a name is called by the email address."""
    found = {user.pk: user.email for user in User.objects.filter(pk__in=set(users))}
    for person in Person.objects.filter(user__in=found).exclude(full_name=""):
        found[person.user_id or 0] = person.full_name
    return found


def day_in_words(arrival: PaperArrival) -> str:
    """Return when a paper arrived, as it was stated: "27 January 2027", or with the time of day."""
    day = formats.date_format(arrival.received_on, "DATE_FORMAT")
    if arrival.received_time is None:
        return str(day)
    return _("%(day)s at %(time)s") % {"day": day, "time": arrival.received_time.strftime("%H:%M")}


def entered_by(entry: PaperEntry) -> str:
    """Return who entered a paper; a colleague without a name is called by the email address."""
    person = getattr(entry.entered_by, "person", None)
    return (person.full_name if person else "") or entry.entered_by.email


def entered_words(application: Application) -> str:
    """Return "Entered from paper by … on …", on the clocks of the office; '' for what did not come on paper."""
    entry: PaperEntry | None = getattr(application, "paper", None)
    if entry is None:
        return ""
    with timezone.override(ZoneInfo(application.office.time_zone)):
        day = formats.date_format(timezone.localtime(entry.entered_at), "DATE_FORMAT")
    return _("Entered from paper by %(name)s on %(day)s") % {"name": entered_by(entry), "day": day}
