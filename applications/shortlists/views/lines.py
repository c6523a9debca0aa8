"""One line: move it, decide it against its rank, say what its applicant is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.shortlists import services
from applications.shortlists.forms import DecisionForm, LineReasonForm, MoveForm, VersionedForm, initial_reason
from applications.shortlists.models import ShortlistLine
from applications.shortlists.services.by_hand import BY_RANK, Changed
from applications.shortlists.views.shared import answering, fetch, fetch_line, page, require_change, url
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.staffsite.kept import restored

FORMS: dict[str, type[VersionedForm]] = {"move": MoveForm, "decide": DecisionForm, "reason": LineReasonForm}


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def edit(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Show a line's three forms; take the one that was sent, named by its button `do`."""
    shortlist = fetch(request, pk)
    line = fetch_line(shortlist, line_pk)
    if request.method == "POST":
        require_change(request, shortlist)
    todo = request.POST.get("do", "")
    if todo not in FORMS:
        typed = restored(request, request.path)
        return _page(request, line, _forms(line, typed=typed), kept=bool(typed))
    forms = _forms(line, todo, request.POST)
    sent = forms[todo]
    if not sent.is_valid():
        return _page(request, line, forms, form=sent, status=422)
    try:
        messages.success(request, _do(todo, line, sent.cleaned_data, request.user))
    except NotAllowed:
        raise
    except Conflict as conflict:
        fresh = fetch_line(fetch(request, pk), line_pk)
        # The reader now sees what is stored, so sending the form again means it.
        forms = _forms(fresh, todo, {**request.POST.dict(), "version": str(conflict.values["version"])})
        mine = _mine(todo, forms[todo])
        return _page(request, fresh, forms, form=forms[todo], conflict=conflict, mine=mine, status=409)
    except DomainError as error:
        if error.code in ("gone", "not_a_draft"):
            raise
        sent.add_error(None, str(error))
        return _page(request, line, forms, form=sent, status=422)
    return redirect(f"{url('change', pk)}#line-{line.pk}")


def _forms(
    line: ShortlistLine,
    todo: str = "",
    sent: Mapping[str, Any] | None = None,
    *,
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """All three forms: `todo` holds what was `sent`; what was `typed` before a session ended is there again."""
    typed = typed or {}
    initial: dict[str, dict[str, Any]] = {
        "move": {},
        "decide": {"decision": line.decision if line.decided_by_hand else BY_RANK},
        "reason": initial_reason(line),
    }
    if typed.get("do") in initial:
        initial[typed["do"]].update(typed)
    return {
        name: form(
            sent if name == todo else None,
            initial={**initial[name], "version": line.shortlist.version},
            auto_id=f"id_{name}_%s",
        )
        for name, form in FORMS.items()
    }


def _do(todo: str, line: ShortlistLine, values: dict[str, Any], user: Any) -> str:
    """Call the service and say what it did."""
    expected = values["version"]
    if todo == "move":
        from_rank = line.rank
        changed = services.move(line, values["to_rank"], values["reason"], user=user, expected_version=expected)
        said = _("%(name)s moved from rank %(old)s to %(new)s.") % {
            "name": _name(line), "old": from_rank, "new": changed.line.rank,
        }  # fmt: skip
        return f"{said} {_followed(changed)}".strip()
    if todo == "decide":
        changed = services.decide(line, values["decision"], values["reason"], user=user, expected_version=expected)
        said = _("%(name)s: %(decision)s.") % {"name": _name(line), "decision": changed.line.get_decision_display()}
        return f"{said} {_followed(changed)}".strip()
    services.give_line_reason(line, values["code"], values["text"], user=user, expected_version=expected)
    return _("What %(name)s is told was saved.") % {"name": _name(line)}


def _followed(changed: Changed) -> str:
    others = [
        _("%(reference)s is now “%(decision)s”")
        % {"reference": row.application.reference, "decision": row.get_decision_display()}
        for row in changed.followed
    ]
    if not others:
        return ""
    lead = ngettext("One other decision changed with it:", "Other decisions changed with it:", len(others))
    return f"{lead} {'; '.join(others)}."


def _mine(todo: str, form: Any) -> str:
    """What the reader wanted, in words, for the page that shows both."""
    if todo == "move":
        return _("rank %(rank)s, because: %(reason)s") % {
            "rank": form["to_rank"].value(), "reason": form["reason"].value(),
        }  # fmt: skip
    if todo == "decide":
        label = dict(form.fields["decision"].choices).get(form["decision"].value(), "")
        return _("%(decision)s, because: %(reason)s") % {"decision": label, "reason": form["reason"].value()}
    return str(form["text"].value() or _("the reason of the list"))


def _name(line: ShortlistLine) -> str:
    return str(line.application.person)


def _page(
    request: HttpRequest, line: ShortlistLine, forms: dict[str, Any], *, status: int = 200, **more: Any
) -> HttpResponse:
    title = _("Rank %(rank)s: %(name)s") % {"rank": line.rank, "name": _name(line)}
    return page(
        request, "line", title, status=status, shortlist=line.shortlist, line=line, forms=forms,
        last=line.shortlist.lines.count(), **more,
    )  # fmt: skip
