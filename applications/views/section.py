"""One group of questions a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.forms import BasedOnForm
from applications.models import Application, Section
from applications.queries import answers_of, definition_of
from applications.services.drafts import save_section
from applications.views import typed
from applications.views.autosave import AUTO, autosave
from applications.views.differing import differing_answers, table_of
from applications.views.door import crumbs, no_longer_a_draft, own, signed_in, status_code_of, to_status
from applications.views.onward import onward
from portal.common.errors import Conflict, DomainError
from programs.definitions import Group
from programs.forms import SectionForm
from programs.forms.section_form import ADD, asks_for_nothing, rearranged
from programs.models import CallState


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def section(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Show a section's questions; save them and go on, or save what is there and come back later."""
    application = own(request, reference)
    group = next((group for group in definition_of(application).groups if group.key == key), None)
    if group is None:
        raise Http404
    if request.POST.get("save") == AUTO:
        return autosave(request, application, group)
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return _save(request, application, group)
    if application.call.state == CallState.ENDED:
        return to_status(application)  # it says so, with the times
    held = typed.held_for(request)
    if held is not None:
        messages.warning(request, _("This was not saved before you were signed out. Check it and save."))
        form = SectionForm(group, call=application.call, data=held, partial=asks_for_nothing(held))
        form.is_valid()
        return _page(request, application, group, form, BasedOnForm(held))
    answers = answers_of(application, include_health=group.health).get(group.key, {})
    form = SectionForm(group, call=application.call, answers=answers, one_more=ADD in request.GET)
    return _page(request, application, group, form, BasedOnForm(initial={"version": _version(application, group)}))


def _save(request: HttpRequest, application: Application, group: Group) -> HttpResponse:
    data, _one_more = rearranged(group, request.POST)
    form = SectionForm(group, call=application.call, data=data, partial=asks_for_nothing(data))
    based_on = BasedOnForm(request.POST)
    # Both are asked, so that the page names everything at once.
    if not all([form.is_valid(), based_on.is_valid()]):
        if not based_on.is_valid():
            form.add_error(None, based_on.errors["version"])
            based_on = BasedOnForm(initial={"version": _version(application, group)})
        return _page(request, application, group, form, based_on, status=422)
    try:
        saved = save_section(
            application,
            group.key,
            form.answers,
            user=request.user,
            expected_version=based_on.cleaned_data["version"],
            complete=not asks_for_nothing(data),
        )
    except Conflict as conflict:
        typed.forget(request)  # the page with both has it
        return _conflict(request, application, group, form, int(conflict.values["version"]))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, application, group, form, based_on, status=status_code_of(error))
    return _after(request, application, group, saved)


def _after(request: HttpRequest, application: Application, group: Group, saved: Section) -> HttpResponse:
    """Go where the button leads, with a word that it is saved."""
    typed.forget(request)
    at = saved.saved_at.astimezone(application.call.zone)
    messages.success(request, _("Saved %(time)s") % {"time": f"{at:%H:%M %Z}"})
    reference = application.reference
    return HttpResponseRedirect(
        onward(
            request, application, saved, group,
            section=lambda key: reverse("application_section", args=[reference, key]),
            later=reverse("application", args=[reference]),
            check=reverse("application_check", args=[reference]),
            documents=reverse("application_documents", args=[reference]),
        )
    )  # fmt: skip


def _version(application: Application, group: Group) -> int:
    stored = application.sections.filter(key=group.key).values_list("version", flat=True).first()
    return int(stored or 0)


def _conflict(
    request: HttpRequest, application: Application, group: Group, form: SectionForm, version: int
) -> HttpResponse:
    """Show what is stored beside what was typed; the form below holds what was typed and saves over the stored."""
    stored = answers_of(application, include_health=group.health).get(group.key, {})
    rows = differing_answers(group, stored, form.answers, call=application.call)
    extra = {"conflict": table_of(rows)}
    based_on = BasedOnForm(initial={"version": version})
    return _page(request, application, group, form, based_on, status=409, extra=extra)


def _page(
    request: HttpRequest,
    application: Application,
    group: Group,
    form: SectionForm,
    based_on: BasedOnForm,
    *,
    status: int = 200,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    groups = definition_of(application).groups
    context = {
        "application": application,
        "group": group,
        "number": groups.index(group) + 1,
        "total": len(groups),
        "section": form,
        "form": form.plain,
        "formset": form.wrong_entries,
        "based_on": based_on,
        "crumbs": crumbs(application),
        **(extra or {}),
    }
    template = "applications/conflict.html" if extra and "conflict" in extra else "applications/section.html"
    return render(request, template, context, status=status)
