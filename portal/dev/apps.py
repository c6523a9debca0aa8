from django.apps import AppConfig


class DevConfig(AppConfig):
    """The supervisor behind ./dev, demo data and development pages. Has no models."""

    name = "portal.dev"
    label = "dev"
