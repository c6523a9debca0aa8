"""Asking to be told, and confirming that the address is one's own."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import override

from portal.common import clock
from portal.common.locking import take_turn
from portal.offices.models import Office
from portal.outbox.services import Mail, queue_mail
from programs.models import AlertLink, AlertPurpose, CallAlert, Programme
from programs.services.alerts.links import CONFIRM_WITHIN, link_of, new_link, subject_of

MAILS_A_DAY = 5
"""So many mails to confirm leave for one address in a day, whoever asks: nobody's mailbox is filled by strangers."""
ONE_MAIL_IN = timedelta(minutes=2)
"""A second press, or a second tab, sends no second mail about the same thing."""


class Confirmed(StrEnum):
    """What confirming came to."""

    NOW = "now"
    BEFORE = "before"
    NO_LONGER = "no_longer"  # expired, stopped, or never ours


def verified_address(user: Any) -> str:
    """Return the verified address of somebody signed in, '' for all others: they need no mail to confirm it."""
    if not getattr(user, "is_authenticated", False):
        return ""
    verified = EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email)
    return str(verified.values_list("email", flat=True).first() or "")


@transaction.atomic
def ask(*, email: str, programme: Programme, language: str, office: Office | None = None, country: str = "") -> None:
    """Note that somebody wants to be told, and send the link that confirms it. Says nothing of what is known already.

    Exactly one of `office` and `country` (ISO code) is given. Whether the address is new, waiting, confirmed, or has
    had its mails of the day, cannot be told from outside.
    """
    take_turn(f"alerts:{email.lower()}")  # mails are counted by address, over all its alerts
    alert = _locked(email, programme, language, office, country)
    now = clock.now()
    if alert.confirmed_at is None:
        alert.asked_at, alert.language = now, language
        alert.save(update_fields=["asked_at", "language"])
    if not _may_mail(alert):
        return
    link, url = new_link(alert, AlertPurpose.CONFIRM, language=language)
    link.save()
    with override(language):
        context = {
            "programme": str(programme),
            "place": alert.place,
            "url": url,
            "days": CONFIRM_WITHIN.days,
        }
    queue_mail(
        Mail(
            template="alerts/confirm",
            to_email=alert.email,
            language=language,
            context=context,
            subject_key=subject_of(alert.pk),
        )
    )


@transaction.atomic
def ask_as(user: Any, *, programme: Programme, language: str, office: Office | None = None, country: str = "") -> str:
    """Note at once that somebody signed in, whose address is verified, wants to be told; return the address.

    '' for whoever has no verified address: nothing is noted then.
    """
    email = verified_address(user)
    if email:
        alert = _locked(email, programme, language, office, country)
        alert.confirmed_at, alert.language = clock.now(), language
        alert.save(update_fields=["confirmed_at", "language"])
    return email


@transaction.atomic
def confirm(token: str, *, lock: bool = True) -> Confirmed:
    """Confirm by the link of a mail; again says `BEFORE`. Two at the same moment take turns at the link's row.

    Without the `lock` both would be the first; tests show that.
    """
    found = link_of(token, AlertPurpose.CONFIRM)
    if found is None:
        return Confirmed.NO_LONGER
    rows = AlertLink.objects.select_for_update() if lock else AlertLink.objects.all()
    link = rows.filter(pk=found.pk).first()
    if link is None:
        return Confirmed.NO_LONGER  # stopped in this very moment
    if link.used_at is not None:
        return Confirmed.BEFORE
    now = clock.now()
    AlertLink.objects.filter(pk=link.pk).update(used_at=now)
    CallAlert.objects.filter(pk=link.alert_id).update(confirmed_at=now, language=link.language)
    return Confirmed.NOW


def _locked(email: str, programme: Programme, language: str, office: Office | None, country: str) -> CallAlert:
    """The row for this wish, made when it is new, locked: two who ask at once take turns.

    One that was there may be stopped before it is locked: then it is made again.
    """
    wanted = {"programme": programme, "office": office, "country": country}
    rows = CallAlert.objects.select_for_update(of=("self",)).select_related("office").alias(folded=Lower("email"))
    mine = rows.filter(folded=Lower(Value(email)), **wanted)
    while True:
        CallAlert.objects.bulk_create([CallAlert(email=email, language=language, **wanted)], ignore_conflicts=True)
        found = mine.first()
        if found is not None:
            return found


def _may_mail(alert: CallAlert) -> bool:
    now = clock.now()
    sent = AlertLink.objects.filter(purpose=AlertPurpose.CONFIRM, made_at__gt=now - timedelta(days=1))
    times = list(
        sent.alias(folded=Lower("alert__email"))
        .filter(folded=Lower(Value(alert.email)))
        .values_list("alert_id", "made_at")[: 10 * MAILS_A_DAY]
    )
    again = any(key == alert.pk and at > now - ONE_MAIL_IN for key, at in times)
    return len(times) < MAILS_A_DAY and not again
