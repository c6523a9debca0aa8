"""Every address of the portal. Apps are included by string; nothing imports this module."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal.accounts.views import set_language

urlpatterns = [
    path("healthz/", include("portal.health")),
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("portal.staffsite.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("files/", include("portal.files.urls")),
    path("alumni/", include("alumni.urls")),
    path("", include("programs.urls")),
    path("", include("applications.requests.urls")),  # before the sections, whose addresses take any word
    path("", include("applications.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include("portal.dev.pages")))

handler400 = "portal.common.failures.bad_request"
handler403 = "portal.common.failures.forbidden"
handler404 = "portal.common.failures.not_found"
handler500 = "portal.common.failures.server_error"
