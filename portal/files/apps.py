from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Uploaded files: checked, kept under random keys, served only to those who may see their owner."""

    name = "portal.files"
    label = "files"
    verbose_name = _("Files")
