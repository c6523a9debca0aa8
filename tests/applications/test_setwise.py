"""Screening many at once says what screening each says, and keeps the same rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Choice, ScreeningResult, Snapshot, SnapshotValues
from applications.models.visibility import ChildQuerySet
from applications.services.screening import freeze_and_screen
from applications.services.setwise import keep_results
from applications.setwise import judged, matrix
from applications.setwise.population import CHOICES, choice_facts
from portal.common.scoping import UnscopedQuery, scope_required
from programs.bindings import bound_of
from programs.eligibility import Bound, Outcome, bind
from programs.models import Binding, Call
from programs.rulesets import rule_set
from programs.services.calls import announce
from programs.vocabulary import lists
from tests.calls import PARAMETERS, jet_call
from tests.scenarios import MEETS_ALL, draft, submitted

PEOPLE: tuple[dict[str, Any], ...] = (
    {},
    {"declares_healthy": False},
    {"nationalities": ["FR"], "english_ok": False},
)


@pytest.fixture
def applications(call: Call) -> list[Application]:
    """People of several kinds; the first ranks both themes, of which one has a highest age."""
    made = [submitted(call, facts={**MEETS_ALL, **changed}) for changed in PEOPLE]
    other = call.themes.exclude(pk__in=made[0].choices.values("theme")).get()
    Choice.objects.create(office_id=call.office_id, application=made[0], rank=2, theme=other)
    freeze_and_screen(made[0])
    return made


def latest(applications: list[Application]) -> ChildQuerySet:
    """The last snapshot of each."""
    return Snapshot.objects.filter(pk__in=[each.snapshots.latest("number").pk for each in applications])


def bound_with(**parameters: Any) -> Bound:
    """MIRAI's rules with other values."""
    given = {**PARAMETERS, "country": "BE", **parameters}
    return bind(rule_set("mirai"), parameters=given, lists=lists())


