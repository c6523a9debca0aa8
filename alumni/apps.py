from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlumniConfig(AppConfig):
    """Alumni associations: what the exchange is made for."""

    name = "alumni"
    verbose_name = _("Alumni associations")

    def ready(self) -> None:
        from alumni import access

        access.register()
