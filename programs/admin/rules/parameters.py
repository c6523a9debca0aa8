"""Pages for the values that rules leave open for rounds and calls to give."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.errors import DomainError
from programs.admin.rules.conditions import READ_AND_SEND
from programs.admin.rules.frame import answering, language, page, refused_form, require_draft, url
from programs.admin.rules.parameter_forms import NewParameterForm, ParameterForm
from programs.admin.rules.shown import shown_parameters
from programs.models import RuleSetVersion
from programs.services import rules as services
from programs.vocabulary import vocabulary


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


@require_http_methods(READ_AND_SEND)
@answering
def add_parameter(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Declare a value that rounds and calls give, for conditions to name."""
    require_draft(request, version)
    sent = request.POST if request.method == "POST" else None
    initial = {"expected": version.sha256}
    form = NewParameterForm(sent, words=vocabulary(), language=language(), initial=initial)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            key, expected = form.cleaned_data["key"], form.cleaned_data["expected"]
            try:
                services.add_parameter(version, key, form.declared(), expected=expected, actor=request.user)
            except DomainError as error:
                status = refused_form(form, error, request)
            else:
                messages.success(request, _("The value “%(key)s” is added. Conditions can name it now.") % {"key": key})
                return redirect(f"{url('change', version)}#values")
    title = _("Add a value that rounds and calls give")
    return page(request, "parameter", title, version, status=status, form=form)
