"""One group of questions of an entry: the form that applicants fill in, saved with a button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from applications import health
from applications.forms import BasedOnForm
from applications.models import Application
from applications.queries import answers_of, definition_of
from applications.review.admin.paper.door import entry, no_longer_open, page, place, reads_health, status_of
from applications.services.paper.desk import enter_section
from applications.views.differing import differing_answers, table_of
from applications.views.onward import onward
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError
from portal.staffsite.kept import restored_form
from programs.definitions import Group
from programs.forms import SectionForm
from programs.forms.section_form import ADD, asks_for_nothing, rearranged


def section_page(admin: Any, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
    """Show a section's questions; save them and go on, or save what is there and come back later."""
    application = entry(request, object_id)
    group = next((group for group in definition_of(application).groups if group.key == key), None)
    if group is None:
        raise Http404
    elsewhere = no_longer_open(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return _save(admin, request, application, group)
    held = restored_form(request, request.path)
    if held:
        messages.warning(request, _("This was not saved before you were signed out. Check it and save."))
        form = SectionForm(group, call=application.call, data=held, partial=asks_for_nothing(held))
        form.is_valid()
        return _page(admin, request, application, group, form, BasedOnForm(held))
    answers = _shown_to(request, application, group)
    form = SectionForm(group, call=application.call, answers=answers, one_more=ADD in request.GET)
    return _page(
        admin, request, application, group, form, BasedOnForm(initial={"version": _version(application, group)})
    )


def _shown_to(request: HttpRequest, application: Application, group: Group) -> dict[str, Any]:
    """Return the stored answers that the reader may see; that somebody saw one about health is on record."""
    secret = group.health and application.health_answers.filter(key__in=_health_keys(group)).exists()
    opened = secret and reads_health(request.user, application.call)
    record(
        "applications.health_opened" if opened else "applications.dossier_opened", user=request.user, about=application
    )
    return answers_of(application, include_health=opened).get(group.key, {})


def _health_keys(group: Group) -> list[str]:
    return [question.key for question in group.questions if question.health]


def _save(admin: Any, request: HttpRequest, application: Application, group: Group) -> HttpResponse:
    data, _one_more = rearranged(group, request.POST)
    partial = asks_for_nothing(request.POST)
    form = SectionForm(group, call=application.call, data=data, partial=partial)
    based_on = BasedOnForm(request.POST)
    if not all([form.is_valid(), based_on.is_valid()]):
        if not based_on.is_valid():
            form.add_error(None, based_on.errors["version"])
            based_on = BasedOnForm(initial={"version": _version(application, group)})
        return _page(admin, request, application, group, form, based_on, status=422)
    try:
        saved = enter_section(
            application,
            group.key,
            {**_kept_unseen(request, application, group), **form.answers},
            user=request.user,
            expected_version=based_on.cleaned_data["version"],
            complete=not partial,
        )
    except Conflict as conflict:
        return _conflict(admin, request, application, group, form, int(conflict.values["version"]))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(admin, request, application, group, form, based_on, status=status_of(request, error))
    at = saved.saved_at.astimezone(application.call.zone)
    messages.success(request, _("Saved %(time)s") % {"time": f"{at:%H:%M %Z}"})
    return HttpResponseRedirect(
        onward(
            request, application, saved, group,
            section=lambda key: place(application, "section", key), later=place(application, "entry"),
            check=place(application, "check"), documents=place(application, "documents"),
        )
    )  # fmt: skip


def _kept_unseen(request: HttpRequest, application: Application, group: Group) -> dict[str, Any]:
    """Return stored answers about health that the reader was not shown: left empty, they stay as they are."""
    if not group.health or reads_health(request.user, application.call):
        return {}
    keys = set(_health_keys(group))
    return {key: value for key, value in health.read(application).items() if key in keys}


def _version(application: Application, group: Group) -> int:
    stored = application.sections.filter(key=group.key).values_list("version", flat=True).first()
    return int(stored or 0)


def _conflict(
    admin: Any, request: HttpRequest, application: Application, group: Group, form: SectionForm, version: int
) -> HttpResponse:
    """Show what a colleague stored beside what was typed; saving again means the latter."""
    shown = reads_health(request.user, application.call)
    stored = answers_of(application, include_health=group.health and shown).get(group.key, {})
    if group.health and shown:
        record("applications.health_opened", user=request.user, about=application)
    rows = differing_answers(group, stored, form.answers, call=application.call)
    based_on = BasedOnForm(initial={"version": version})
    return _page(admin, request, application, group, form, based_on, status=409, conflict=table_of(rows))


def _page(
    admin: Any,
    request: HttpRequest,
    application: Application,
    group: Group,
    form: SectionForm,
    based_on: BasedOnForm,
    *,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    groups = definition_of(application).groups
    unseen = group.health and not reads_health(request.user, application.call)
    return page(
        admin, request, "section", application, title=str(group.title), status=status, group=group,
        number=groups.index(group) + 1, total=len(groups), section=form, form=form.plain, formset=form.wrong_entries,
        based_on=based_on, conflict=conflict, here=place(application, "section", group.key),
        unseen=unseen and application.health_answers.filter(key__in=_health_keys(group)).exists(),
    )  # fmt: skip
