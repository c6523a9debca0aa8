"""Addresses below /accounts/ that stand before allauth's own."""

from allauth.account.decorators import reauthentication_required
from django.urls import path

from portal.staffsite.views import RemoveKeyView, set_up

remove_key = reauthentication_required(app="allauth.mfa")(RemoveKeyView.as_view())

urlpatterns = [
    path("2fa/set-up/", set_up, name="second_factor_set_up"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_key, name="mfa_remove_webauthn"),
]
