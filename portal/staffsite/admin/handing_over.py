"""The page on which an operator hands a posting over: one step for the day of a rotation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.errors import DomainError
from portal.common.forms import CleanTextField
from portal.offices.models import Posting
from portal.offices.services import Handover, hand_over


class AccountByEmailField(CleanTextField):
    """An active account, named by its email address: accounts are not listed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the account. Raises ValidationError where there is none."""
        email = super().clean(value)
        found = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and found is None:
            raise forms.ValidationError(
                _("There is no active account with the address %(email)s. Ask the person to sign up first."),
                params={"email": email},
                code="no_account",
            )
        return found


class HandoverForm(forms.Form):
    """Who takes over."""

    email = AccountByEmailField(
        label=gettext_lazy("Email address of who takes over"),
        help_text=gettext_lazy("The person signs up first; the posting makes them staff."),
    )


def hand_over_page(request: HttpRequest, posting: Posting | None, *, may: bool, frame: dict[str, Any]) -> HttpResponse:
    """Show what handing over does, and do it. Raises Http404 for a posting out of reach, PermissionDenied in words."""
    if posting is None:
        raise Http404
    if not may:
        raise PermissionDenied(_("Postings are handed over by operators. Your postings today do not include that."))
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = hand_over(posting, to=form.cleaned_data["email"], actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(done))
            return redirect(reverse("admin:offices_posting_change", args=[done.posting.pk]))
    return render(
        request,
        "admin/offices/posting/hand_over.html",
        {**frame, "posting": posting, "form": form, "title": _("Hand over"), "opts": Posting._meta},
        status=422 if form.errors else 200,
    )


def _said(done: Handover) -> str:
    words = _("Handed over to %(user)s from %(day)s.") % {"user": done.posting.user, "day": done.posting.starts_on}
    passed_on = ", ".join(f"{count} {kind}" for kind, count in done.passed_on.items())
    return f"{words} " + (_("Passed on: %(what)s.") % {"what": passed_on} if passed_on else _("No work was open."))
