from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    """Where an application is handled, and by whom."""

    name = "portal.offices"
    label = "offices"
    verbose_name = _("Offices")
