"""A frozen list is canonical JSON with a checksum; the database keeps it as it is, and verification sees any change."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from applications.review.models import Score
from applications.services.paper.beginning import Arrival
from applications.shortlists.diff import differences
from applications.shortlists.models import LineMove, LineReason, Shortlist, ShortlistLine
from applications.shortlists.queries import cautions, lines_with_people
from applications.shortlists.services import build, correct, freeze, give_line_reason, move, verify
from applications.states import Status
from portal.accounts.models import User
from portal.common.errors import DomainError
from programs.eligibility.canonical import canonical_json, sha256_of
from programs.lot import commitment
from programs.models import Call
from tests.applications.paper.papers import begun
from tests.shortlists.building import in_review, withdraw
from tests.shortlists.test_by_hand import line_of, order


def test_the_content_holds_ids_scores_lots_and_decisions_and_no_name_or_reason(
    draft: Shortlist, call: Call, coordinator: User
) -> None:
    move(line_of(draft, "G"), 1, "Heard again by the panel.", user=coordinator)
    give_line_reason(line_of(draft, "F"), "assessment", "The plan was missing.", user=coordinator)

    frozen = freeze(draft, user=coordinator, accept_cautions=True)

    text = canonical_json(frozen.content)
    for secret in ("Person", "PERSON", "Heard again", "The plan", coordinator.email, "@example"):
        assert secret not in text
    top = frozen.content["lines"][0]
    application = line_of(frozen, "G").application
    assert (top["rank"], top["reference"], top["score"]) == (1, application.reference, "30.00")
    assert (top["application"], top["lot_token"]) == (application.pk, application.lot_token)
    assert top["moves"][0]["from_rank"] == 7
    assert frozen.content["lot"] == {"seed": call.lot_seed, "commitment": commitment(call.lot_seed)}
    assert frozen.content["counts"]["shortlist"] == 3
    assert frozen.sha256 == sha256_of(json.loads(text))
    assert verify(Shortlist.objects.get(pk=frozen.pk)).word == "verified"


@pytest.mark.parametrize("change", ["withdrawn", "rescored", "new"])
def test_a_draft_that_reviews_have_overtaken_is_not_frozen(
    draft: Shortlist, call: Call, coordinator: User, change: str
) -> None:
    line = line_of(draft, "B")
    reference = line.application.reference
    if change == "withdrawn":
        withdraw(line.application)
    elif change == "rescored":
        Score.objects.filter(application=line.application).update(value=81)
    else:
        reference = in_review(call, "Person H", scores=[10]).reference
    with pytest.raises(DomainError, match=reference) as refused:
        freeze(draft, user=coordinator, accept_cautions=True)
    assert refused.value.code == "stale"
    build(call, user=coordinator)
    assert freeze(draft, user=coordinator, accept_cautions=True).sha256


def test_what_one_should_know_is_said_before_and_must_be_accepted(call: Call, coordinator: User) -> None:
    in_review(call, "Nobody scored")
    in_review(call, "Not in review yet", status=Status.ELIGIBLE)
    draft = build(call, user=coordinator)
    assert [caution.code for caution in cautions(draft)] == ["waiting", "unscored"]
    with pytest.raises(DomainError, match="waits for a check") as refused:
        freeze(draft, user=coordinator)
    assert refused.value.values["cautions"] == ["waiting", "unscored"]
    assert freeze(draft, user=coordinator, accept_cautions=True).content["counts"]["unscored"] == 1


def _refused(statement: str, *parameters: object) -> None:
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_the_database_refuses_every_change_of_a_frozen_list(draft: Shortlist, coordinator: User) -> None:
    move(line_of(draft, "G"), 1, "Heard again.", user=coordinator)
    give_line_reason(line_of(draft, "F"), "assessment", "The plan was missing.", user=coordinator)
    line = line_of(draft, "G")
    line.score = 31
    line.save()  # a draft can be changed, so what follows is refused because of the freeze
    line.score = 30
    line.save()
    frozen = freeze(draft, user=coordinator, accept_cautions=True)

    for column, value in (
        ("sha256", "0" * 64), ("content", "{}"), ("number", 9), ("state", "draft"), ("version", 99), ("places", 9),
        ("reason_text", "x"), ("released_by_id", coordinator.pk), ("frozen_by_id", line.pk),
    ):  # fmt: skip
        _refused(f"UPDATE shortlists_shortlist SET {column} = %s WHERE id = %s", value, frozen.pk)
    for column, value in (
        ("rank", 99),
        ("score", 99),
        ("decision", "shortlist"),
        ("lot", "0"),
        ("moved_by_hand", True),
    ):
        _refused(f"UPDATE shortlists_shortlistline SET {column} = %s WHERE id = %s", value, line_of(frozen, "F").pk)
    _refused("DELETE FROM shortlists_shortlistline WHERE id = %s", line.pk)
    _refused("DELETE FROM shortlists_shortlist WHERE id = %s", frozen.pk)
    _refused("UPDATE shortlists_linemove SET reason = 'another' WHERE line_id = %s", line.pk)
    _refused("UPDATE shortlists_linemove SET reason = '' WHERE line_id = %s", line.pk)
    _refused("UPDATE shortlists_linemove SET to_rank = 2 WHERE line_id = %s", line.pk)
    _refused("DELETE FROM shortlists_linemove WHERE line_id = %s", line.pk)
    _refused("UPDATE shortlists_linereason SET reason = 'another' WHERE line_id = %s", line_of(frozen, "F").pk)
    _refused("DELETE FROM shortlists_linereason")
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        LineMove.objects.create(
            office=frozen.office, line=line, from_rank=1, to_rank=2, reason="Afterwards.", moved_by=coordinator
        )
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        ShortlistLine.objects.filter(pk=line.pk).first().shortlist.lines.create(
            office=frozen.office, application=in_review(frozen.call), application_office=frozen.office, rank=8,
            computed_rank=8, lot="0" * 64, decision="reserve",
        )  # fmt: skip
    assert verify(frozen).word == "verified"


def test_a_list_cannot_skip_the_freeze_or_carry_a_checksum_as_a_draft(draft: Shortlist) -> None:
    with pytest.raises(DatabaseError, match="at once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE shortlists_shortlist SET state = 'released' WHERE id = %s", [draft.pk])
    with pytest.raises(DatabaseError, match="frozen_has_checksum"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE shortlists_shortlist SET state = 'frozen' WHERE id = %s", [draft.pk])
    with pytest.raises(DatabaseError, match="frozen_has_checksum"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE shortlists_shortlist SET sha256 = %s WHERE id = %s", ["0" * 64, draft.pk])


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("shortlists_shortlistline", "decision = 'shortlist' WHERE rank = 4", "lines[4].decision: frozen reserve"),
        ("shortlists_shortlistline", "score = 99.5 WHERE rank = 5", "lines[5].score: frozen 60.00, now 99.50"),
        ("shortlists_shortlistline", "lot = repeat('0', 64) WHERE rank = 2", "Rank 2: the lot is not the one drawn"),
        ("shortlists_shortlist", "reason_text = 'Another reason.'", "reason.sha256"),
        ("shortlists_shortlist", "content = jsonb_set(content, '{places}', '9')", "has the checksum"),
        ("shortlists_linemove", "reason = 'Another reason.'", "lines[1].moves[1].reason_sha256"),
        ("shortlists_linemove", "reason = 'Another reason.', salt = ''", "lines[1].moves[1].reason_sha256"),
        ("programs_call", "lot_seed = repeat('a', 64)", "lot.seed"),
    ],
)
def test_verification_names_a_change_made_behind_the_triggers(
    draft: Shortlist, coordinator: User, table: str, change: str, said: str
) -> None:
    move(line_of(draft, "G"), 1, "Heard again.", user=coordinator)
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    assert verify(frozen).differences == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    found = verify(Shortlist.objects.get(pk=frozen.pk))

    assert found.word == "differs"
    assert any(said in sentence for sentence in found.differences), found.differences


def test_erased_words_leave_the_checksum_valid(draft: Shortlist, coordinator: User) -> None:
    move(line_of(draft, "G"), 1, "Heard again.", user=coordinator)
    give_line_reason(line_of(draft, "F"), "assessment", "The plan was missing.", user=coordinator)
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    LineMove.objects.filter(line__shortlist=frozen).update(reason="", salt="")
    LineReason.objects.filter(line__shortlist=frozen).update(reason="", salt="")

    found = verify(Shortlist.objects.get(pk=frozen.pk))

    assert (found.word, found.erased, found.differences) == ("erased", 2, [])


def test_a_correction_is_a_copy_with_its_history_and_says_what_it_changed(frozen: Shortlist, coordinator: User) -> None:
    before = frozen.sha256
    version = correct(frozen, user=coordinator)
    assert (version.number, version.corrects_id, order(version)) == (2, frozen.pk, order(frozen))
    assert differences(frozen, lines_with_people(version)) == []

    move(line_of(version, "D"), 1, "A score was read from the wrong sheet.", user=coordinator)
    second = freeze(version, user=coordinator, accept_cautions=True)

    changed = differences(frozen, lines_with_people(second))
    assert [(row.old_rank, row.new_rank) for row in changed] == [(4, 1), (1, 2), (2, 3), (3, 4)]
    assert [row.new_decision for row in changed if row.old_decision != row.new_decision] == ["Shortlist", "Reserve"]
    frozen.refresh_from_db()
    assert (frozen.sha256, verify(frozen).word) == (before, "verified")
    third = correct(second, user=coordinator)
    assert line_of(third, "D").moves.get().reason == "A score was read from the wrong sheet."
    with pytest.raises(DomainError, match="newer version"):
        correct(frozen, user=coordinator)


def test_a_correction_says_who_left_and_who_is_new(frozen: Shortlist, call: Call, coordinator: User) -> None:
    withdraw(line_of(frozen, "A").application)
    late = in_review(call, "Person H", scores=[75])
    correct(frozen, user=coordinator)
    version = build(call, user=coordinator)

    changed = {row.reference: row for row in differences(frozen, lines_with_people(version))}

    gone = changed[line_of(frozen, "A").application.reference]
    assert (gone.old_rank, gone.new_rank, gone.line) == (1, None, None)
    assert (changed[late.reference].old_rank, changed[late.reference].new_rank) == (None, 2)


def test_papers_that_are_not_entered_whole_are_told_before_freezing(draft: Shortlist, call: Call) -> None:
    assert "papers" not in [caution.code for caution in cautions(draft)]
    begun(call, arrival=Arrival((call.opens_at + timedelta(days=1)).date()))
    assert "papers" in [caution.code for caution in cautions(draft)]
