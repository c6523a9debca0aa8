"""What the pages of a version have in common: fetching it, the right to change it, the frame, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.permissions import Permission
from programs import version_pages
from programs.eligibility import EligibilityError
from programs.models import RuleSetVersion, VersionState
from programs.permissions import writes_rules
from programs.services.rules.shared import require

PageView = Callable[..., HttpResponse]
_NAME = "admin:programs_rulesetversion_"
_RELATED = (
    "rule_set",
    "based_on",
    "created_by__person",
    "proposed_by__person",
    "sent_back_by__person",
    "published_by__person",
)


def fetch(pk: int) -> RuleSetVersion:
    """Return a version; rules belong to no office. Raises Http404."""
    found = RuleSetVersion.objects.select_related(*_RELATED).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def url(name: str, version: RuleSetVersion, **query: Any) -> str:
    """Return the address of one of a version's pages."""
    place = reverse(f"{_NAME}{name}", args=[version.pk])
    return f"{place}?{urlencode(query)}" if query else place


def language() -> str:
    """Return the reader's language as the engine names it."""
    return (get_language() or "en").split("-")[0]


def may_draft(request: HttpRequest, version: RuleSetVersion) -> bool:
    """Say whether the reader works on these rules."""
    return writes_rules(request.user, version.rule_set)


def may_publish(request: HttpRequest, version: RuleSetVersion) -> bool:
    """Say whether the reader publishes these rules."""
    return writes_rules(request.user, version.rule_set, Permission.PUBLISH_RULES)


def editable(request: HttpRequest, version: RuleSetVersion) -> bool:
    """Say whether the reader may change this version now."""
    return version.state == VersionState.DRAFT and may_draft(request, version)


def require_draft(request: HttpRequest, version: RuleSetVersion) -> None:
    """Raise NotAllowed for somebody else, DomainError for what is no draft."""
    require(request.user, version.rule_set)
    if version.state != VersionState.DRAFT:
        raise DomainError(
            "not_a_draft",
            _("%(version)s is “%(state)s” and stays as it is. Begin a draft to change the rules.")
            % {"version": version, "state": version.get_state_display()},
        )


def answering(view: PageView) -> PageView:
    """Turn what a service refuses into an answer: 403 in words, or a message on the version's page."""

    @wraps(view)
    def answered(request: HttpRequest, pk: int) -> HttpResponse:
        version = fetch(pk)
        try:
            return view(request, version)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except EligibilityError as error:
            # An old version may speak of a fact that the vocabulary has no more.
            return page(request, "unreadable", str(version), version, problem=str(error), on_version=True)
        except DomainError as error:
            messages.error(request, str(error))
            if error.code == "gone":
                return redirect(reverse(f"{_NAME}changelist"))
            return redirect(url("change", version))

    return answered


def refused_form(form: Any, error: DomainError, request: HttpRequest) -> int:
    """Put a refusal beside its field and return the status; after a Conflict the form knows what is stored now.

    Raises the error again when it is about the reader's rights or about a version that is gone.
    """
    if isinstance(error, NotAllowed) or error.code in ("gone", "wrong_state"):
        raise error
    if isinstance(error, Conflict):
        form.data = form.data.copy()  # the reader now sees what is stored, so sending it again means it
        form.data["expected"] = error.values["sha256"]
    field = error.values.get("field")
    form.add_error(field if field in form.fields else None, str(error))
    return 409 if isinstance(error, Conflict) else 422


def page(
    request: HttpRequest, template: str, title: Any, version: RuleSetVersion, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw a page about a version."""
    frame = admin.site.each_context(request)
    return render(
        request,
        template if "/" in template else f"admin/programs/rulesetversion/{template}.html",
        {
            **frame,
            "title": title,
            "opts": RuleSetVersion._meta,
            "version": version,
            "may_edit": editable(request, version),
            "pages": [{"title": each.title, "address": url(each.name, version)} for each in version_pages.registered()],
            **context,
        },
        status=status,
    )
