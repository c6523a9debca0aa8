"""What is verified of an application: a section of its dossier, and the page on which facts are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.evidence import Strict, in_form_order, strict
from applications.models import Application, FactCheck, FactVerdict
from applications.overriding import Standing
from applications.permissions import roles_on
from applications.queries import current_documents, definition_of
from applications.review.admin.columns import status_tag
from applications.review.admin.dossier import documents_shown
from applications.review.evidence_form import FactForm, SeenForm, fact_forms
from applications.review.services import check_facts, checkable, may_check_facts, newest_check
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.translated import pick
from programs.definitions import Definition
from programs.definitions.definition import DOCUMENTS
from programs.eligibility import Facts, Verdict, explain
from programs.forms import display_items
from programs.vocabulary import vocabulary


@dataclass(frozen=True)
class Tag:
    """What components/verdict_tag.html asks for."""

    verdict: str
    referred: bool


@dataclass(frozen=True)
class RuleBothWays:
    """One rule as declared and as verified; `sentence` where it fails on what was verified, `lacking` what it needs."""

    statement: str
    requirement: str
    declared: Tag
    verified: Tag
    sentence: str
    lacking: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the two strictnesses come to two verdicts."""
        return self.declared.verdict != self.verified.verdict


@dataclass(frozen=True)
class SeenFact:
    """A fact with its declared value, what was seen of it, by whom, on what."""

    key: str
    label: str
    declared: Any
    seen: Any
    check: FactCheck | None
    document: str
    note: str
    who: str
    at: datetime | None
    form: FactForm | None = None

    @property
    def otherwise(self) -> bool:
        """Whether it was seen to be otherwise."""
        return self.check is not None and self.check.verdict == FactVerdict.DIFFERS


@dataclass(frozen=True)
class EvidenceShown:
    """The section of a dossier. `lacking` are labels of the facts that a rule still needs to be verified."""

    stage: str
    erased: bool
    complete: bool
    given_tag: str
    strict_tag: str
    rules: tuple[RuleBothWays, ...]
    health: bool
    lacking: tuple[str, ...]
    otherwise: tuple[SeenFact, ...]
    fails: bool
    may_check: bool


def evidence_shown(application: Application, user: Any, standing: Standing | None) -> EvidenceShown | None:
    """Return the section of the dossier, None where the programme asks for no evidence. `standing` is what counts."""
    found = strict(application, standing)
    if found is None:
        return None
    facts = _facts(application, found)
    return EvidenceShown(
        stage=pick(found.stage.title),
        erased=found.erased,
        complete=found.complete,
        given_tag=status_tag(found.given.outcome),
        strict_tag=status_tag(found.strict.outcome),
        rules=_both_ways(application, found),
        health=bool(found.bound.health_rules),
        lacking=tuple(_label(key) for key in found.lacking),
        otherwise=tuple(fact for fact in facts if fact.otherwise),
        fails=bool(found.failing()),
        may_check=not found.erased and may_check_facts(application, roles_on(user, application)),
    )


def evidence_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """GET shows the facts with the documents beside them, POST keeps what was seen. Raises Http404 without a floor.

    What was refused comes back with everything typed: 422, 409 when somebody was quicker. Raises PermissionDenied.
    """
    found = strict(application)
    if found is None:
        raise Http404
    if not may_check_facts(application, roles_on(request.user, application)):
        raise PermissionDenied(_("Facts are checked by reviewers of the office, as long as the application runs."))
    if request.method != "POST":
        return _page(admin, request, application, found, _seen_form(application, found), None, status=200)
    seen = SeenForm(request.POST)
    forms = _forms(application, found, request.POST)
    valid = [form.is_valid() for form in (seen, *forms)]
    if not all(valid):
        return _page(admin, request, application, found, seen, forms, status=422)
    try:
        made = check_facts(
            application,
            [form.sighting() for form in forms],
            user=request.user,
            snapshot=seen.cleaned_data["snapshot"],
            newest=seen.cleaned_data["expected_version"],
        )
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        return _refused(admin, request, application, error, seen, forms)
    words = ngettext("What you saw of %(n)d fact is saved.", "What you saw of %(n)d facts is saved.", len(made))
    messages.success(request, words % {"n": len(made)})
    return redirect(f"{admin.address(request, application.pk)}#evidence")


def _refused(
    admin: Any,
    request: HttpRequest,
    application: Application,
    error: DomainError,
    seen: SeenForm,
    forms: list[FactForm],
) -> HttpResponse:
    """The page again, the error beside its fact where it has one; after a conflict it carries what is stored now."""
    at = next((form for form in forms if form.fact == error.values.get("fact")), None)
    fresh = strict(application)
    if fresh is None:
        raise Http404
    if not isinstance(error, Conflict):
        (at or seen).add_error(None, str(error))
        return _page(admin, request, application, fresh, seen, forms, status=422)
    again = _seen_form(application, fresh, data=True)
    again.is_valid()
    again.add_error(None, str(error))
    return _page(admin, request, application, fresh, again, _forms(application, fresh, request.POST), status=409)


