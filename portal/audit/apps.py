from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who signed in, was refused, read or exported what. Append-only."""

    name = "portal.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from portal.audit import receivers  # noqa: F401  (connects the signals of the apps below)
