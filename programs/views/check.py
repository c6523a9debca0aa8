"""“Am I eligible?” for one call, without an account.

The answers are in the form alone. The session keeps them when somebody asks for that, by starting an application with
them; what is counted are finished checks and the rules that stopped them (programs/services/check_counts.py).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from portal.common.reader_language import read_in, remember
from programs import queries
from programs.bindings import bound_of
from programs.check_steps import first_step
from programs.definitions import Definition
from programs.eligibility_check import answers_by_group, asked_group
from programs.forms.check_form import check_form
from programs.models import Binding
from programs.services.check_counts import Tally, count_check
from programs.views.check_page import Sent, asking, brief, result_page

SESSION_KEY = "eligibility_answers"
"""Where answers wait for whoever begins an application with them: {call slug: {group key: answers}}."""


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask in steps what the rules speak of, and answer every rule with a sentence.

    What a page of the check sends: `asked` (the questions of each step), `tally`, the answers, and one of
    `live` (only what the answers come to), `back`, `change`, `start`, `read_in` (another language:
    the answers are sent again, as nothing else has kept them), or none of these: the button “Check”.
    """
    call = queries.public_call(slug)
    binding = queries.current_binding(call) if call else None
    if call is None or binding is None:
        raise Http404
    bound = bound_of(binding)
    group = asked_group(call, bound)
    if request.method != "POST":
        steps = first_step(group, bound)
        form = check_form(steps.asked_group, call=call)
        return render(request, *asking(call, steps, form, tally=Tally.begun(binding)))
    if language := request.POST.get("read_in", ""):
        read_in(request, language)
    sent = Sent.read(call, bound, group, request.POST)
    response = _answer(request, sent, binding, Tally.read(request.POST.get("tally", "")))
    if language:
        remember(response, language)
    return response


def _answer(request: HttpRequest, sent: Sent, binding: Binding, tally: Tally | None) -> HttpResponse:
    call = sent.call
    kept = tally or Tally.begun(binding)
    if "live" in request.POST:
        return render(request, *brief(sent))
    if "back" in request.POST:
        return render(request, *asking(call, sent.steps.back(), sent.before(), tally=kept, sent=sent))
    if not sent.form.is_valid():
        return render(request, *asking(call, sent.steps, sent.form, tally=kept, sent=sent), status=422)
    if "start" in request.POST:
        return _start(request, sent)
    if "change" in request.POST:
        steps = sent.steps.whole(sent.answers)
        return render(request, *asking(call, steps, sent.again(steps), tally=kept, sent=sent, whole=True))
    if tally is not None and sent.finished and "read_in" not in request.POST:
        kept = count_check(binding, call, tally, sent.result.stopped_by, over=not sent.left)
    if not sent.left:
        return render(request, *result_page(sent, tally=kept))
    steps = sent.steps if "read_in" in request.POST else sent.steps.next(sent.answers)
    return render(request, *asking(call, steps, sent.again(steps), tally=kept, sent=sent))


def _start(request: HttpRequest, sent: Sent) -> HttpResponse:
    definition = Definition.from_version(sent.call.programme_version)
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**kept, sent.call.slug: answers_by_group(definition, sent.answers)}
    return redirect("application_begin", sent.call.slug)
