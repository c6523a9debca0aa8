from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    """Programmes as data: definitions, rule sets, rounds, calls, jurisdiction."""

    name = "programs"
    verbose_name = _("Programmes")
