from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app may use: clock, errors, text, tables, translated text, scoping. No models."""

    name = "portal.common"
    label = "common"

    def ready(self) -> None:
        from portal.common import checks  # noqa: F401  (registers them)
