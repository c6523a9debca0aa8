"""The page of one correction: before and after, what it would change, and the decision about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from applications.addenda import addenda_of, corrected_answers, foreseen
from applications.models import Addendum, AddendumState, Application
from applications.overriding import Standing, standing_of
from applications.queries import definition_of, facts_of
from applications.review.admin.columns import status_tag
from applications.review.forms import SetAsideForm, VersionForm
from applications.review.services import may_decide_addenda, set_aside_addendum, take_addendum
from applications.states import SCREENED
from applications.views.addendum_words import shown
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import turned_away
from portal.common.reader_language import reader_language
from portal.common.translated import pick
from portal.staffsite.kept import restored
from programs.eligibility import Facts, explain
from programs.verdicts import VerdictInWords, verdicts_in_words

TAKE = "take"


@dataclass(frozen=True)
class Effect:
    """What counts now and what would count: outcomes as tags, and the rules whose verdict would be another."""

    now: Any
    then: Any
    same: bool
    rules: list[VerdictInWords]


def addendum_page(admin: Any, request: HttpRequest, application: Application, number: str) -> HttpResponse:
    """Show a correction with its forms; a POST decides. Raises Http404 for a number that there is not."""
    digits = number if number.isdecimal() and len(number) < 7 else "0"
    addendum = addenda_of(application).filter(number=int(digits)).first()
    if addendum is None:
        raise Http404
    addendum.application = application
    if request.method != "POST":
        return _page(admin, request, addendum)
    taking = request.POST.get("do") == TAKE
    form = (VersionForm if taking else SetAsideForm)(request.POST, auto_id="id_addendum_%s")
    if not form.is_valid():
        return _page(admin, request, addendum, form, 422)
    try:
        _decide(addendum, request.user, form.cleaned_data, taking=taking)
    except DomainError as error:
        application.refresh_from_db(fields=["status", "version"])
        addendum.refresh_from_db(fields=["state", "decided_by", "decided_at"])
        return _page(admin, request, addendum, form, _refused(request, application, form, error))
    done = _("The correction is taken into account.") if taking else _("The correction is set aside.")
    messages.success(request, f"{done} {_('The applicant is told by mail.')}")
    return redirect(admin.address(request, application.pk))


def _decide(addendum: Addendum, user: Any, data: dict[str, Any], *, taking: bool) -> None:
    if taking:
        take_addendum(addendum, user=user, expected_version=data["expected_version"])
    else:
        set_aside_addendum(addendum, user=user, words=data["words"], expected_version=data["expected_version"])


def _page(
    admin: Any, request: HttpRequest, addendum: Addendum, wrong: VersionForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; that somebody saw it is on record, below a refused form as well."""
    application = addendum.application
    record("applications.dossier_opened", user=request.user, about=application)
    waiting = addendum.state == AddendumState.WAITING
    typed = {} if wrong else restored(request, request.path)
    initial = {**typed, "expected_version": application.version}
    kept = wrong if isinstance(wrong, SetAsideForm) else None
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Correction %(number)d") % {"number": addendum.number},
        "application": application,
        "shown": shown(application, addendum),
        "health": addendum.health.all().exists(),
        "effect": effect_of(addendum) if waiting else None,
        "may_decide": waiting and may_decide_addenda(application, request.user),
        "before_review": application.status in SCREENED,
        "setting_aside": kept or SetAsideForm(initial=initial, auto_id="id_addendum_%s"),
        "version": application.version,
        "wrong": wrong,
        "restored": bool(typed),
        "status_tag": status_tag(application.status),
        "back": admin.address(request, application.pk),
    }
    return TemplateResponse(request, "admin/applications/application/addendum.html", context, status=status)


def effect_of(addendum: Addendum) -> Effect | None:
    """Return what a correction would change of the screening; None once it is erased."""
    application = addendum.application
    now, then, answers = standing_of(application), foreseen(addendum), corrected_answers(addendum)
    if now is None or then is None or answers is None:
        return None
    before, after, language = now.best.verdicts, then.best.verdicts, reader_language()
    facts = facts_of(application, then.best.result.choice.facts(), documents_complete=True, answers=answers)
    explained = _explained(application, then, facts, language)
    return Effect(
        now=status_tag(now.outcome),
        then=status_tag(then.outcome),
        same=now.outcome == then.outcome,
        rules=verdicts_in_words([item for item in explained if before.get(item.key) != after[item.key]], language),
    )


def _explained(application: Application, then: Standing, facts: Facts, language: str) -> list[Any]:
    themes = {theme.key: pick(theme.name, language) for theme in application.call.themes.all()}
    names = {definition_of(application).choice_fact or "theme": themes}
    return explain(then.bound, then.best.verdicts, facts, language=language, names=names)


def _refused(request: HttpRequest, application: Application, form: VersionForm, error: DomainError) -> int:
    form.add_error(None, str(error))
    if isinstance(error, Conflict):  # the reader now sees what is stored, so sending it again means it
        form.data = {**request.POST.dict(), "expected_version": str(application.version)}
        return 409
    if isinstance(error, NotAllowed):
        turned_away.send(sender=None, request=request, status=403)
        return 403
    return 422
