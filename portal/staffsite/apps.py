from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our own site in the place of the stock one."""

    default = False
    default_site = "portal.staffsite.site.StaffSite"


class StaffsiteConfig(AppConfig):
    """The workplace of embassy staff and coordinators."""

    default = True
    name = "portal.staffsite"
    label = "staffsite"
    verbose_name = _("Staff site")
