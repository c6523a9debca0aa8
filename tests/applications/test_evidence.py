"""One rule, two strictnesses: the same bound rules on what was declared and on what somebody verified."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from applications.evidence import recorded, strict, strict_of
from applications.models import Application, Document, FactBasis, FactCheck, FactSeen, FactVerdict, SnapshotValues
from applications.review.services import confirm_override, propose_override
from applications.services.screening import freeze_and_screen
from portal.accounts.models import User
from programs.eligibility import Outcome, Provenance, Verdict
from programs.models import Call
from tests.overrides import ENDS, given, senior, turned_down
from tests.scenarios import MEETS_ALL, draft, submitted
from tests.staff import call_elsewhere, posted

# The facts of MIRAI's rules that can be held against something, in the order of the form.
IN_ORDER = (
    "birth_date", "nationalities", "has_japanese_nationality", "institution_country", "passport_expiry",
    "japan_residence_months_total", "prior_jp_gov_exchange", "english_ok", "commits_sns_open", "documents",
)  # fmt: skip


def seen(
    application: Application,
    fact: str,
    verdict: str = FactVerdict.CONFIRMED,
    value: Any = None,
    *,
    by: User | None = None,
    basis: str = FactBasis.VERIFIED,
) -> FactCheck:
    """Store a check of a fact straight in the table."""
    check = FactCheck.objects.create(
        office_id=application.office_id,
        application=application,
        snapshot=application.snapshots.first(),
        fact=fact,
        verdict=verdict,
        provenance="" if verdict == FactVerdict.TAKEN_BACK else basis,
        checked_by=by or posted(application.office),
    )
    FactSeen.objects.create(
        office_id=application.office_id, application=application, check_made=check, value=value, note="Seen here."
    )
    return check


def all_seen(application: Application, *, but: tuple[str, ...] = ()) -> None:
    by = posted(application.office)
    for fact in IN_ORDER:
        if fact not in but:
            seen(application, fact, by=by)


def reading(application: Application) -> Any:
    found = strict(application)
    assert found is not None
    return found


def test_before_anybody_looked_everything_is_unknown_at_the_check_but_health_and_what_is_applied_for(
    call: Call,
) -> None:
    found = reading(submitted(call))
    assert found.given.outcome is Outcome.ELIGIBLE
    assert found.strict.outcome is Outcome.NEEDS_CHECK
    health = {rule.key for rule in found.bound.health_rules}
    decided = {key for key, verdict in found.strict.verdicts.items() if verdict is not Verdict.UNKNOWN}
    assert health <= decided
    assert "theme" in found.counted
    assert found.stage.evidence is Provenance.VERIFIED


def test_what_is_lacking_stands_in_the_order_of_the_form_and_health_is_not_among_it(call: Call) -> None:
    lacking = reading(submitted(call)).lacking
    assert set(lacking) <= set(IN_ORDER)
    assert list(lacking) == sorted(lacking, key=IN_ORDER.index)
    assert "declares_healthy" not in lacking


def test_once_all_is_seen_as_declared_both_strictnesses_say_the_same(call: Call) -> None:
    application = submitted(call)
    all_seen(application)
    found = reading(application)
    assert found.strict == found.given
    assert found.complete


def test_a_passport_declared_until_2030_and_seen_until_2027_passes_as_declared_and_fails_as_verified(
    call: Call,
) -> None:
    application = submitted(call, facts={**MEETS_ALL, "passport_expiry": "2030-06-01"})
    seen(application, "passport_expiry", FactVerdict.DIFFERS, "2027-01-31")
    found = reading(application)
    assert found.given.verdicts["MIRAI-PASS-1"] is Verdict.PASS
    assert found.strict.verdicts["MIRAI-PASS-1"] is Verdict.FAIL
    assert found.strict.outcome is Outcome.NOT_ELIGIBLE
    assert found.failing() == ("MIRAI-PASS-1",)
    assert application.snapshots.get().values.facts["passport_expiry"] == "2030-06-01"  # what was said stays


def test_documents_handed_in_are_no_verified_fact(call: Call) -> None:
    application = submitted(call)
    all_seen(application, but=("documents",))
    assert reading(application).lacking == ("documents",)
    seen(application, "documents", FactVerdict.DIFFERS, {"codes": ["passport_copy"], "complete": True})
    assert reading(application).failing()


def test_a_fact_no_longer_needed_because_its_rule_is_decided_is_not_lacking(call: Call) -> None:
    application = submitted(call)
    before = reading(application)
    (rule,) = [rule for rule in before.bound.rules if rule.facts() == {"passport_expiry"}]
    seen(application, "passport_expiry")
    assert "passport_expiry" not in reading(application).lacking
    assert reading(application).strict.verdicts[rule.key] is Verdict.PASS


def test_the_newest_check_of_a_fact_counts_and_one_taken_back_leaves_it_unchecked(call: Call) -> None:
    application = submitted(call)
    seen(application, "passport_expiry", FactVerdict.DIFFERS, "2027-01-31")
    seen(application, "passport_expiry")
    assert not reading(application).failing()
    seen(application, "passport_expiry", FactVerdict.TAKEN_BACK)
    assert "passport_expiry" in reading(application).lacking


def test_a_check_holds_for_a_later_snapshot_only_where_the_value_is_the_same(call: Call) -> None:
    application = submitted(call)
    seen(application, "passport_expiry")
    seen(application, "birth_date")
    section = next(s for s in application.sections.all() if "birth_date" in s.answers)
    section.answers = {**section.answers, "birth_date": "2002-05-27"}
    section.save()
    freeze_and_screen(application)
    found = reading(application)
    assert found.snapshot.number == 2
    assert set(found.checks) == {"passport_expiry"}
    assert "birth_date" in found.lacking


def test_a_value_seen_and_erased_since_leaves_the_fact_unknown(call: Call) -> None:
    application = submitted(call)
    seen(application, "passport_expiry", FactVerdict.DIFFERS, "2027-01-31")
    FactSeen.objects.filter(application=application).delete()
    found = reading(application)
    assert found.strict.verdicts["MIRAI-PASS-1"] is Verdict.UNKNOWN


def test_once_the_answers_are_erased_nothing_can_be_verified(call: Call) -> None:
    application = submitted(call)
    SnapshotValues.objects.filter(application=application).delete()
    assert reading(application).erased


def test_a_draft_and_a_programme_without_a_floor_have_no_strict_reading(call: Call) -> None:
    assert strict(draft(call)) is None
    assert recorded(None) == {}


def test_many_are_read_with_the_same_few_queries(call: Call) -> None:
    one = [submitted(call)]
    with CaptureQueriesContext(
        connection,
    ) as few:
        strict_of(_fresh(one))
    more = [*one, submitted(call), submitted(call)]
    for application in more:
        seen(application, "birth_date")
    with CaptureQueriesContext(connection) as many:
        assert len(strict_of(_fresh(more))) == 3
    assert len(many) <= len(few) + 1  # the reading of the rows themselves is in both
    assert len(many) <= 6


def _fresh(applications: list[Application]) -> list[Application]:
    keys = [application.pk for application in applications]
    return list(Application.objects.filter(pk__in=keys).select_related("programme_version"))


def test_the_database_keeps_what_was_said_and_lets_what_was_seen_be_erased(call: Call) -> None:
    application = submitted(call)
    check = seen(application, "passport_expiry", FactVerdict.DIFFERS, "2027-01-31")
    for change in (
        lambda: FactCheck.objects.filter(pk=check.pk).update(verdict="confirmed"),
        lambda: FactCheck.objects.filter(pk=check.pk).delete(),
        lambda: FactSeen.objects.filter(check_made=check).update(value="2030-01-31"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert FactSeen.objects.filter(check_made=check).delete()[0] == 1


def test_a_check_that_rests_on_nothing_is_refused_by_the_database(call: Call) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        seen(submitted(call), "passport_expiry", basis="")


def test_a_check_cannot_name_a_document_of_another_office(call: Call) -> None:
    mine, other = submitted(call), submitted(call_elsewhere(call))
    check = FactCheck.objects.create(
        office=mine.office, application=mine, snapshot=mine.snapshots.get(), fact="birth_date",
        verdict="confirmed", provenance="verified", checked_by=posted(mine.office),
    )  # fmt: skip
    document = Document.objects.filter(application=other).first()

    def stored() -> None:
        FactSeen.objects.create(office=mine.office, application=mine, check_made=check, document=document)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        stored()


def test_what_officers_decided_of_a_rule_needs_no_fact_any_more(call: Call) -> None:
    application = turned_down(call)
    all_seen(application)
    before = reading(application)
    assert before.given.verdicts[ENDS] is before.strict.verdicts[ENDS] is Verdict.FAIL
    override = propose_override(application, given(), user=posted(call.office))
    assert reading(application).strict == before.strict, "one officer alone changes nothing"
    confirm_override(override, user=senior(call))
    after = reading(Application.objects.get(pk=application.pk))
    assert after.given.verdicts[ENDS] is after.strict.verdicts[ENDS] is Verdict.PASS
    assert after.strict.outcome is after.given.outcome is Outcome.ELIGIBLE
    assert after.failing() == ()