def _seen_form(application: Application, found: Strict, *, data: bool = False) -> SeenForm:
    """What the page shows now; `data` makes it a form that can carry an error."""
    values = {"snapshot": found.snapshot.pk, "expected_version": newest_check(application)}
    return SeenForm(values) if data else SeenForm(initial=values)


def _page(
    admin: Any,
    request: HttpRequest,
    application: Application,
    found: Strict,
    seen: SeenForm,
    forms: list[FactForm] | None,
    *,
    status: int,
) -> HttpResponse:
    record("applications.dossier_opened", user=request.user, about=application)
    of_fact = {form.fact: form for form in forms or _forms(application, found, None)}
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Verify facts"),
        "application": application,
        "stage": pick(found.stage.title),
        "erased": found.erased,
        "facts": [fact for fact in _facts(application, found, of_fact) if fact.form is not None],
        "seen": seen,
        "refused": status != 200,
        "dossier": {"documents": documents_shown(application)},
        "back": admin.address(request, application.pk),
        "here": f"{reverse('admin:applications_application_evidence', args=[application.pk])}",
    }
    return TemplateResponse(request, "admin/applications/application/verify.html", context, status=status)


def _forms(application: Application, found: Strict, data: Any) -> list[FactForm]:
    definition, known = definition_of(application), vocabulary()
    documents = current_documents(application)
    return fact_forms(
        definition,
        [known[key] for key in _listed(definition, found)],
        call=application.call,
        declared=found.declared,
        checks=found.checks,
        documents=[(document.pk, pick(definition.slot(slot).title)) for slot, document in documents.items()],
        data=data,
    )


def _listed(definition: Definition, found: Strict) -> tuple[str, ...]:
    """The facts to check: those that rules speak of and somebody stated, or that a rule still lacks."""
    stated = {key for key in checkable(found) if key in found.declared or key in found.checks}
    return in_form_order(definition, stated | set(found.lacking))


def _facts(application: Application, found: Strict, forms: Mapping[str, FactForm] | None = None) -> Iterable[SeenFact]:
    definition = definition_of(application)
    return [_fact(application, definition, found, key, (forms or {}).get(key)) for key in _listed(definition, found)]


def _fact(application: Application, definition: Definition, found: Strict, key: str, form: FactForm | None) -> SeenFact:
    check = found.checks.get(key)
    seen = getattr(check, "seen", None)
    document = getattr(seen, "document", None)
    person = getattr(getattr(check, "checked_by", None), "person", None)
    return SeenFact(
        key=key,
        label=_label(key),
        declared=_in_words(application, definition, key, found.declared),
        seen=_in_words(application, definition, key, found.facts) if check else "",
        check=check,
        document=pick(definition.slot(document.slot).title) if document else "",
        note=getattr(seen, "note", ""),
        who=(person.full_name if person else "") or (check.checked_by.email if check else ""),
        at=check.checked_at if check else None,
        form=form,
    )


def _label(key: str) -> str:
    return vocabulary()[key].label(get_language() or "en")


def _in_words(application: Application, definition: Definition, key: str, facts: Facts) -> Any:
    """A fact's value as people read it, "" for none; a list where it is several things."""
    if key not in facts:
        return ""
    language = get_language() or "en"
    value = facts.content()[key]
    value = value["codes"] if isinstance(value, dict) else value
    if key == DOCUMENTS:
        titles = {slot.key: pick(slot.title) for slot in definition.documents}
        return [titles.get(code, code) for code in value]
    question = definition.question_of_fact(key)
    if question is not None:
        return display_items(question, value, language, call=application.call)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    codes = vocabulary()[key].codes
    names = [codes.label(code, language) for code in (value if isinstance(value, list) else [value])] if codes else []
    return names or str(value)


def _both_ways(application: Application, found: Strict) -> tuple[RuleBothWays, ...]:
    """Every rule but those on health, what differs between the two first, in the order of the rules otherwise."""
    language = get_language() or "en"
    names = {key: {theme.key: pick(theme.name, language) for theme in application.call.themes.all()}
             for key in found.of_choice}  # fmt: skip
    declared = explain(found.bound, found.given, found.declared, language=language, names=names)
    verified = explain(found.bound, found.strict, found.counted, language=language, names=names)
    lacking = set(found.lacking)
    rows = [
        RuleBothWays(
            statement=now.text,
            requirement=now.requirement,
            declared=Tag(before.verdict.value, before.referred),
            verified=Tag(now.verdict.value, now.referred),
            sentence=now.sentence if now.verdict is Verdict.FAIL else "",
            lacking=tuple(_label(key) for key in found.lacking if key in now.facts & lacking)
            if now.verdict is Verdict.UNKNOWN
            else (),
        )
        for before, now in zip(declared, verified, strict=True)
        if not now.health
    ]
    return tuple(sorted(rows, key=lambda row: not row.differs))
