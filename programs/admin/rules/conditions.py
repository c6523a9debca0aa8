"""Pages for one condition: change its values, ask something else of the fact, add another condition or a whole rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.common.errors import DomainError
from programs.admin.rules.frame import answering, language, page, refused_form, require_draft, url
from programs.admin.rules.leaf_form import LeafForm
from programs.admin.rules.rule_form import RuleFrameForm, RuleKeyForm
from programs.authoring import edits
from programs.authoring.templates import templates_for
from programs.definitions import Definition
from programs.eligibility import Fact, RuleSet
from programs.models import Programme, RuleSetVersion
from programs.permissions import programmes_of
from programs.services.rules import add_rule, change_leaf, join_leaf, rules_in
from programs.services.rules.editing import rule_of
from programs.vocabulary import lists, sources

READ_AND_SEND = ["GET", "HEAD", "POST"]
JOIN_TITLES = {"all": gettext_lazy("Add a further condition"), "any": gettext_lazy("Add an alternative")}


@require_http_methods(READ_AND_SEND)
@answering
def change(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Change the values of a condition, or ask something else of the same fact."""
    require_draft(request, version)
    rules, key = rules_in(version), request.GET.get("key", "")
    rule = rule_of(version.content, key)
    way = _way(request.GET.get("at", ""))
    leaf = _leaf_at(rule["when"], way)
    ((operator, body),) = leaf.items()
    fact = rules.vocabulary[body["fact"]]
    asked = request.GET.get("operator", operator)
    if asked not in dict(templates_for(fact)):
        asked = operator
    form = _leaf_form(request, version, rules, fact, asked, leaf)
    if request.method == "POST" and form.is_valid():
        try:
            change_leaf(version, key, way, form.leaf(), expected=form.cleaned_data["expected"], actor=request.user)
        except DomainError as error:
            return _condition(request, version, key, way, fact, asked, form, refused_form(form, error, request))
        return _saved(request, version, key)
    return _condition(request, version, key, way, fact, asked, form, 422 if form.errors else 200)


