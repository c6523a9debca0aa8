"""Telling of calls that are open: set-based, one mail for each subscriber and call, however often and late it runs.

Who is told of which call is one statement that writes what it finds (`AlertTold`, unique): two workers at once, or a
task that comes again, find different rows or none. Rows, links and mails are one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from portal.common import clock
from portal.outbox.post import UNSUBSCRIBE
from portal.outbox.services import Mail, queue_mails
from programs.handling import Table, handling_table
from programs.models import AlertLink, AlertPurpose, Call, CallAlert
from programs.services.alerts.links import KEPT_FOR, new_link, subject_of
from programs.wording import local_and_utc

CHUNK = 500
AT_A_STRETCH = 60  # seconds; what is left is done a minute later
logger = structlog.get_logger(__name__)

Reach = tuple[int, int, int, str]
"""Call, programme, office and country: who asked for that office (0: none) or country ('': none) is told."""

# Whoever stops an alert in this moment waits, or was first: the lock of the row, not only that of its key at the end.
# An alert about a branch is met by a call of its embassy as well; one about an embassy by no branch's: some have many.
_TELL = """
INSERT INTO programs_alerttold (alert_id, call_id, at)
SELECT a.id, r.call_id, %(now)s::timestamptz
  FROM unnest(%(calls)s::bigint[], %(programmes)s::bigint[], %(offices)s::bigint[], %(countries)s::text[])
       AS r (call_id, programme_id, office_id, country)
  JOIN programs_callalert a ON a.programme_id = r.programme_id
  LEFT JOIN offices_office o ON o.id = a.office_id
 WHERE a.confirmed_at > %(oldest)s
   AND CASE WHEN a.office_id IS NULL THEN a.country = r.country ELSE r.office_id IN (a.office_id, o.parent_id) END
   AND NOT EXISTS (SELECT 1 FROM programs_alerttold t WHERE t.alert_id = a.id AND t.call_id = r.call_id)
 ORDER BY a.id, r.call_id
 LIMIT %(size)s
   FOR KEY SHARE OF a
ON CONFLICT DO NOTHING
RETURNING alert_id, call_id
"""


def tell(*, chunk: int = CHUNK, seconds: float = AT_A_STRETCH) -> int:
    """Write to everybody who asked about a call that is open now and was not told of it; returns to how many."""
    until = time.monotonic() + seconds
    calls = {
        call.pk: call
        for call in Call.objects.public()
        .filter(opens_at__lte=clock.now(), closes_at__gte=clock.now())
        .select_related("office", "round__programme", "programme_version")
    }
    if not calls or not CallAlert.objects.filter(confirmed_at__isnull=False).exists():
        return 0
    reach = reach_of(calls.values(), handling_table(clock.now().date()))
    told = 0
    while time.monotonic() < until:
        with transaction.atomic():
            pairs = claim(reach, size=chunk)
            _write(pairs, calls)
        told += len(pairs)
        if len(pairs) < chunk:
            break
    if told:
        logger.info("openings_told", mails=told)
    return told


def reach_of(calls: Iterable[Call], table: Table) -> list[Reach]:
    """Return whom each call is for: its office's page, and the countries whose people it or its embassy handles.

    A programme without jurisdictions (internships) is for those who named the country of the Center.
    """
    found: list[Reach] = []
    for call in calls:
        programme = call.round.programme
        found.append((call.pk, programme.pk, call.office_id, ""))
        entries = table.offices.get(programme.slug, {})
        heads = (call.office_id, call.office.parent_id)
        countries = {country for (_basis, country), office in entries.items() if office in heads}
        if not entries:
            countries = {call.office.country.code}
        found += [(call.pk, programme.pk, 0, country) for country in sorted(countries)]
    return found


def claim(reach: Sequence[Reach], *, size: int) -> list[tuple[int, int]]:
    """Return alerts and calls that this transaction, and no other, writes to: the key of `AlertTold` sees to it."""
    columns = list(zip(*reach, strict=True))
    now = clock.now()
    values: dict[str, Any] = {
        **dict(zip(("calls", "programmes", "offices", "countries"), map(list, columns), strict=True)),
        "now": now,
        "oldest": now - KEPT_FOR,
        "size": size,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
        return list(cursor.fetchall())


def _write(pairs: Sequence[tuple[int, int]], calls: dict[int, Call]) -> None:
    alerts = CallAlert.objects.in_bulk([alert for alert, _call in pairs])

    @cache
    def said(call: int, language: str) -> dict[str, Any]:
        return _said(calls[call], language)

    links: list[AlertLink] = []
    mails: list[Mail] = []
    for key, call in pairs:
        alert = alerts[key]
        link, stop_url = new_link(alert, AlertPurpose.STOP, language=alert.language)
        links.append(link)
        mails.append(
            Mail(
                template="alerts/open",
                to_email=alert.email,
                language=alert.language,
                context={**said(call, alert.language), UNSUBSCRIBE: stop_url},
                subject_key=subject_of(alert.pk),
                # Somebody who asked by country and by office is one reader.
                dedupe_key=f"alert:{_reader(alert.email)}:{call}",
            )
        )
    AlertLink.objects.bulk_create(links, batch_size=500)
    queue_mails(mails)


def _said(call: Call, language: str) -> dict[str, Any]:
    with override(language):
        return {
            "programme": call.programme_version.name,
            "call": str(call.round),
            "office": str(call.office),
            "closes": local_and_utc(call),
            "url": f"{settings.PORTAL_BASE_URL}{reverse('call', args=[call.slug])}",
        }


def _reader(email: str) -> str:
    return salted_hmac("programs.alerts.reader", email.lower(), algorithm="sha256").hexdigest()[:32]
