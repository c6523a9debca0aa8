"""The way from a draft to what holds: what differs, what stands against it, proposing, publishing, sending back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.errors import DomainError
from portal.common.forms import CleanTextField
from programs.admin.rules.conditions import READ_AND_SEND
from programs.admin.rules.frame import answering, language, may_draft, may_publish, page, refused_form, url
from programs.admin.rules.leaf_form import ExpectedForm
from programs.admin.rules.shown import against_base
from programs.models import RuleSetVersion, VersionState
from programs.services import rules as services
from programs.services.rules.shared import require


class NoteForm(ExpectedForm):
    """Why."""

    mark_optional = False  # the service asks for it, and says for what

    note = CleanTextField(max_length=2000, multiline=True, required=False)

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.fields["note"].help_text = label, help_text


_PROPOSE = {
    "label": gettext_lazy("What changes, and why"),
    "help_text": gettext_lazy("Kept with the version for good. Name the source of the change."),
}
_SEND_BACK = {"label": gettext_lazy("What has to change before it can be published")}


@require_safe
@answering
def differences(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Show what a version says otherwise than the one it was begun from."""
    found = against_base(version, services.rules_in(version), language())
    return page(request, "differences", _("What differs"), version, differences=found)


@require_http_methods(READ_AND_SEND)
@answering
def publication(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Show all that publishing rests on, and do the next step."""
    if request.method != "POST":
        return _publication(request, version)
    verb = request.POST.get("verb", "")
    match verb:
        case "propose":
            return _with_note(request, version, _PROPOSE, verb)
        case "send_back":
            return _with_note(request, version, _SEND_BACK, verb)
        case "take_back":
            services.take_back(version, actor=request.user)
            messages.success(request, _("It is a draft again."))
        case "publish":
            services.publish(version, expected=request.POST.get("expected", ""), actor=request.user)
            messages.success(
                request,
                _("%(version)s is published. New calls are bound to it; announced ones keep theirs.")
                % {"version": version},
            )
        case "discard":
            services.discard(version, actor=request.user)
            messages.success(request, _("The draft is discarded."))
            return redirect(reverse("admin:programs_ruleset_change", args=[version.rule_set_id]))
        case _:
            raise DomainError("no_verb", _("This page does not know what to do. Open it again and use its buttons."))
    return redirect(url("change", version))


def _with_note(request: HttpRequest, version: RuleSetVersion, words: dict[str, Any], verb: str) -> HttpResponse:
    form = NoteForm(request.POST, **words)
    if not form.is_valid():
        return _publication(request, version, form, 422)
    note, expected = form.cleaned_data["note"], form.cleaned_data["expected"]
    try:
        if verb == "propose":
            services.propose(version, note=note, expected=expected, actor=request.user)
            messages.success(request, _("It is proposed. A colleague previews and publishes it."))
        else:
            services.send_back(version, reason=note, actor=request.user)
            messages.success(request, _("It is sent back and a draft again."))
    except DomainError as error:
        if error.code in ("note_missing", "reason_missing"):
            error.values["field"] = "note"
        return _publication(request, version, form, refused_form(form, error, request))
    return redirect(url("change", version))


def _publication(
    request: HttpRequest, version: RuleSetVersion, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    proposed, draft = version.state == VersionState.PROPOSED, version.state == VersionState.DRAFT
    own = proposed and version.proposed_by_id == request.user.pk
    context: dict[str, Any] = {
        "checked": services.check(version),
        "differences": against_base(version, services.rules_in(version), language()),
        "preview": services.preview_of(version),
        "may_propose": draft and may_draft(request, version),
        "may_take_back": own,
        "may_decide": proposed and not own and may_publish(request, version),
        "stands_against": services.why_not_published(version, request.user) if proposed else None,
    }
    if form is None:
        words = _PROPOSE if draft else _SEND_BACK
        form = NoteForm(initial={"expected": version.sha256, "note": version.note if draft else ""}, **words)
    title = _("Propose") if draft else _("Publish") if proposed else _("Publication")
    return page(request, "publication", title, version, status=status, form=form, **context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft from the version on whose page the button was pressed."""

    @answering
    def begun(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
        require(request.user, version.rule_set)
        draft = services.begin_draft(version.rule_set, actor=request.user)
        messages.success(request, _("The draft is begun. Nobody is affected before it is published."))
        return redirect(url("change", draft))

    return begun(request, pk)
