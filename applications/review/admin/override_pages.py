"""The pages of overrides: proposing one beside its rule, and reading and deciding one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from applications.models import Application, Override
from applications.overriding import standing_of
from applications.queries import explanation_of
from applications.review.admin.columns import status_tag
from applications.review.admin.override_verbs import BY_NAME, form_for, offers_for, run
from applications.review.override_forms import OverrideForm
from applications.review.override_preview import foreseen
from applications.review.overrides import overridable, shown_overrides
from applications.review.services import propose_override
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import turned_away
from portal.common.reader_language import reader_language
from portal.staffsite.kept import restored
from programs.verdicts import verdicts_in_words


def propose_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """Show a rule with the form to count it otherwise, named by `rule` in the address; a POST proposes it.

    Raises Http404 for a rule that is none of the application's, PermissionDenied in words without the right.
    """
    key = request.GET.get("rule", "")
    if not key:
        return redirect(f"{admin.address(request, application.pk)}#verdicts")
    line = _line(application, key)
    if line is None:
        raise Http404
    if key not in overridable(application, standing_of(application), request.user):
        raise PermissionDenied(
            _("Reviewers override rules, senior reviewers those about health, until an application is over.")
        )
    place = _address(application, key)
    sent = request.POST if request.method == "POST" else None
    typed = {} if sent else restored(request, request.path)
    form = OverrideForm(sent, initial={**typed, "expected_version": application.version}, auto_id="id_override_%s")
    form.offer(application)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                override = propose_override(
                    application, form.given(key), user=request.user,
                    expected_version=form.cleaned_data["expected_version"],
                )  # fmt: skip
            except DomainError as error:
                status = _refused(request, form, error)
                application.refresh_from_db(fields=["status", "version"])
                if isinstance(error, Conflict):  # the reader now sees what is stored, so sending it again means it
                    form.data = {**sent.dict(), "expected_version": str(application.version)}
            else:
                waits = _("The override is proposed. A second person decides; the applicant sees nothing yet.")
                messages.success(request, waits if override.two_officers else _("The override is in force."))
                return redirect(admin.address(request, application.pk))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Override a rule"),
        "application": application,
        "item": line,
        "form": form,
        "action": place,
        "bound": status != 200,
        "restored": bool(typed),
        "back": f"{admin.address(request, application.pk)}#verdicts",
        "foreseen": [(each, status_tag(each.outcome)) for each in foreseen(application, key)],
        "status_tag": status_tag(application.status),
    }
    return TemplateResponse(request, "admin/overrides/propose.html", context, status=status)


def show_page(admin: Any, request: HttpRequest, override: Override, *, refused: Any = None, status: int = 200) -> Any:
    """Show one override with what the reader may do; `refused` is a verb with its form that was not taken."""
    application = override.application
    record("applications.dossier_opened", user=request.user, about=application)
    (shown,) = [each for each in shown_overrides(application, request.user) if each.row.pk == override.pk]
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Override of %(rule)s") % {"rule": override.rule_key},
        "application": application,
        "shown": shown,
        "offers": offers_for(shown, refused),
        "refused": refused,
        "status_tag": status_tag(application.status),
    }
    return TemplateResponse(request, "admin/overrides/show.html", context, status=status)


def act(admin: Any, request: HttpRequest, override: Override, name: str) -> HttpResponse:
    """Do the verb `name` on an override, then show the dossier; errors come back on the override's page."""
    verb = BY_NAME.get(name)
    if verb is None:
        raise Http404
    form = form_for(verb, override, request.POST)
    if not form.is_valid():
        return show_page(admin, request, override, refused=(verb, form), status=422)  # type: ignore[no-any-return]
    try:
        run(verb, override, request.user, form.cleaned_data)
    except DomainError as error:
        status = _refused(request, form, error)
        fresh = admin.get_queryset(request).get(pk=override.pk)
        return show_page(admin, request, fresh, refused=(verb, form), status=status)  # type: ignore[no-any-return]
    messages.success(request, str(verb.done))
    return redirect("admin:applications_application_change", override.application_id)


def _refused(request: HttpRequest, form: Any, error: DomainError) -> int:
    form.add_error(None, str(error))
    if isinstance(error, NotAllowed):
        turned_away.send(sender=None, request=request, status=403)
        return 403
    return 409 if isinstance(error, Conflict) else 422


def _line(application: Application, key: str) -> Any:
    """The rule in words, as it counts now."""
    language = reader_language()
    explained = [item for item in explanation_of(application, language).rules if item.key == key]
    return next(iter(verdicts_in_words(explained, language)), None)


def _address(application: Application, key: str) -> str:
    place = reverse("admin:applications_application_override", args=[application.pk])
    return f"{place}?{urlencode({'rule': key})}"
