"""The addresses of the desk, below those of applications in the staff site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.permissions import roles_on
from applications.review.admin.paper.check import check_page
from applications.review.admin.paper.claim import claim_page
from applications.review.admin.paper.documents import documents_page, remove_page, upload_page
from applications.review.admin.paper.door import CLERKS, entry, no_longer_open
from applications.review.admin.paper.entry import ENTRY, entry_page, withdraw_page
from applications.review.admin.paper.section import section_page
from applications.review.admin.paper.start import desk_page
from applications.states import Status
from applications.workflow import By
from portal.staffsite.admin.lists import as_key
from portal.staffsite.admin.scope import holds

_ALLOWED = ["GET", "HEAD", "POST"]


class PaperPages:
    """What the admin of applications gets for papers. `self` is that admin."""

    def paper_urls(self) -> list[Any]:
        """Return the addresses; each goes through the staff site's own door first."""
        pages: list[tuple[str, Any, str]] = [
            ("paper/", desk_page, "paper"),
            ("<str:object_id>/paper/", entry_page, "paper_entry"),
            ("<str:object_id>/paper/check/", check_page, "paper_check"),
            ("<str:object_id>/paper/documents/", documents_page, "paper_documents"),
            ("<str:object_id>/paper/documents/<slug:slot>/", upload_page, "paper_upload"),
            ("<str:object_id>/paper/documents/<slug:slot>/remove/", remove_page, "paper_remove"),
            ("<str:object_id>/paper/sections/<slug:key>/", section_page, "paper_section"),
            ("<str:object_id>/paper/withdraw/", _withdraw, "paper_withdraw"),
            ("<str:object_id>/claim/", _claim, "claim"),
        ]
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path(route, wrap(self._opened(view)), name=f"applications_application_{name}")
            for route, view, name in pages
        ]

    def _opened(self, view: Any) -> Any:
        def opened(request: HttpRequest, **named: str) -> HttpResponse:
            if request.method not in _ALLOWED:
                return HttpResponseNotAllowed(_ALLOWED)
            self._require(request)  # type: ignore[attr-defined]
            answer: HttpResponse = view(self, request, **named)
            return answer

        return opened

    def on_the_desk(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return what is begun and not submitted, for the home page of the staff site; nothing where nothing is."""
        if not holds(request.user, CLERKS):
            return []
        count = Application.objects.on_desk_of(request.user).filter(status=Status.DRAFT).count()
        place = reverse("admin:applications_application_paper")
        return [{"count": str(count), "words": _("A paper that is not entered whole"), "url": place}] if count else []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with the way to the desk for those who enter papers."""
        more = {"enters_papers": self.enters_papers(request), **(extra_context or {})}
        return super().changelist_view(request, more)  # type: ignore[misc]

    def enters_papers(self, request: HttpRequest) -> bool:
        """Say whether the list leads to the desk."""
        return holds(request.user, CLERKS)


def _claim(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    return claim_page(admin, request, admin.application(request, object_id))


def _withdraw(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """An entry on the desk is given up; what was submitted is withdrawn from its dossier."""
    sent = admin.get_queryset(request).filter(pk=as_key(object_id) or 0).exists()
    if not sent or request.POST.get("of") == ENTRY:
        application = entry(request, object_id)
        again = application.status == Status.WITHDRAWN
        return no_longer_open(request, application, again=again) or withdraw_page(admin, request, application)
    application = admin.application(request, object_id)
    if not hasattr(application, "paper"):
        raise Http404
    if By.PAPER_DESK not in roles_on(request.user, application):
        raise PermissionDenied(
            _("Those who enter papers at the office withdraw for an applicant, until the application is claimed.")
        )
    if application.status == Status.WITHDRAWN:
        messages.info(request, _("%(reference)s is withdrawn.") % {"reference": application.reference})
        return redirect(admin.address(request, application.pk))
    return withdraw_page(admin, request, application)
