from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """What is asked of somebody by a date: letters, documents, information, consent, appeals."""

    name = "applications.requests"
    label = "requests"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from applications import contributions
        from applications.requests import access, receivers  # noqa: F401  (connects signals)
        from applications.requests.contribution import Requests

        access.register()
        contributions.register(Requests())
