"""Offices and postings, kept by operators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy, ngettext

from portal.common.errors import DomainError
from portal.offices.models import Office, Posting
from portal.offices.permissions import Permission, roles_with
from portal.offices.services import check_opening, close_posting, open_posting
from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.filters import ScopedRelatedFilter
from portal.staffsite.admin.forms import ScopedModelForm
from portal.staffsite.admin.handing_over import AccountByEmailField, hand_over_page
from portal.staffsite.admin.scope import Rows, holds, in_offices_with
from portal.staffsite.admin.texts import in_each_language

READERS = roles_with(Permission.READ_OFFICES)
OPERATORS = roles_with(Permission.KEEP_OFFICES)


@admin.register(Office)
class OfficeAdmin(ScopedModelAdmin):
    """Offices, read only: their details come from the catalogue."""

    view_roles = READERS
    list_display = ("name", "kind", "country", "city", "time_zone", "email", "verified")
    list_filter = ("kind", "verified")
    search_fields = ("code", "city")
    search_help_text = gettext_lazy("Code or city.")
    ordering = ("country", "code")
    fields = readonly_fields = (
        "code", "kind", "names", "country", "city", "parent", "time_zone", "email", "phone", "address", "website",
        "languages", "verified",
    )  # fmt: skip
    names = in_each_language("name", gettext_lazy("name"))

    def rows_for(self, user: Any) -> Rows:
        """Return the offices that the reader looks after."""
        return in_offices_with(Permission.READ_OFFICES, Office.objects.all(), user, "pk")


class PostingForm(ScopedModelForm):
    """A new posting. Whose it is, is said by email address: accounts are not listed."""

    email = AccountByEmailField(
        label=gettext_lazy("Email address of the account"),
        help_text=gettext_lazy("The person signs up first; a posting makes them staff."),
    )

    class Meta:
        model = Posting
        fields = ("email", "office", "role", "programme", "starts_on", "ends_on")

    actor: Any

    def clean(self) -> dict[str, Any]:
        """Ask the service whether it would open this posting; its refusal stands in the form."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_opening(actor=self.actor, **_wanted(data))
            except DomainError as error:
                raise forms.ValidationError(str(error), code=error.code) from error
            self.instance.user = data["email"]
        return data


def _wanted(data: dict[str, Any]) -> dict[str, Any]:
    named = ("office", "role", "programme", "starts_on", "ends_on")
    return {"user": data["email"], **{name: data[name] for name in named}}


@admin.register(Posting)
class PostingAdmin(ScopedModelAdmin):
    """Postings: opened by a form, closed by an action, handed over on a page, never edited."""

    view_roles = READERS
    add_roles = OPERATORS
    list_display = ("user", "office", "role", "programme", "starts_on", "ends_on", "closed_at")
    list_filter = ("role", ("office", ScopedRelatedFilter))
    list_select_related = ("user", "office")
    search_fields = ("user__email",)
    search_help_text = gettext_lazy("Part of an email address.")
    ordering = ("-starts_on", "-pk")
    fields = ("user", "office", "role", "programme", "starts_on", "ends_on", "closed_at")
    actions = ("close_selected",)
    change_form_template = "admin/offices/posting/change_form.html"

    def rows_for(self, user: Any) -> Rows:
        """Return the postings at the offices that the reader looks after."""
        return in_offices_with(Permission.READ_OFFICES, Posting.objects.all(), user, "office")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new posting; an existing one is only shown."""
        if obj is None:
            kwargs["form"] = type("PostingForm", (PostingForm,), {"actor": request.user})
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name the fields of the page."""
        return PostingForm.Meta.fields if obj is None else self.fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Open the posting through its service."""
        obj.pk = open_posting(actor=request.user, **_wanted(form.cleaned_data)).pk

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """The form of a new posting; a refusal that came up between check and writing is said on the list."""
        try:
            return super().add_view(request, form_url, extra_context)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:offices_posting_changelist")

    def get_urls(self) -> list[Any]:
        """The stock addresses, and that of the page for a rotation."""
        page = self.admin_site.admin_view(self.hand_over)
        return [path("<int:pk>/hand-over/", page, name="offices_posting_hand_over"), *super().get_urls()]

    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand one posting over."""
        posting = self.get_queryset(request).select_related("user", "office").filter(pk=pk).first()
        frame = self.admin_site.each_context(request)
        return hand_over_page(request, posting, may=self.has_close_permission(request), frame=frame)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer to hand over what is in force or still to come."""
        posting = kwargs.get("obj")
        context["may_hand_over"] = (
            posting is not None and posting.closed_at is None and self.has_close_permission(request)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Say whether the reader closes postings."""
        return holds(request.user, OPERATORS)

    @admin.action(description=gettext_lazy("Close the selected postings and end their sessions"), permissions=["close"])
    def close_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Close postings, and say how many were closed and which were not and why."""
        closed = 0
        for posting in queryset:
            try:
                close_posting(posting, actor=request.user)
            except DomainError as error:
                self.message_user(request, f"{posting}: {error}", messages.WARNING)
            else:
                closed += 1
        if closed:
            words = ngettext("%(n)d posting closed.", "%(n)d postings closed.", closed) % {"n": closed}
            self.message_user(request, words, messages.SUCCESS)
