"""What is asked before something is recorded in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alumni.models import Association, Officer
from alumni.queries import offices_kept
from alumni.states import OfficerRole, Source, Standing
from alumni.workflow import FOLLOWS, SUCCEEDED
from portal.common import clock
from portal.common.forms import CleanTextField, DatePartsField
from portal.files.accepted import accept_attribute, limits_in_words
from portal.offices.models import Office
from programs.forms.fields import EmailField


def _sources() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Who says so"), choices=Source.choices)


if TYPE_CHECKING:
    _Field = forms.ModelChoiceField[Association]
else:
    _Field = forms.ModelChoiceField


class OfAssociation(forms.Form):
    """A form about one association; `actor` is who fills it in."""

    def __init__(self, *args: Any, association: Association, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association, self.actor = association, actor

    def others(self) -> Any:
        """Return the other associations that the actor may name."""
        return Association.objects.named_to(self.actor).exclude(pk=self.association.pk).order_by("slug")


class AssociationField(_Field):
    """An association; one that the reader may not name, and which is recorded already, goes by no name."""

    nameless: int | None = None

    def label_from_instance(self, obj: Association) -> str:
        """Return its name."""
        return str(_("another association, not shown")) if obj.pk == self.nameless else str(obj)


class StandingForm(OfAssociation):
    """What it became, when, and why."""

    expected = forms.CharField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("It is now"))
    successor = forms.ModelChoiceField(
        queryset=Association.objects.none(),
        label=_("Carried on by"),
        help_text=_("Needed where it merged into another."),
        required=False,
    )
    on = DatePartsField(label=_("Since when"), required=True)
    source = _sources()
    reason = CleanTextField(
        label=_("Reason"),
        help_text=_("Not needed for a recognition. Kept with the change."),
        max_length=500,
        multiline=True,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follows = FOLLOWS[Standing(self.association.standing)]
        self.initial.setdefault("expected", self.association.standing)
        self.fields["to"].choices = [(each.value, each.label) for each in follows]  # type: ignore[attr-defined]
        self.fields["successor"].queryset = self.others()  # type: ignore[attr-defined]
        if not SUCCEEDED & set(follows):
            del self.fields["successor"]


class UmbrellaForm(OfAssociation):
    """Whose chapter it is."""

    umbrella = AssociationField(
        queryset=Association.objects.none(),
        label=_("Umbrella"),
        empty_label=pgettext_lazy("an umbrella", "None: it stands by itself"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, now = self.fields["umbrella"], self.association.umbrella_id
        assert isinstance(field, AssociationField)
        if now is not None and not self.others().filter(pk=now).exists():
            field.nameless = now
        # What is recorded stays a choice, even if it is no more: else looking at the page would take it away.
        recorded = Association.objects.filter(pk__in=[now] if now else [])
        field.queryset = (self.others().living() | recorded)._scoped_as("named_to, and what is recorded")
        self.initial.setdefault("umbrella", now)


class MoveForm(OfAssociation):
    """Which office looks after it from now on."""

    office = forms.ModelChoiceField(queryset=Office.objects.none(), label=_("Liaison office"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_kept(self.actor)  # type: ignore[attr-defined]
        self.initial.setdefault("office", self.association.office_id)


class StatutesForm(OfAssociation):
    """The day they were adopted, and the file."""

    adopted_on = DatePartsField(label=_("Adopted on"), required=True)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the store says it better: it names the file
        error_messages={"required": _("Choose the file."), "invalid": _("No file arrived. Choose it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits_in_words()
        self.fields["file"].widget.attrs["accept"] = accept_attribute()


class CountForm(OfAssociation):
    """How many members, on which day, and who says so."""

    members = forms.IntegerField(label=_("Members"), min_value=0)
    on = DatePartsField(label=_("Counted on"), required=True)
    source = _sources()
    where = CleanTextField(
        label=_("Where it is said"),
        help_text=_("A letter, a report, an address. Everybody reads it on the public page."),
        max_length=200,
        required=False,
    )


class WrittenForm(OfAssociation):
    """How an officer is written, and reached."""

    full_name = CleanTextField(label=_("Full name"), max_length=200)
    native_name = CleanTextField(label=_("Name in native script"), max_length=200, required=False)
    email = EmailField(label=_("Email address"), help_text=_("Seen by the liaison office alone."), required=False)


class WhoForm(WrittenForm):
    """Who an officer is."""

    public = forms.BooleanField(
        label=_("Agrees to be named on the association's public page"),
        help_text=_("Tick this once they have said so."),
        required=False,
    )

    def who(self) -> dict[str, Any]:
        """Return who it is, as the services take it."""
        data = self.cleaned_data
        agreed = clock.now().date() if data["public"] else None
        return {name: data[name] for name in ("full_name", "native_name", "email")} | {"public_since": agreed}


class OfficerForm(WhoForm):
    """A term: role, and from when to when."""

    role = forms.ChoiceField(label=_("Role"), choices=OfficerRole.choices)
    starts_on = DatePartsField(label=_("First day"), required=True)
    ends_on = DatePartsField(
        label=pgettext_lazy("of a term", "Last day"),
        help_text=_("Leave it empty where it is not known."),
        required=False,
    )
    field_order = ("role", "starts_on", "ends_on", "full_name", "native_name", "email", "public")


class OfOfficer(OfAssociation):
    """A form about one term."""

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer


class HandOverForm(OfOfficer, WhoForm):
    """Who takes over, and from which day."""

    on = DatePartsField(label=_("First day of who takes over"), required=True)
    field_order = ("on", "full_name", "native_name", "email", "public")


class RespellForm(OfOfficer, WrittenForm):
    """The same of somebody who is an officer already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.initial.setdefault(name, getattr(self.officer.person, name))


class StrikeForm(OfOfficer):
    """That a term was never held."""

    sure = forms.BooleanField(
        label=_("This term was recorded by mistake"),
        help_text=_(
            "It stays in the register, marked as a mistake. A term that was held and is over is ended instead."
        ),
        error_messages={"required": _("Tick this if the term was never held; otherwise go back.")},
    )


class EndForm(OfOfficer):
    """The last day of a term."""

    on = DatePartsField(label=pgettext_lazy("of a term", "Last day"), required=True)


class NamingForm(OfOfficer):
    """Whether an officer is named in public."""

    public = forms.BooleanField(
        label=_("Agrees to be named on the association's public page"),
        help_text=_("Tick this once they have said so; take the tick away as soon as they ask for it."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("public", self.officer.public_since is not None)
