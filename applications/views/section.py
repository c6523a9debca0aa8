"""One group of questions a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.forms import BasedOnForm
from applications.models import Application
from applications.queries import answers_of, definition_of
from applications.services.drafts import save_section
from applications.views import typed
from applications.views.door import crumbs, no_longer_a_draft, own, signed_in, status_code_of, to_status
from portal.common.errors import Conflict, DomainError
from programs.definitions import Group, Question
from programs.forms import display, group_form, to_answers, to_initial
from programs.models import CallState

LATER = "later"  # the button's value: save what is there and leave


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def section(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Show a section's questions; save them and go on, or save what is there and come back later."""
    application = own(request, reference)
    groups = definition_of(application).groups
    group = next((group for group in groups if group.key == key), None)
    if group is None:
        raise Http404
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return _save(request, application, group)
    if application.call.state == CallState.ENDED:
        return to_status(application)  # it says so, with the times
    held = typed.take(request)
    if held is not None:
        messages.warning(request, _("This was not saved before you were signed out. Check it and save."))
        return _page(request, application, group, _form(application, group, held), BasedOnForm(held))
    answers = answers_of(application, include_health=group.health).get(group.key, {})
    form = group_form(group, call=application.call)(initial=to_initial(group, answers))
    return _page(request, application, group, form, BasedOnForm(initial={"version": _version(application, group)}))


def _save(request: HttpRequest, application: Application, group: Group) -> HttpResponse:
    form, based_on = _form(application, group, request.POST), BasedOnForm(request.POST)
    # Both are asked, so that the page names everything at once.
    if not all([form.is_valid(), based_on.is_valid()]):
        if not based_on.is_valid():
            form.add_error(None, based_on.errors["version"])
            based_on = BasedOnForm(initial={"version": _version(application, group)})
        return _page(request, application, group, form, based_on, status=422)
    later = request.POST.get("save") == LATER
    answers = to_answers(group, form.cleaned_data)
    try:
        saved = save_section(
            application,
            group.key,
            answers,
            user=request.user,
            expected_version=based_on.cleaned_data["version"],
            complete=not later,
        )
    except Conflict as conflict:
        return _conflict(request, application, group, form, answers, int(conflict.values["version"]))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, application, group, form, based_on, status=status_code_of(error))
    at = saved.saved_at.astimezone(application.call.zone)
    messages.success(request, _("Saved %(time)s") % {"time": f"{at:%H:%M %Z}"})
    return to_status(application) if later else _onward(request, application, group)


def _form(application: Application, group: Group, data: QueryDict) -> BaseForm:
    # Leaving keeps what is there; only going on asks for all of it.
    return group_form(group, call=application.call, partial=data.get("save") == LATER)(data)


def _version(application: Application, group: Group) -> int:
    stored = application.sections.filter(key=group.key).values_list("version", flat=True).first()
    return int(stored or 0)


def _onward(request: HttpRequest, application: Application, group: Group) -> HttpResponse:
    """Lead to the next section, after the last one to the documents; back to the check where one came from there."""
    if request.GET.get("return") == "check":
        return redirect("application_check", application.reference)
    keys = [each.key for each in definition_of(application).groups]
    after = keys[keys.index(group.key) + 1 :]
    if after:
        return redirect("application_section", application.reference, after[0])
    return redirect("application_documents", application.reference)


def _conflict(
    request: HttpRequest, application: Application, group: Group, form: BaseForm, mine: dict[str, Any], version: int
) -> HttpResponse:
    """Show what is stored beside what was typed; the form below holds what was typed and saves over the stored."""
    stored = answers_of(application, include_health=group.health).get(group.key, {})
    language = get_language() or "en"
    rows = [
        [question.label, *(_shown(question, answers, language, application) for answers in (stored, mine))]
        for question in group.questions
        if stored.get(question.key) != mine.get(question.key)
    ]
    columns = [{"label": _("Question")}, {"label": _("Saved in the other window")}, {"label": _("What you typed here")}]
    extra = {"conflict": {"columns": columns, "rows": rows}}
    based_on = BasedOnForm(initial={"version": version})
    return _page(request, application, group, form, based_on, status=409, extra=extra)


def _shown(question: Question, answers: dict[str, Any], language: str, application: Application) -> str:
    return display(question, answers.get(question.key), language, call=application.call) or _("Not answered")


def _page(
    request: HttpRequest,
    application: Application,
    group: Group,
    form: BaseForm,
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
        "form": form,
        "based_on": based_on,
        "crumbs": crumbs(application),
        **(extra or {}),
    }
    template = "applications/conflict.html" if extra and "conflict" in extra else "applications/section.html"
    return render(request, template, context, status=status)
