"""Addresses below /accounts/ that allauth does not have, or that ask more than its own."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.urls import path

from portal.accounts.views import end_session

ended_by_their_owner = reauthentication_required(allow_get=True, app="allauth.usersessions")

urlpatterns = [
    path("sessions/", ended_by_their_owner(list_usersessions), name="usersessions_list"),
    path("sessions/<int:pk>/end/", end_session, name="end_session"),
]
