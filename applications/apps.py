from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """From draft to departure: answers, documents, screening, one history."""

    name = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        from applications import access, receivers  # noqa: F401  (connects signals)
        from applications.views import rule_preview

        access.register()
        rule_preview.register()
