"""Beginning an application and saving its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import health
from applications.models import Application, Choice, Section
from applications.queries import answers_of, definition_of
from applications.states import ENDED_FOR_GOOD, Status
from portal.accounts.services import person_of
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.offices.queries import is_posted
from programs.definitions import Group
from programs.definitions.kinds import THEMES
from programs.models import Call, CallState
from programs.wording import deadline_sentence

# Neither the binding nor the person: another window may take newer rules, or claim it from paper, and a row whose join
# no longer holds once its lock is had is left out by Postgres.
_RELATED = ("call__office",)


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
        given = prefill.get(group.key, {})
        answers = {q.key: given[q.key] for q in group.questions if q.key in given} | _leading_to_entries(group, given)
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

    Health answers are stored apart and encrypted; the theme becomes the choice's. The same answers again, such as after
    an answer that never arrived, are saved already, whatever the version. Raises Conflict (values: stored, version)
    when another tab saved others first; DomainError: not_a_draft, unknown_section.
    """
    locked = own_draft(application, user)
    group = next((group for group in definition_of(locked).groups if group.key == key), None)
    if group is None:
        raise DomainError("unknown_section", _("This application has no section “%(key)s”.") % {"key": key}, key=key)
    section = locked.sections.select_for_update().filter(key=key).first()
    stored_version = section.version if section else 0
    if stored_version != expected_version:
        if section is not None and _holds(locked, group, answers):
            return _completed(section) if complete else section
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


def _holds(application: Application, group: Group, answers: Mapping[str, Any]) -> bool:
    """Whether exactly these answers to a section are stored."""
    stored = answers_of(application, include_health=group.health).get(group.key, {})
    given, kept = ({k: v for k, v in each.items() if v not in (None, "", [])} for each in (answers, stored))
    return given == kept


def _completed(section: Section) -> Section:
    """Mark a section as one that somebody is through with; its answers are those of every window."""
    if not section.complete:
        section.complete, section.saved_at = True, clock.now()
        section.save(update_fields=["complete", "saved_at"])
    return section


def _leading_to_entries(group: Group, given: Mapping[str, Any]) -> dict[str, Any]:
    """Who said how many months leads to the dates of the stays: none, or which ones."""
    leads = group.entries.only_if if group.entries else None
    stated = [given[each.instead.key] for each in group.derived if each.instead.key in given]
    if leads is None or leads.values != (True,) or not stated:
        return {}
    return {leads.question: bool(stated[0])}


def own_draft(application: Application, user: Any) -> Application:
    """Return the application locked: one's own, or an entry from paper on one's desk.

    Raises DomainError: not_a_draft, or not_yours for somebody else's.
    """
    locked = _locked(Application.objects.of_person(user), application)
    if locked is None and is_posted(user):
        locked = _locked(Application.objects.on_desk_of(user), application)
    if locked is None:
        raise DomainError("not_yours", _("There is no such application of yours."))
    if locked.status != Status.DRAFT:
        raise DomainError(
            "not_a_draft",
            _("Application %(reference)s is no longer a draft; what was sent cannot be changed here.")
            % {"reference": locked.reference},
            status=locked.status,
        )
    return locked


def _locked(rows: Any, application: Application) -> Application | None:
    rows = rows.select_for_update(of=("self",)).select_related(*_RELATED)
    found: Application | None = rows.filter(pk=application.pk).first()
    return found


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
        if question.type in THEMES:
            _choose(application, value if isinstance(value, list) else [value] if value else [])
    if group.entries is not None and answers.get(group.key):
        plain[group.key] = answers[group.key]
    if secret:
        health.store(application, secret)
    return plain


def _choose(application: Application, keys: Sequence[str]) -> None:
    """Make the application's choices these themes, in order of preference; without one, a single open choice."""
    known = {theme.key: theme for theme in application.call.themes.all()}
    for key in keys:
        if key not in known:
            raise DomainError("unknown_theme", _("This call has no theme “%(key)s”.") % {"key": key}, key=str(key))
    wanted = [known[key] for key in keys] or [None]
    for rank, theme in enumerate(wanted, start=1):
        application.choices.update_or_create(
            rank=rank, defaults={"theme": theme}, create_defaults={"theme": theme, "office_id": application.office_id}
        )
    application.choices.filter(rank__gt=len(wanted)).delete()
