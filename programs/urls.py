"""Addresses of the public pages."""

from django.urls import path

from programs.views import alerts, check, offices, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("programs/", pages.programme_list, name="programme_list"),
    path("programs/<slug:slug>/", pages.programme, name="programme"),
    path("offices/", offices.office_list, name="office_list"),
    path("offices/<slug:slug>/", offices.office, name="office"),
    path("alerts/", alerts.ask, name="alert_ask"),
    path("alerts/asked/", alerts.asked, name="alert_asked"),
    path("alerts/confirm/<str:token>/", alerts.confirm, name="alert_confirm"),
    path("alerts/stop/<str:token>/", alerts.stop, name="alert_stop"),
    path("calls/<slug:slug>/", pages.call, name="call"),
    path("calls/<slug:slug>/eligibility/", check.eligibility, name="call_eligibility"),
]
