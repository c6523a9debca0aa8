"""Whether an application can be appealed, against which decision and until when. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from applications.models import Application, ApplicationEvent
from applications.queries import definition_of
from applications.requests.dates import end_of_day, in_words, instant_of
from applications.requests.models import Request, RequestEvent
from applications.requests.queries import WHY, appeals_of
from applications.requests.states import PENDING, REFUSED, Kind, State
from applications.requests.workflow import Event
from portal.common import clock


@dataclass(frozen=True)
class Appealable:
    """A decision that can be appealed until `due_at`; `appeal` is the one against it, if there is one."""

    decision: ApplicationEvent
    due_local: str
    due_at: datetime
    city: str
    appeal: Request | None

    @property
    def in_time(self) -> bool:
        return clock.now() <= self.due_at

    @property
    def due(self) -> str:
        """Until when, in words."""
        return in_words(self.due_local, self.city)

    @property
    def can_begin(self) -> bool:
        return self.in_time and self.appeal is None

    @property
    def unsent(self) -> bool:
        return self.appeal is not None and self.appeal.state in PENDING


def appealable(application: Application) -> Appealable | None:
    """Return the decision that stands and can be appealed, None where there is none.

    It is told when it is made: the event, its mail and the page are one transaction. The number of days is the
    programme's; they end with the last of them, in the zone of the office.
    """
    if application.status not in REFUSED:
        return None
    decision = application.events.filter(to_status=application.status).order_by("-sequence").first()
    if decision is None:
        return None
    zone = ZoneInfo(application.office.time_zone)
    last = decision.at.astimezone(zone).date() + timedelta(days=definition_of(application).appeal_days)
    local = end_of_day(last)
    return Appealable(
        decision, local, instant_of(local, zone), application.office.city_name, _against(application, decision)
    )


def _against(application: Application, decision: ApplicationEvent) -> Request | None:
    """Return the appeal against a decision that waits or was settled; one that was taken back is as if never begun."""
    begun = RequestEvent.objects.unscoped(WHY).filter(application=application, kind=Kind.APPEAL, event=Event.ASK)
    against = {key for key, data in begun.values_list("request", "data") if data.get("decision") == decision.sequence}
    mine = [row for row in appeals_of(application) if row.pk in against] if against else []
    return next((row for row in reversed(mine) if row.state not in (State.CANCELLED, State.EXPIRED)), None)
