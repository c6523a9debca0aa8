from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app may use: clock, errors, text, tables, translated text, scoping. No models."""

    name = "portal.common"
    label = "common"

    def ready(self) -> None:
        from django.conf import settings

        from portal.common import checks  # noqa: F401  (registers them)
        from portal.common.catalogues import compile_stale

        compile_stale(settings.LOCALE_PATHS)
