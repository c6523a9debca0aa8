"""“Am I eligible?” for one call, without an account. Nothing is written but, when asked for, the visitor's session."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from portal.common import clock
from portal.common.reader_language import read_in, remember
from programs import queries
from programs.bindings import bound_of
from programs.definitions import Definition
from programs.eligibility_check import answers_by_group, asked_group, check
from programs.forms import AnswersForm, group_form, to_answers
from programs.models import Call, CallState

SESSION_KEY = "eligibility_answers"
"""Where answers wait for whoever begins an application with them: {call slug: {group key: answers}}."""


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what the rules speak of, and answer every rule with a sentence.

    Another language for the sentences is chosen by sending the answers again: nothing else has kept them.
    """
    call = queries.public_call(slug)
    binding = queries.current_binding(call) if call else None
    if call is None or binding is None:
        raise Http404
    bound = bound_of(binding)
    language = request.POST.get("read_in", "")
    if language:
        read_in(language)
    group = asked_group(call, bound)
    form_class = group_form(group, call=call, partial=True)
    form = form_class(request.POST if request.method == "POST" else None)
    form.mark_optional = False
    context = {
        "call": call,
        "is_open": call.state is CallState.OPEN,
        "form": form,
        "sections": _sections(call, form),
        "crumbs": [{"href": reverse("call", args=[call.slug]), "label": str(call.round)}],
    }
    if request.method != "POST":
        return render(request, "programs/eligibility.html", context)
    if not form.is_valid():
        return render(request, "programs/eligibility.html", context, status=422)
    answers = to_answers(group, form.cleaned_data)
    if "start" in request.POST:
        definition = Definition.from_version(call.programme_version)
        kept = request.session.get(SESSION_KEY, {})
        request.session[SESSION_KEY] = {**kept, call.slug: answers_by_group(definition, answers)}
        return redirect("application_begin", call.slug)
    context["result"] = check(call, bound, answers, today=clock.now().astimezone(call.zone).date())
    response = render(request, "programs/eligibility.html", context)
    if language:
        remember(response, language)
    return response


def _sections(call: Call, form: AnswersForm) -> list[tuple[str, list[object]]]:
    """The fields under the titles of the application's groups."""
    definition = Definition.from_version(call.programme_version)
    found: dict[str, list[object]] = {}
    for field in form:
        found.setdefault(str(definition.group_of(field.name).title), []).append(field)
    return list(found.items())
