"""Beginning an application and saving its sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import health
from applications.models import Application, Choice, Section
from applications.queries import definition_of
from applications.states import ENDED_FOR_GOOD, Status
from portal.accounts.services import person_of
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from programs.definitions import Group, QuestionType
from programs.models import Call, CallState
from programs.wording import deadline_sentence


def begin(call: Call, *, user: Any, prefill: Mapping[str, Mapping[str, Any]] | None = None) -> Application:
    """Begin an application, or return the live one this person already has.

    The draft pins the call's programme version and binding of this moment. `prefill` are answers by group (from
    the eligibility check); they are kept as incomplete sections. Raises DomainError: call_not_open (values: state,
    reference of the draft that the deadline closed, '' without one).
    """
    person = person_of(user)
    existing = _live(call, user)
    if existing is not None:
        return existing
    binding = call.binding
    if call.state is not CallState.OPEN or binding is None:
        raise _not_open(call, user)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                office_id=call.office_id,
                call=call,
                person=person,
                programme_version=call.programme_version,
                binding=binding,
            )
            Choice.objects.create(office_id=call.office_id, application=application, rank=1)
            _prefill(application, prefill or {})
    except IntegrityError:  # two clicks at once: the other one made it
        existing = _live(call, user)
        if existing is None:
            raise
        return existing
    return application


def refusal(call: Call, *, user: Any) -> DomainError | None:
    """Return why this person cannot begin or continue here now, None when they can. Reads only."""
    can_begin = call.state is CallState.OPEN and call.binding is not None
    return None if can_begin or _live(call, user) else _not_open(call, user)


def _not_open(call: Call, user: Any) -> DomainError:
    state = call.state
    closed = Application.objects.of_person(user).filter(call=call, status=Status.CLOSED).order_by("-pk")
    reference = closed.values_list("reference", flat=True).first() or ""
    sentence = deadline_sentence(call, state, reference=reference)
    return DomainError("call_not_open", sentence, state=state.value, reference=reference)


def _live(call: Call, user: Any) -> Application | None:
    return Application.objects.of_person(user).filter(call=call).exclude(status__in=ENDED_FOR_GOOD).first()


def _prefill(application: Application, prefill: Mapping[str, Mapping[str, Any]]) -> None:
    for group in definition_of(application).groups:
        answers = {q.key: prefill[group.key][q.key] for q in group.questions if q.key in prefill.get(group.key, {})}
        if answers:
            plain = _keep_special_answers(application, group, answers)
            Section.objects.create(
                office_id=application.office_id, application=application, key=group.key, answers=plain
            )


@transaction.atomic
def save_section(
    application: Application,
    key: str,
    answers: Mapping[str, Any],
    *,
    user: Any,
    expected_version: int,
    complete: bool,
) -> Section:
    """Save one group's answers. `expected_version` is the section's version the page was made from, 0 for a new one.

    Health answers are stored apart and encrypted; the theme becomes the choice's. Raises Conflict
    (values: stored, version) when another tab saved first; DomainError: not_a_draft, unknown_section.
    """
    locked = own_draft(application, user)
    group = next((group for group in definition_of(locked).groups if group.key == key), None)
    if group is None:
        raise DomainError("unknown_section", _("This application has no section “%(key)s”.") % {"key": key}, key=key)
    section = locked.sections.select_for_update().filter(key=key).first()
    stored_version = section.version if section else 0
    if stored_version != expected_version:
        raise Conflict(
            "section_conflict",
            _("This section was changed in another window. Choose which answers to keep."),
            stored=dict(section.answers) if section else {},
            version=stored_version,
        )
    plain = _keep_special_answers(locked, group, answers)
    section = section or Section(office_id=locked.office_id, application=locked, key=key)
    section.answers, section.complete = plain, complete
    section.version, section.saved_at = stored_version + 1, clock.now()
    section.save()
    return section


def own_draft(application: Application, user: Any) -> Application:
    """Return the application locked. Raises DomainError: not_a_draft, or not_yours for somebody else's."""
    rows = Application.objects.of_person(user).select_for_update(of=("self",))
    locked = (
        rows.select_related("person", "call__office", "programme_version", "binding").filter(pk=application.pk).first()
    )
    if locked is None:
        raise DomainError("not_yours", _("There is no such application of yours."))
    if locked.status != Status.DRAFT:
        raise DomainError(
            "not_a_draft",
            _("Application %(reference)s is no longer a draft; what was sent cannot be changed here.")
            % {"reference": locked.reference},
            status=locked.status,
        )
    return locked  # type: ignore[no-any-return]


def _keep_special_answers(application: Application, group: Group, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Put health answers and the theme where they belong; return the plain answers."""
    plain: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    for question in group.questions:
        value = answers.get(question.key)
        if question.health:
            secret[question.key] = value
            continue
        if value not in (None, "", []):
            plain[question.key] = value
        if question.type is QuestionType.THEME:
            _choose_theme(application, value)
    if secret:
        health.store(application, secret)
    return plain


def _choose_theme(application: Application, key: Any) -> None:
    theme = application.call.themes.filter(key=key).first() if key else None
    if key and theme is None:
        raise DomainError("unknown_theme", _("This call has no theme “%(key)s”.") % {"key": key}, key=str(key))
    application.choices.filter(rank=1).update(theme=theme)
