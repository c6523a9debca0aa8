"""Requests to found an association, answered by the liaison of the mission that was asked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alumni.forms.founding import AnswerForm
from alumni.models import FoundingRequest, FoundingState
from alumni.services import settle_founding
from portal.common.errors import DomainError
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin

LIAISONS = roles_with(Permission.KEEP_ASSOCIATIONS)


@admin.register(FoundingRequest)
class FoundingRequestAdmin(ScopedModelAdmin):
    """What was asked, to be read; the answer is a page of its own."""

    view_roles = LIAISONS
    list_display = ("name", "asked_by", "country", "city", "people", "asked_at", "state")
    list_filter = ("state",)
    list_select_related = ("asked_by__user",)
    search_fields = ("name", "city")
    search_help_text = gettext_lazy("Part of the name, or of the seat.")
    ordering = ("-asked_at", "-pk")
    fields = readonly_fields = (
        "name", "local_name", "country", "city", "office", "asked_by", "asked_at", "people", "aims", "wanted", "state",
        "settled_at", "answer", "association",
    )  # fmt: skip
    change_form_template = "admin/alumni/foundingrequest/change_form.html"

    def waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return how many wait for an answer, for the home page of the staff site."""
        count = self.get_queryset(request).order_by().filter(state=FoundingState.OPEN).count()
        if not count:
            return []
        words = ngettext("request to found an association", "requests to found an association", count)
        address = f"{reverse('admin:alumni_foundingrequest_changelist')}?state__exact={FoundingState.OPEN.value}"
        return [{"count": str(count), "words": words, "url": address}]

    def get_urls(self) -> list[Any]:
        """The stock addresses, and that of the answer."""
        page = self.admin_site.admin_view(self.answer)
        return [path("<int:pk>/answer/", page, name="alumni_foundingrequest_answer"), *super().get_urls()]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer for the mission. Raises Http404 for what is out of reach, PermissionDenied in words."""
        asked = self.get_queryset(request).select_related("office", "asked_by__user").filter(pk=pk).first()
        if asked is None:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied(_("The register is kept by liaisons. Your postings today do not include that."))
        if request.method != "POST" and asked.state != FoundingState.OPEN:
            return redirect("admin:alumni_foundingrequest_change", asked.pk)  # where the answer stands
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            supported = form.cleaned_data["supported"] == "yes"
            try:
                done = settle_founding(
                    asked, actor=request.user, supported=supported, answer=form.cleaned_data["answer"]
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Answered. A mail is on its way."))
                return self._onward(done)
        context = {
            **self.admin_site.each_context(request),
            "asked": asked,
            "form": form,
            "title": _("Answer"),
            "back": reverse("admin:alumni_foundingrequest_change", args=[asked.pk]),
            "opts": FoundingRequest._meta,
        }
        status = 422 if form.errors else 200
        return render(request, "admin/alumni/foundingrequest/answer.html", context, status=status)

    def _onward(self, asked: FoundingRequest) -> HttpResponse:
        if asked.association_id is not None:
            return redirect("admin:alumni_association_change", asked.association_id)
        return redirect("admin:alumni_foundingrequest_changelist")
