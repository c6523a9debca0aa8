"""The portal's addresses with those of development."""

from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [path("dev/", include("portal.dev.pages")), *urlpatterns]
