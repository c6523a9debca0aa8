"""Correcting something after submission: the list, a section's own form, a look at what changes, the confirmation."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.addenda import answers_in_force, counting_snapshot, fixed, health_in_force, may_be_corrected
from applications.forms import AddendumForm
from applications.models import Application
from applications.queries import definition_of
from applications.services.addenda import Correction, changes_of, give_addendum
from applications.views import typed
from applications.views.addendum_words import changes_in_words, group_of, shown, shown_addenda
from applications.views.door import crumbs, own, signed_in, status_code_of, to_status
from portal.common.errors import Conflict, DomainError
from programs.definitions import Group
from programs.forms import SectionForm
from programs.forms.section_form import place_to_open, rearranged

# What the buttons of the form and of the check page say. Anything else shows the check.
SEND, CHANGE = "send", "change"
_OF_THE_PAGE = ("csrfmiddlewaretoken", "step")


@require_safe
@signed_in()
def addenda(request: HttpRequest, reference: str) -> HttpResponse:
    """List what was corrected, and offer every section to correct something in it."""
    application = own(request, reference)
    if application.submitted_at is None:
        return to_status(application)
    context = {
        "application": application,
        "addenda": shown_addenda(application),
        "sections": _correctable(application),
        "crumbs": crumbs(application),
    }
    return render(request, "applications/addenda.html", context)


@require_safe
@signed_in()
def addendum(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Read one correction back from its row: what was received, and what became of it."""
    application = own(request, reference)
    found = application.addenda.select_related("values", "answer").filter(number=number).first()
    if found is None:
        raise Http404
    context = {"application": application, "shown": shown(application, found), "crumbs": crumbs(application)}
    return render(request, "applications/addendum.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def correct(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Ask for a section anew, show what would change, and send it."""
    application = own(request, reference)
    if application.submitted_at is None:
        return to_status(application)
    group = group_of(application, key)
    if group is None:
        raise Http404
    snapshot = counting_snapshot(application)
    if not may_be_corrected(application) or snapshot is None or getattr(snapshot, "values", None) is None:
        messages.info(request, _("Nothing that was sent with this application can be corrected any more."))
        return to_status(application)
    initial = {"based_on": snapshot.number, "idempotency_key": uuid4()}
    if request.method == "POST":
        return _posted(request, application, group, initial)
    held = typed.held_for(request)
    if held is not None:
        messages.warning(request, _("This was not sent before you were signed out. Check it and go on."))
        return _form_page(request, application, group, _section_form(application, group, held), AddendumForm(held))
    form = _section_form(application, group, None)
    return _form_page(request, application, group, form, AddendumForm(initial=initial))


def _posted(request: HttpRequest, application: Application, group: Group, fresh: dict[str, Any]) -> HttpResponse:
    data, one_more = rearranged(group, request.POST)
    moved = one_more or data is not request.POST
    form = _section_form(application, group, data, one_more=one_more, partial=moved)
    about = AddendumForm(request.POST)
    if request.POST.get("step") == CHANGE or moved:
        opened = place_to_open(group, request.POST, len(form.entries)) if moved else 0
        return _form_page(request, application, group, form, about, opened=opened)
    if not all([form.is_valid(), about.is_valid()]):
        if not about.page_is_whole():
            about = AddendumForm(initial={**fresh, "reason": request.POST.get("reason", "")})
            form.add_error(None, _("This page had lost its mark. What you typed is below: check it and go on."))
        return _form_page(request, application, group, form, about, status=422)
    answers = form.answers
    try:
        if request.POST.get("step") == SEND:
            given = give_addendum(
                application,
                Correction(group.key, answers, about.cleaned_data["reason"]),
                user=request.user,
                based_on=about.cleaned_data["based_on"],
                idempotency_key=str(about.cleaned_data["idempotency_key"]),
            )
            typed.forget(request)
            return redirect("application_addendum", application.reference, given.number)
        changes = changes_of(application, group, answers)
        if not changes.keys:
            raise DomainError("nothing_changed", _("Nothing differs from what you sent. Change what is wrong first."))
    except DomainError as error:
        form.add_error(None, str(error))
        if isinstance(error, Conflict):  # sending it again means it, now that the answers of today are known
            about = AddendumForm(initial={**about.cleaned_data, "based_on": fresh["based_on"]})
        return _form_page(request, application, group, form, about, status=status_code_of(error))
    rows = changes_in_words(
        application,
        group,
        {**changes.before, **changes.health_before},
        {**changes.after, **changes.health_after},
    )
    return _check_page(request, application, group, rows, about)


def _section_form(
    application: Application, group: Group, data: QueryDict | None, *, one_more: bool = False, partial: bool = False
) -> SectionForm:
    """The section's own form, on the answers as they count now; what one applies for stands there and stays."""
    answers = dict(answers_in_force(application).get(group.key, {}))
    if group.health:
        answers |= {k: v for k, v in health_in_force(application).items() if k in {q.key for q in group.questions}}
    form = SectionForm(group, call=application.call, data=data, answers=answers, one_more=one_more, partial=partial)
    for question in fixed(definition_of(application), group):
        field = form.plain.fields.get(question.key)
        if field is not None:
            field.disabled = True
            field.help_text = _("What you apply for cannot be corrected here.")
    return form


def _correctable(application: Application) -> list[Group]:
    """Return the sections with something in them that can be corrected."""
    if not may_be_corrected(application):
        return []
    definition = definition_of(application)
    return [group for group in definition.groups if len(fixed(definition, group)) < len(group.all_questions)]


def _form_page(
    request: HttpRequest,
    application: Application,
    group: Group,
    form: SectionForm,
    about: AddendumForm,
    *,
    status: int = 200,
    opened: int = 0,
) -> HttpResponse:
    """The form; `opened` is the place of the entry that the page opens at, 0 for its top."""
    context = {
        "application": application,
        "group": group,
        "section": form,
        "opened": opened,
        "form": form.plain,
        "formset": form.wrong_entries if status != 200 else [],
        "about": about,
        "more": about if status != 200 else None,  # the top of the page lists these errors too
        "wrong": bool(about.is_bound and (form.errors or about.errors)) and status != 200,
        "crumbs": crumbs(application),
    }
    return render(request, "applications/correct.html", context, status=status)


def _check_page(
    request: HttpRequest, application: Application, group: Group, rows: list[Any], about: AddendumForm
) -> HttpResponse:
    carried = [(name, value) for name, values in request.POST.lists() for value in values if name not in _OF_THE_PAGE]
    context = {
        "application": application,
        "group": group,
        "changes": rows,
        "reason": about.cleaned_data["reason"],
        "carried": carried,
        "crumbs": crumbs(application),
    }
    return render(request, "applications/correct_check.html", context)
