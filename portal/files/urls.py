"""Addresses of stored files."""

from django.urls import re_path

from portal.files import views

_TOKEN = r"(?P<token>[A-Za-z0-9_-]{16,40})"

urlpatterns = [
    re_path(rf"^{_TOKEN}/$", views.download, name="file_download"),
    re_path(rf"^{_TOKEN}/pages/(?P<number>[1-9][0-9]{{0,3}})/$", views.page, name="file_page"),
]