def stored(**where: Any) -> list[tuple[Any, ...]]:
    """Stored results as they lie in the database, the JSON as its text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT office_id, application_id, choice_id, snapshot_id, binding_id, engine_version, outcome, "
            "verdicts::text FROM applications_screeningresult WHERE id = ANY (%s) ORDER BY snapshot_id, choice_id",
            [list(ScreeningResult.objects.filter(**where).values_list("pk", flat=True))],
        )
        return list(cursor.fetchall())


def postgres_knows_the_facts_of_a_choice_as_python_does() -> None:
    """A fact that `Choice.facts` gains must be added to the SQL."""
    facts = choice_facts()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT choice.id, {facts.text} FROM {CHOICES}", facts.params)
        found = dict(cursor.fetchall())
    assert len(found) == len(PEOPLE) + 1
    for choice in Choice.objects.all():
        assert json.loads(found[choice.pk] or "{}") == choice.facts()


def test_one_statement_says_of_everybody_what_the_evaluator_said(applications: list[Application]) -> None:
    snapshots, rules = latest(applications), bound_of(applications[0].binding)
    with CaptureQueriesContext(connection) as queries:
        found = judged(snapshots, rules)
    asked = [each["sql"] for each in queries if each["sql"].startswith("SELECT")]
    assert len(asked) == 2  # what the programmes call a choice, and everything else
    results = ScreeningResult.objects.filter(snapshot__in=snapshots).order_by("snapshot_id", "choice_id")
    assert len(found) == len(PEOPLE) + 1
    assert [(each.snapshot_id, each.choice_id, each.outcome, each.verdicts) for each in found] == [
        (result.snapshot_id, result.choice_id, result.outcome, result.verdicts) for result in results
    ]
    assert {each.outcome for each in found} == {"eligible", "needs_check", "not_eligible"}
    postgres_knows_the_facts_of_a_choice_as_python_does()


def test_what_is_kept_is_what_screening_each_would_have_kept_and_only_once(applications: list[Application]) -> None:
    snapshots, binding = latest(applications), Binding.objects.get(pk=applications[0].binding_id)
    Choice.objects.update(outcome="held")
    by_python = stored(snapshot__in=snapshots)
    assert keep_results(snapshots, binding) == 0
    binding.pk, binding.number = None, binding.number + 1
    binding.save(force_insert=True)
    assert keep_results(snapshots.filter(application=applications[0]), binding) == 2
    assert keep_results(snapshots, binding) == len(by_python) - 2
    assert stored(snapshot__in=snapshots, binding=binding) == [(*row[:4], binding.pk, *row[5:]) for row in by_python]
    assert keep_results(snapshots, binding) == 0
    # Staff release other outcomes; until then the choices keep theirs.
    assert set(Choice.objects.values_list("outcome", flat=True)) == {"held"}


def test_a_matrix_counts_what_would_change_and_lists_it(applications: list[Application]) -> None:
    old = bound_of(applications[0].binding)
    new = bound_with(age_reference_date="2022-01-01")
    found = matrix(latest(applications), old, new)
    outcomes = {
        application.pk: (_best(latest([application]), old), _best(latest([application]), new))
        for application in applications
    }
    changed = {key: pair for key, pair in outcomes.items() if pair[0] != pair[1]}
    assert changed
    assert {(each.application_id, each.old, each.new) for each in found.changes} == {
        (key, *pair) for key, pair in changed.items()
    }
    assert (found.total, found.flipped) == (len(PEOPLE), len(changed))
    assert matrix(latest(applications), old, new, most=1).changes == found.changes[:1]
    assert matrix(latest(applications), old, old).flipped == 0


def _best(snapshots: ChildQuerySet, bound: Bound) -> Outcome:
    order = [Outcome.ELIGIBLE, Outcome.NEEDS_CHECK, Outcome.NOT_ELIGIBLE]
    return min((Outcome(each.outcome) for each in judged(snapshots, bound)), key=order.index)


def test_a_health_rule_that_changed_is_unknown_until_asked_again(applications: list[Application]) -> None:
    old = bound_of(applications[0].binding)
    content = old.content()
    for rule in content["rules"]:
        if rule["key"] == "MIRAI-HEALTH-1":
            rule["when"] = {"any": [rule["when"], rule["when"]]}
    new = Bound.from_content(content, old.vocabulary)
    snapshots = latest(applications)
    assert {each.verdicts["MIRAI-HEALTH-1"] for each in judged(snapshots, old, asked=old)} == {"p", "f"}
    assert {each.verdicts["MIRAI-HEALTH-1"] for each in judged(snapshots, new, asked=old)} == {"u"}
    assert matrix(snapshots, old, new).counts[Outcome.ELIGIBLE, Outcome.NEEDS_CHECK] == 1


def test_erased_values_are_left_out_and_nobody_is_nothing(applications: list[Application]) -> None:
    bound = bound_of(applications[0].binding)
    SnapshotValues.objects.filter(application=applications[1]).delete()
    assert applications[1].pk not in {each.application_id for each in judged(latest(applications), bound)}
    assert judged(Snapshot.objects.none(), bound) == []
    first = Snapshot.objects.order_by("pk")[:1]
    assert {each.snapshot_id for each in judged(first, bound)} == {first[0].pk}
    assert matrix(Snapshot.objects.none(), bound, bound).total == 0


def test_staff_screen_only_what_they_may_see(applications: list[Application]) -> None:
    bound = bound_of(applications[0].binding)
    with scope_required():
        with pytest.raises(UnscopedQuery, match="without for_user"):
            judged(Snapshot.objects.all(), bound)
        mine = Snapshot.objects.for_user(applications[0].person.user)
        assert {each.application_id for each in judged(mine, bound)} == {applications[0].pk}


@pytest.mark.django_db
def test_a_position_is_screened_in_postgres_as_in_python() -> None:
    call = jet_call("emb-au-canberra", degree_deadline="2027-06-25")
    announce(call, actor=None)
    alt, cir = draft(call), draft(call)
    for application, key in ((alt, "alt"), (cir, "cir")):
        chosen = call.themes.get(key=key)
        application.choices.update(theme=chosen)
        freeze_and_screen(application)
    found = judged(latest([alt, cir]), bound_of(alt.binding))
    results = ScreeningResult.objects.order_by("snapshot_id", "choice_id")
    assert [each.verdicts for each in found] == [result.verdicts for result in results]
    assert found[0].verdicts != found[1].verdicts  # rules tell a teacher from a coordinator