@require_http_methods(READ_AND_SEND)
@answering
def add(request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
    """Add a rule, or a condition to one: pick a fact, then what is asked of it, then fill in the values."""
    require_draft(request, version)
    rules = rules_in(version)
    key, join = request.GET.get("key", ""), request.GET.get("join", "")
    if key:
        _at(rule_of(version.content, key)["when"], _way(request.GET.get("at", "")))
    title = JOIN_TITLES.get(join, _("Add a rule")) if key else _("Add a rule")
    fact = rules.vocabulary.facts.get(request.GET.get("fact", ""))
    if fact is None:
        return page(request, "choose_fact", title, version, facts=_facts(version, rules), key=key, **_place(request))
    operators = dict(templates_for(fact))
    operator = request.GET.get("operator", "")
    if operator not in operators:
        if len(operators) > 1:
            context: dict[str, Any] = {
                "fact": fact,
                "label": fact.label(language()),
                "operators": operators.items(),
                "key": key,
            }
            return page(request, "choose_operator", title, version, **context, **_place(request))
        operator = next(iter(operators))
    if key:
        return _add_condition(request, version, rules, fact, operator, title)
    return _add_rule(request, version, rules, fact, operator, title)


def _add_condition(
    request: HttpRequest, version: RuleSetVersion, rules: RuleSet, fact: Fact, operator: str, title: Any
) -> HttpResponse:
    key, join, way = request.GET["key"], request.GET.get("join", ""), _way(request.GET.get("at", ""))
    form = _leaf_form(request, version, rules, fact, operator, None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            word = "any" if join == "any" else "all"
            try:
                expected = form.cleaned_data["expected"]
                join_leaf(version, key, way, word, form.leaf(), expected=expected, actor=request.user)
            except DomainError as error:
                status = refused_form(form, error, request)
            else:
                return _saved(request, version, key)
    return page(
        request, "condition", title, version, status=status, form=form, key=key, **_asked(fact, operator), others=()
    )


def _add_rule(
    request: HttpRequest, version: RuleSetVersion, rules: RuleSet, fact: Fact, operator: str, title: Any
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    named = RuleKeyForm(sent)
    form = _leaf_form(request, version, rules, fact, operator, None)
    refers = {"on_false": "refer", "on_unknown": "refer"} if fact.health else {"on_unknown": "pending"}
    frame = RuleFrameForm(sent, known=sources(), initial=refers)
    del frame.fields["expected"]  # the condition's form carries it
    status = 200
    if sent is not None:
        status = 422
        if all([named.is_valid(), form.is_valid(), frame.is_valid()]):
            rule = {"key": named.cleaned_data["key"], **frame.frame(), "when": form.leaf()}
            try:
                add_rule(version, rule, expected=form.cleaned_data["expected"], actor=request.user)
            except DomainError as error:
                status = refused_form(named if error.values.get("field") == "key" else form, error, request)
            else:
                return _saved(request, version, rule["key"])
    context = {"named": named, "form": form, "frame": frame, **_asked(fact, operator)}
    return page(request, "add_rule", title, version, status=status, **context)


def _leaf_form(
    request: HttpRequest, version: RuleSetVersion, rules: RuleSet, fact: Fact, operator: str, leaf: Any
) -> LeafForm:
    return LeafForm(
        request.POST if request.method == "POST" else None,
        rules=rules,
        fact=fact,
        operator=operator,
        lists=lists(),
        language=language(),
        leaf=leaf,
        initial={"expected": version.sha256},
    )


def _condition(
    request: HttpRequest,
    version: RuleSetVersion,
    key: str,
    way: edits.Way,
    fact: Fact,
    operator: str,
    form: LeafForm,
    status: int,
) -> HttpResponse:
    place = {"key": key, "at": edits.text_of(way)}
    others = [
        (words, url("condition", version, **place, operator=word))
        for word, words in templates_for(fact)
        if word != operator
    ]
    title = _("Change a condition of %(key)s") % {"key": key}
    context = {"form": form, "key": key, "others": others, **_asked(fact, operator)}
    return page(request, "condition", title, version, status=status, **context)


def _asked(fact: Fact, operator: str) -> dict[str, Any]:
    return {"fact": fact, "label": fact.label(language()), "words": dict(templates_for(fact))[operator]}


def _saved(request: HttpRequest, version: RuleSetVersion, key: str) -> HttpResponse:
    messages.success(request, _("%(key)s is saved.") % {"key": key})
    return redirect(f"{url('change', version)}#rule-{key}")


def _way(text: str) -> edits.Way:
    try:
        return edits.way_of(text)
    except ValueError:
        raise _no_condition() from None


def _at(when: Any, way: edits.Way) -> Any:
    try:
        return edits.at(when, way)
    except LookupError:
        raise _no_condition() from None


def _leaf_at(when: Any, way: edits.Way) -> Any:
    leaf = _at(when, way)
    if edits.parts_of(leaf):
        raise _no_condition()
    return leaf


def _no_condition() -> DomainError:
    return DomainError("no_condition", _("There is no such condition any more. Look at the rule again."))


def _place(request: HttpRequest) -> dict[str, Any]:
    return {"at": request.GET.get("at", ""), "join": request.GET.get("join", "")}


def _facts(version: RuleSetVersion, rules: RuleSet) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts by name: first what the programmes' forms ask, then what only staff can know, then the rest."""
    asked: set[str] = set()
    for programme in Programme.objects.filter(slug__in=programmes_of(version.rule_set)):
        if programme.current:
            definition = Definition.from_version(programme.current)
            asked |= {question.fact or "" for question in definition.direct_questions()}
    groups: dict[str, list[tuple[str, str]]] = {}
    for fact in rules.vocabulary.facts.values():
        if fact.key in asked or fact.key == "documents":
            group = _("Asked in the application")
        elif fact.answered_by == "staff":
            group = _("Known to staff alone")
        else:
            group = _("Not asked by this programme yet")
        groups.setdefault(group, []).append((fact.key, fact.label(language())))
    order = (_("Asked in the application"), _("Known to staff alone"), _("Not asked by this programme yet"))
    return [(name, sorted(groups[name], key=lambda each: each[1].casefold())) for name in order if name in groups]
