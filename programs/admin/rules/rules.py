"""The page for a rule's frame, and the small verbs that need no page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from programs.admin.rules.conditions import READ_AND_SEND
from programs.admin.rules.frame import answering, page, refused_form, require_draft, url
from programs.admin.rules.rule_form import RuleFrameForm
from programs.authoring import edits
from programs.models import RuleSetVersion
from programs.services import rules as services
from programs.services.rules.editing import rule_of
from programs.vocabulary import sources


@require_http_methods(READ_AND_SEND)
@answering
def frame(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Change what a rule says of itself: statement, consequences, sources."""
    require_draft(request, version)
    key = request.GET.get("key", "")
    rule = rule_of(version.content, key)
    sent = request.POST if request.method == "POST" else None
    form = RuleFrameForm(sent, known=sources(), rule=rule, initial={"expected": version.sha256})
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                services.change_rule(
                    version, key, form.frame(), expected=form.cleaned_data["expected"], actor=request.user
                )
            except DomainError as error:
                status = refused_form(form, error, request)
            else:
                messages.success(request, _("%(key)s is saved.") % {"key": key})
                return redirect(f"{url('change', version)}#rule-{key}")
    title = _("What %(key)s says of itself") % {"key": key}
    return page(request, "rule", title, version, status=status, form=form, key=key)


@require_POST
@answering
def act(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Do what needs no page: the opposite of a condition, taking away a condition, a rule or a value."""
    require_draft(request, version)
    verb, key = request.POST.get("verb", ""), request.POST.get("key", "")
    expected, actor = request.POST.get("expected", ""), request.user
    try:
        way = edits.way_of(request.POST.get("at", ""))
    except ValueError:
        way = (20,)  # nowhere: the service says so
    match verb:
        case "negate":
            services.negate(version, key, way, expected=expected, actor=actor)
        case "remove_condition":
            services.remove_condition(version, key, way, expected=expected, actor=actor)
        case "remove_parameter":
            services.remove_parameter(version, key, expected=expected, actor=actor)
            messages.success(request, _("The value “%(key)s” is taken away.") % {"key": key})
            return redirect(url("change", version))
        case "remove_rule":
            services.remove_rule(version, key, expected=expected, actor=actor)
            messages.success(request, _("%(key)s is taken away.") % {"key": key})
            return redirect(url("change", version))
        case _:
            raise DomainError("no_verb", _("This page does not know what to do. Open it again and use its buttons."))
    messages.success(request, _("%(key)s is saved.") % {"key": key})
    return redirect(f"{url('change', version)}#rule-{key}")
