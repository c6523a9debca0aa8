"""What can be done with an override: each verb with its form and the service it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Override
from applications.review import services
from applications.review.forms import NoteForm, VersionForm
from applications.review.override_forms import WhyForm
from applications.review.overrides import ShownOverride
from portal.common.errors import Conflict

Text = str | Promise


@dataclass(frozen=True)
class OverrideVerb:
    """One form of an override."""

    name: str
    title: Text
    button: Text
    done: Text
    form: type[VersionForm]
    run: Callable[[Override, Any, Mapping[str, Any]], Any]
    text: Text = ""
    kind: str = "secondary"


VERBS: tuple[OverrideVerb, ...] = (
    OverrideVerb(
        "confirm", _("Confirm the override"), _("Confirm"), _("The override is in force."), VersionForm,
        lambda override, user, data: services.confirm_override(override, user=user),
        text=_("It counts from now on. Where nobody has decided since, the status follows and the applicant is told."),
        kind="",
    ),
    OverrideVerb(
        "send-back", _("Send the override back"), _("Send back"), _("The override is sent back."), NoteForm,
        lambda override, user, data: services.send_back_override(override, user=user, note=data["note"]),
    ),
    OverrideVerb(
        "take-back", _("Take the override back"), _("Take back"), _("The override is taken back."), VersionForm,
        lambda override, user, data: services.send_back_override(override, user=user),
    ),
    OverrideVerb(
        "revoke", _("Revoke the override"), _("Revoke"), _("The override is revoked: the rule counts as it says."),
        WhyForm,
        lambda override, user, data: services.revoke_override(override, user=user, note=data["note"]),
        kind="warning",
    ),
    OverrideVerb(
        "confirm-again", _("Confirm the override again"), _("Confirm again"),
        _("The override is given again for the rule as it is now."), VersionForm,
        lambda override, user, data: services.confirm_override_again(override, user=user),
        text=_("With the same reason and evidence. Where the rule as it is now asks for two people, another confirms."),
        kind="",
    ),
    OverrideVerb(
        "let-go", _("Let the rule count"), _("Do not confirm again"), _("What the changed rule says counts."), WhyForm,
        lambda override, user, data: services.let_override_go(override, user=user, note=data["note"]),
    ),
)  # fmt: skip
BY_NAME: Mapping[str, OverrideVerb] = {verb.name: verb for verb in VERBS}


@dataclass(frozen=True)
class OverrideOffer:
    """One verb of one override on a page: its form, and where it is sent."""

    verb: OverrideVerb
    form: VersionForm
    action: str


def form_for(verb: OverrideVerb, override: Override, data: Any = None) -> VersionForm:
    """Return a verb's form, with ids of its own on a page that shows several overrides."""
    return verb.form(data, initial={"expected_version": override.pk}, auto_id=f"id_{verb.name}_{override.pk}_%s")


def offers_for(shown: ShownOverride, refused: tuple[OverrideVerb, VersionForm] | None = None) -> list[OverrideOffer]:
    """Return the forms for what this reader may do; a refused one is shown although it is not offered."""
    offers = []
    for verb in VERBS:
        again = refused is not None and refused[0] is verb
        if verb.name in shown.may or again:
            form = refused[1] if refused is not None and again else form_for(verb, shown.row)
            place = reverse("admin:applications_override_act", args=[shown.row.pk, verb.name])
            offers.append(OverrideOffer(verb, form, place))
    return offers


def run(verb: OverrideVerb, override: Override, user: Any, data: Mapping[str, Any]) -> Any:
    """Do a verb. Raises Conflict override_replaced for a form about another override, and what services raise."""
    if data["expected_version"] != override.pk:
        raise Conflict("override_replaced", _("This form was about another override. Read this one, then decide."))
    return verb.run(override, user, data)
