from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Whatever must leave is a row of the transaction that caused it; Celery and Redis only signal."""

    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("Outbox")
