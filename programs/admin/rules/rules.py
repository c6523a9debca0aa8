"""Pages for a rule's frame, for parameters' values, and the small verbs that need no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from portal.common.forms import CleanTextField
from programs.admin.rules.conditions import READ_AND_SEND
from programs.admin.rules.frame import answering, language, page, refused_form, require_draft, url
from programs.admin.rules.leaf_form import ExpectedForm
from programs.admin.rules.rule_form import RuleFrameForm
from programs.admin.rules.shown import shown_parameters
from programs.authoring import edits
from programs.eligibility.parameters import Parameter, ParameterType, value_content
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


@require_http_methods(READ_AND_SEND)
@answering
def parameters(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Change the value that a parameter has where neither round nor call gives one."""
    require_draft(request, version)
    key = request.GET.get("key", "")
    declared = services.rules_in(version).parameters
    if key not in declared or declared[key].default is None:
        shown = shown_parameters(version, language())
        return page(request, "parameters", _("Values in the rules"), version, parameters=shown)
    parameter = declared[key]
    sent = request.POST if request.method == "POST" else None
    form = ParameterForm(sent, parameter=parameter, initial={"expected": version.sha256})
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            value, expected = form.cleaned_data["default"], form.cleaned_data["expected"]
            try:
                services.change_parameter(version, key, value, expected=expected, actor=request.user)
            except DomainError as error:
                status = refused_form(form, error, request)
            else:
                messages.success(request, _("%(key)s is saved.") % {"key": key})
                return redirect(url("change", version))
    label = parameter.labels.get(language()) or parameter.labels["en"]
    return page(request, "parameter", label, version, status=status, form=form, key=key)


class ParameterForm(ExpectedForm):
    """The value a parameter has by itself, as text that the rules' own reader reads."""

    default = CleanTextField(max_length=400)

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        self.parameter = parameter
        value = value_content(parameter.default) if parameter.default is not None else ""
        shown = ", ".join(value) if isinstance(value, list) else value
        super().__init__(*args, **{**kwargs, "initial": {"default": shown, **kwargs.get("initial", {})}})
        self.fields["default"].label = _("Where neither round nor call gives a value")
        self.fields["default"].help_text = _HINTS[parameter.type]()

    def clean_default(self) -> Any:
        """Return the value as the content holds it."""
        try:
            return value_content(self.parameter.read_text(str(self.cleaned_data["default"])))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="unreadable") from None


_HINTS: dict[ParameterType, Callable[[], str]] = {
    ParameterType.DATE: lambda: _("A day as year-month-day."),
    ParameterType.INT: lambda: _("A whole number."),
    ParameterType.DECIMAL: lambda: _("A number."),
    ParameterType.CODE: lambda: _("One code."),
    ParameterType.CODES: lambda: _("Codes, separated by commas, or the word all."),
}


@require_POST
@answering
def act(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Do what needs no page: the opposite of a condition, taking away a condition or a rule, discarding the draft."""
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
        case "remove_rule":
            services.remove_rule(version, key, expected=expected, actor=actor)
            messages.success(request, _("%(key)s is taken away.") % {"key": key})
            return redirect(url("change", version))
        case _:
            raise DomainError("no_verb", _("This page does not know what to do. Open it again and use its buttons."))
    messages.success(request, _("%(key)s is saved.") % {"key": key})
    return redirect(f"{url('change', version)}#rule-{key}")
