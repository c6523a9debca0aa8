"""The page of a health declaration: a reader is told first that the opening is recorded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import definition_of
from applications.review.services import may_open_health, open_health
from applications.review.services.health import OpenedHealth
from portal.common.errors import NotAllowed
from portal.common.translated import pick
from programs.forms import display_items


def health_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """GET says what will happen; POST opens the answers and records it. Raises PermissionDenied in words."""
    rows: list[dict[str, Any]] | None = None
    corrections: list[dict[str, Any]] = []
    try:
        if request.method == "POST":
            opened = open_health(application, user=request.user)
            rows, corrections = _in_words(application, opened.submitted), _corrected(application, opened)
        elif not may_open_health(application, user=request.user):
            raise NotAllowed("not_your_role", _("Health declarations are opened by senior reviewers."))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Health declaration"),
        "application": application,
        "back": admin.address(request, application.pk),
        "rows": rows,
        "corrections": corrections,
    }
    return TemplateResponse(
        request,
        "admin/applications/application/health.html",
        context,
        headers={"Cache-Control": "private, no-store"},
    )


def _corrected(application: Application, opened: OpenedHealth) -> list[dict[str, Any]]:
    """What the applicant corrected about health, oldest first."""
    language = get_language() or "en"
    asked = {question.key: question for question in definition_of(application).questions() if question.health}
    return [
        {
            "addendum": each.addendum,
            "key": pick(asked[each.key].label),
            "value": display_items(asked[each.key], each.after, language, call=application.call),
        }
        for each in opened.corrections
        if each.key in asked
    ]


def _in_words(application: Application, given: dict[str, Any]) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {
            "key": pick(question.label),
            "value": display_items(question, given.get(question.key), language, call=application.call),
        }
        for group in definition_of(application).groups
        for question in group.questions
        if question.health
    ]
