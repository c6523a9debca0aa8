"""Addresses of the alumni pages."""

from django.urls import path

from alumni import views

urlpatterns = [
    path("", views.home, name="alumni_home"),
    path("map.svg", views.world, name="alumni_map"),
    path("found/", views.founding, name="founding"),
    path("found/new/", views.found, name="found"),
    path("found/<int:pk>/withdraw/", views.withdraw, name="founding_withdraw"),
    path("association/<slug:slug>/", views.association, name="association"),
]
