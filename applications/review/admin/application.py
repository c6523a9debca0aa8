"""Applications in the staff site: the list is the queue, the page of one is its dossier."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import Application
from applications.paper import on_paper
from applications.permissions import may
from applications.review.admin import queue
from applications.review.admin.acting import act, forms_for
from applications.review.admin.addenda import addendum_page
from applications.review.admin.columns import QueueColumns, status_tag
from applications.review.admin.dossier import Dossier, dossier_of
from applications.review.admin.evidence import evidence_page, evidence_shown
from applications.review.admin.health import health_page
from applications.review.admin.neighbours import neighbours
from applications.review.admin.override_pages import propose_page
from applications.review.admin.override_verbs import offers_for
from applications.review.admin.paper.pages import PaperPages
from applications.review.admin.request_pages import act as act_on_request
from applications.review.admin.request_pages import ask_page, may_ask, request_page
from applications.review.queries import queue_states
from applications.review.services import open_reviews
from applications.views.copy import copy_response
from applications.workflow import Event
from portal.audit.services import record
from portal.common.printing.pdf import NotTypeset
from portal.offices.models import OfficeKind
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.lists import as_key
from portal.staffsite.admin.scope import holds

logger = structlog.get_logger(__name__)
FILTERS = "_changelist_filters"
REVIEWERS = roles_with(Permission.REVIEW_APPLICATIONS)
SHOWN_REFUSALS = 10
COUNTED = 100


@admin.register(Application)
class ApplicationAdmin(QueueColumns, PaperPages, ScopedModelAdmin):
    """The queue and the dossier. Nothing is written here: each form is a verb of `applications.review.services`."""

    view_roles = roles_with(Permission.READ_APPLICATIONS)
    list_display = ("reference", "name", "for_call", "status_now", "submitted", "scores", "waiting_days")
    list_display_links = ("reference", "name")
    list_filter = (queue.WaitingFilter, queue.StatusFilter, queue.SamenessFilter, ("call", queue.CallFilter))
    list_select_related = ("person__user", "call__round", "office", "paper__entered_by__person")
    sortable_by = ("submitted",)
    search_fields = ("reference",)
    search_help_text = gettext_lazy("A reference, or a name in any spelling: accents and capitals do not matter.")
    actions = ("open_review_of_selected",)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Name the office too for those who work across offices."""
        across = any(posting.office.kind == OfficeKind.MINISTRY for posting in current_postings(request.user))
        return (*self.list_display[:3], "office", *self.list_display[3:]) if across else self.list_display

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find by reference or by name."""
        return queue.search(queryset, search_term), False

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Put scores, open refusals and the last event beside the rows of a page."""
        states = queue_states(rows, request.user)
        for row in rows:
            row.queue = states[row.pk]

    def waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return what waits for the reader, for the home page of the staff site; empty ones are left out."""
        found = self.on_the_desk(request)
        if not holds(request.user, REVIEWERS):
            return found
        rows = self.get_queryset(request).order_by()
        for what, words in queue.WAITING_FOR.items():
            if what == queue.APPLICANT:
                continue
            count = queue.waiting_for(rows, what, request.user)[: COUNTED + 1].count()
            if count:
                address = f"{reverse('admin:applications_application_changelist')}?{urlencode({'waiting': what})}"
                number = _("more than %(n)d") % {"n": COUNTED} if count > COUNTED else str(count)
                found.append({"count": number, "words": words, "url": address})
        return found

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Say whether the reader opens reviews anywhere."""
        return holds(request.user, REVIEWERS)

    @admin.action(description=gettext_lazy("Open the review of the selected applications"), permissions=["review"])
    def open_review_of_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Open reviews, and say how many were opened and which were refused and why."""
        chosen = {application.pk: application for application in queryset.select_related(None)}
        result = open_reviews(chosen.values(), user=request.user)
        if result.done:
            opened = len(result.done)
            words = ngettext("Review opened for %(n)d application.", "Review opened for %(n)d applications.", opened)
            self.message_user(request, words % {"n": opened}, messages.SUCCESS)
        for error in list(result.refused.values())[:SHOWN_REFUSALS]:
            self.message_user(request, str(error), messages.WARNING)
        if len(result.refused) > SHOWN_REFUSALS:
            rest = len(result.refused) - SHOWN_REFUSALS
            more = ngettext("%(n)d more could not be opened.", "%(n)d more could not be opened.", rest)
            self.message_user(request, more % {"n": rest}, messages.WARNING)

    # --- the dossier -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """The stock addresses, and below each dossier one for each verb, to verify facts, for health, for overrides."""
        view = self.admin_site.admin_view
        act_view = self.admin_site.admin_view(self.act_view)
        addendum_view = self.admin_site.admin_view(self.addendum_view)
        copy_view = self.admin_site.admin_view(self.copy_view)
        evidence_view = self.admin_site.admin_view(self.evidence_view)
        health_view = self.admin_site.admin_view(self.health_view)
        override_view = self.admin_site.admin_view(self.override_view)
        return [
            *self.paper_urls(),
            path("<str:object_id>/do/<slug:verb>/", act_view, name="applications_application_act"),
            path("<str:object_id>/addenda/<str:number>/", addendum_view, name="applications_application_addendum"),
            path("<str:object_id>/copy.pdf", copy_view, name="applications_application_copy"),
            path("<str:object_id>/evidence/", evidence_view, name="applications_application_evidence"),
            path("<str:object_id>/health/", health_view, name="applications_application_health"),
            path("<str:object_id>/requests/", view(self.ask_view), name="applications_application_ask"),
            path(
                "<str:object_id>/requests/<int:number>/",
                view(self.request_view),
                name="applications_application_request",
            ),
            path(
                "<str:object_id>/requests/<int:number>/do/<slug:verb>/",
                view(self.request_act_view),
                name="applications_application_request_act",
            ),
            path("<str:object_id>/override/", override_view, name="applications_application_override"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the dossier."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        application = self.application(request, object_id)
        return self.page(request, dossier_of(application, request.user))

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Do one verb on one application, then show its dossier again."""
        application = self.application(request, object_id)
        if request.method != "POST":
            return redirect(self.address(request, application.pk))
        return act(self, request, application, verb)

    def addendum_view(self, request: HttpRequest, object_id: str, number: str) -> HttpResponse:
        """Read a correction, and decide about it."""
        return addendum_page(self, request, self.application(request, object_id), number)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the applicant's copy; that somebody read it is on record."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        application = self.application(request, object_id)
        try:
            copy = copy_response(application)
        except NotTypeset as error:
            logger.error("copy_not_made", application=application.pk, **error.values)
            messages.error(request, str(error))
            return redirect(self.address(request, application.pk))
        record("applications.copy_opened", user=request.user, about=application)
        return copy

    def health_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Open the health declaration, for those who may."""
        return health_page(self, request, self.application(request, object_id))

    def evidence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Hold the facts against the documents."""
        return evidence_page(self, request, self.application(request, object_id))

    def override_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Propose to count one rule otherwise than it says."""
        return propose_page(self, request, self.application(request, object_id))

    def ask_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask the applicant for something."""
        return ask_page(self, request, self.application(request, object_id))

    def request_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show one request."""
        application = self.application(request, object_id)
        return request_page(self, request, application, number)

    def request_act_view(self, request: HttpRequest, object_id: str, number: int, verb: str) -> HttpResponse:
        """Do one verb on one request, then show it again."""
        application = self.application(request, object_id)
        if request.method != "POST":
            return redirect("admin:applications_application_request", application.pk, number)
        return act_on_request(self, request, application, number, verb)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The history is part of the dossier."""
        application = self.application(request, object_id)
        return redirect(f"{self.address(request, application.pk)}#history")

    def application(self, request: HttpRequest, object_id: str) -> Application:
        """Return the application. Raises Http404 for one out of sight, PermissionDenied in words without the right."""
        self._require(request)
        rows = self.get_queryset(request).select_related("person__user", "office", "call__round__programme", "paper")
        found = rows.filter(pk=as_key(unquote(object_id)) or 0).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def address(self, request: HttpRequest, key: int) -> str:
        """Return the dossier's address, with the filters the reader came with."""
        filters = request.GET.get(FILTERS, "")
        place = reverse("admin:applications_application_change", args=[quote(key)])
        return f"{place}?{urlencode({FILTERS: filters})}" if filters else place

    def page(self, request: HttpRequest, dossier: Dossier, *, bound: Any = None, status: int = 200) -> HttpResponse:
        """Return the page; `bound` is a form that was refused, shown with its errors and everything typed.

        That somebody saw it is on record, below a refused form as well: it is the same dossier.
        """
        application = dossier.application
        record("applications.dossier_opened", user=request.user, about=application)
        paper = on_paper(application)
        filters = request.GET.get(FILTERS, "")
        before, after = neighbours(self, request, application, filters)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": application.reference,
            "dossier": dossier,
            "application": application,
            "status_tag": status_tag(application.status),
            "outcome_tag": status_tag(dossier.outcome) if dossier.outcome else "",
            "held_tag": status_tag(dossier.held.new_outcome) if dossier.held else "",
            "forms": forms_for(request, dossier, bound),
            "may_ask": may_ask(application, request.user),
            "paper": paper,
            "may_withdraw_for": paper is not None and may(request.user, Event.WITHDRAW, application),
            "evidence": evidence_shown(application, request.user, dossier.standing),
            "to_decide": [(shown, offers_for(shown)) for shown in dossier.overrides if shown.needs_reader],
            "bound": bound,
            "previous": self.address(request, before) if before else "",
            "next": self.address(request, after) if after else "",
            "back": f"{reverse('admin:applications_application_changelist')}{'?' + filters if filters else ''}",
        }
        return TemplateResponse(request, "admin/applications/application/dossier.html", context, status=status)
