"""Addresses of the public pages."""

from django.urls import path

from programs.views import check, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("programs/", pages.programme_list, name="programme_list"),
    path("programs/<slug:slug>/", pages.programme, name="programme"),
    path("calls/<slug:slug>/", pages.call, name="call"),
    path("calls/<slug:slug>/eligibility/", check.eligibility, name="call_eligibility"),
]
