"""Links of mails: a random token for one purpose until a day, of which the database keeps a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from portal.common import clock
from programs.models import AlertLink, AlertPurpose, CallAlert

CONFIRM_WITHIN = timedelta(days=3)
KEPT_FOR = timedelta(days=730)
"""How long a confirmed alert is kept; its links to stop it work as long."""

_PAGES = {AlertPurpose.CONFIRM: "alert_confirm", AlertPurpose.STOP: "alert_stop"}


def new_link(alert: CallAlert, purpose: AlertPurpose, *, language: str) -> tuple[AlertLink, str]:
    """Return an unsaved link and its address, which is nowhere but in the mail."""
    token = secrets.token_urlsafe(32)
    made = clock.now()
    ends = made + CONFIRM_WITHIN if purpose == AlertPurpose.CONFIRM else _end_of(alert, made)
    link = AlertLink(
        alert=alert, purpose=purpose, token_hash=hashed(token), language=language, made_at=made, ends_at=ends
    )
    return link, f"{settings.PORTAL_BASE_URL}{reverse(_PAGES[purpose], args=[token])}"


def subject_of(alert: int) -> str:
    """Return the key under which the outbox files the mails of an alert."""
    return f"alert:{alert}"


def hashed(token: str) -> str:
    """Return what is kept of a token. It is random and long: a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def link_of(token: str, purpose: AlertPurpose) -> AlertLink | None:
    """Return the link with this token, None where there is none for this purpose or its time is over."""
    found = AlertLink.objects.filter(token_hash=hashed(token), purpose=purpose, ends_at__gt=clock.now())
    return found.select_related("alert__programme", "alert__office").first()


def _end_of(alert: CallAlert, now: datetime) -> datetime:
    return (alert.confirmed_at or now) + KEPT_FOR
