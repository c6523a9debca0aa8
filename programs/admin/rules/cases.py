"""The page of a version's cases: those of the file, those made at every limit; the file up and down."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.errors import DomainError
from programs.admin.rules.conditions import READ_AND_SEND
from programs.admin.rules.frame import answering, editable, page, refused_form, require_draft, url
from programs.models import RuleSetVersion
from programs.services.rules import cases_as_yaml, check, put_cases
from programs.services.rules.cases import LARGEST_FILE


class CasesForm(forms.Form):
    """A file of cases."""

    file = forms.FileField(
        label=gettext_lazy("File of cases (YAML, at most 256 KiB)"),
        help_text=gettext_lazy("It takes the place of all cases that are there. Download them first to change some."),
    )


@require_http_methods(READ_AND_SEND)
@answering
def cases(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Show how the cases come out; take a new file."""
    form = CasesForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        require_draft(request, version)
        form = CasesForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                # One byte more than is allowed is enough to refuse it.
                put_cases(version, upload.read(LARGEST_FILE + 1), name=upload.name, actor=request.user)
            except DomainError as error:
                status = refused_form(form, error, request)
            else:
                messages.success(request, _("The cases are saved."))
                return redirect(url("cases", version))
    checked = check(version)
    limits = [(rule, list(found)) for rule, found in groupby(checked.limits, key=lambda each: each.boundary.rule)]
    context = {"form": form if editable(request, version) else None, "checked": checked, "limits": limits}
    return page(request, "cases", _("Cases"), version, status=status, **context)


@require_safe
@answering
def cases_file(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Return the cases as a file."""
    name = f"{version.rule_set.key}-v{version.number}-cases.yaml"
    return HttpResponse(
        cases_as_yaml(version),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
