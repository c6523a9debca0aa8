"""Addresses of the alumni pages."""

from django.urls import path

from alumni import views

urlpatterns = [path("", views.home, name="alumni_home")]
