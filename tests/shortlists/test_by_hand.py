"""Changes by hand: every one has a reason, ranks stay dense, decisions follow, and nobody overwrites in silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.shortlists.models import Decision, Shortlist, ShortlistLine
from applications.shortlists.services import decide, give_line_reason, give_list_reason, move
from applications.shortlists.services.by_hand import BY_RANK
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from programs.models import Call
from tests.staff import posted


def line_of(shortlist: Shortlist, letter: str) -> ShortlistLine:
    """Return the line of Person A .. Person G."""
    return shortlist.lines.get(application__person__full_name=f"Person {letter}")


def order(shortlist: Shortlist) -> str:
    """Return the letters by rank, with what each was given: A+ B+ C? D-."""
    signs = {Decision.SHORTLIST: "+", Decision.RESERVE: "?", Decision.PASS_OVER: "-"}
    lines = shortlist.lines.select_related("application__person").order_by("rank")
    return " ".join(line.application.person.full_name[-1] + signs[Decision(line.decision)] for line in lines)


def test_a_move_shifts_the_others_and_the_places_go_by_the_new_ranks(draft: Shortlist, coordinator: User) -> None:
    assert order(draft) == "A+ B+ C+ D? E? F- G-"

    changed = move(line_of(draft, "F"), 2, "Her report was read again.", user=coordinator)

    assert order(draft) == "A+ F+ B+ C? D? E- G-"
    assert [row.application.person.full_name[-1] for row in changed.followed] == ["C", "E"]
    kept = line_of(draft, "F").moves.get()
    assert (kept.from_rank, kept.to_rank, kept.reason, kept.moved_by) == (
        6,
        2,
        "Her report was read again.",
        coordinator,
    )
    assert line_of(draft, "F").computed_rank == 6


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 7)), max_size=6))
def test_any_row_of_moves_leaves_every_rank_once(draft: Shortlist, coordinator: User, moves) -> None:
    letters = "ABCDEFG"
    for person, rank in moves:
        line = line_of(draft, letters[person])
        if line.rank != rank:
            move(line, rank, "Heard again.", user=coordinator)
            assert line_of(draft, letters[person]).rank == rank
    assert list(draft.lines.order_by("rank").values_list("rank", flat=True)) == list(range(1, 8))
    decisions = list(draft.lines.order_by("rank").values_list("decision", flat=True))
    assert decisions == ["shortlist"] * 3 + ["reserve"] * 2 + ["pass_over"] * 2


@pytest.mark.parametrize(
    ("rank", "reason", "code"),
    [(0, "x", "no_such_rank"), (8, "x", "no_such_rank"), (6, "x", "same_rank"), (1, "  \n ", "reason_missing")],
)
def test_a_move_that_makes_no_sense_is_refused_in_words(draft, coordinator, rank, reason, code) -> None:
    with pytest.raises(DomainError) as refused:
        move(line_of(draft, "F"), rank, reason, user=coordinator)
    assert refused.value.code == code
    assert len(str(refused.value)) > 20
    assert order(draft) == "A+ B+ C+ D? E? F- G-"


def test_a_decision_by_hand_frees_its_place_for_the_next_in_rank(draft: Shortlist, coordinator: User) -> None:
    decide(line_of(draft, "B"), Decision.PASS_OVER, "Is going with another programme.", user=coordinator)
    assert order(draft) == "A+ B- C+ D+ E? F? G-"

    decide(line_of(draft, "G"), Decision.SHORTLIST, "The ministry asked for this field.", user=coordinator)
    assert order(draft) == "A+ B- C+ D? E? F- G+"

    decide(line_of(draft, "B"), BY_RANK, "She is free after all.", user=coordinator)
    assert order(draft) == "A+ B+ C? D? E- F- G+"
    assert [move.to_decision for move in line_of(draft, "B").moves.all()] == ["pass_over", "by_rank"]


def test_more_than_the_places_cannot_be_given_by_hand(draft: Shortlist, coordinator: User) -> None:
    decide(line_of(draft, "F"), Decision.RESERVE, "Heard again.", user=coordinator)
    decide(line_of(draft, "G"), Decision.RESERVE, "Heard again.", user=coordinator)
    with pytest.raises(DomainError, match="All 2 places"):
        decide(line_of(draft, "A"), Decision.RESERVE, "Asked for it.", user=coordinator)
    with pytest.raises(DomainError, match="already"):
        decide(line_of(draft, "G"), Decision.RESERVE, "Asked for it.", user=coordinator)
    with pytest.raises(DomainError, match="no decision"):
        decide(line_of(draft, "A"), "nominate", "Asked for it.", user=coordinator)


def test_the_second_of_two_people_is_told_what_the_first_did(draft: Shortlist, coordinator: User, call: Call) -> None:
    seen = Shortlist.objects.get(pk=draft.pk).version
    other = posted(call.office, Role.COORDINATOR, name="Ken Mori")
    move(line_of(draft, "G"), 1, "Heard again.", user=other, expected_version=seen)

    with pytest.raises(Conflict) as conflict:
        move(line_of(draft, "G"), 5, "Too high.", user=coordinator, expected_version=seen)

    assert conflict.value.values["rank"] == 1
    assert conflict.value.values["by"] == "Ken Mori"
    assert conflict.value.values["version"] == seen + 1
    assert line_of(draft, "G").rank == 1


def test_a_senior_reviewer_reads_but_does_not_change(draft: Shortlist, call: Call) -> None:
    senior = posted(call.office, Role.SENIOR_REVIEWER)
    assert Shortlist.objects.for_user(senior).filter(pk=draft.pk).exists()
    with pytest.raises(NotAllowed):
        move(line_of(draft, "G"), 1, "Heard again.", user=senior)


def test_a_line_may_have_its_own_reason_and_give_it_back(draft: Shortlist, coordinator: User) -> None:
    give_line_reason(line_of(draft, "G"), "assessment", "The research plan was missing.", user=coordinator)
    line = line_of(draft, "G")
    assert (line.reason_code, line.own_reason.reason) == ("assessment", "The research plan was missing.")
    with pytest.raises(DomainError, match="choose one of"):
        give_line_reason(line, "", "Words without a kind.", user=coordinator)
    give_line_reason(line, "", "", user=coordinator)
    assert line_of(draft, "G").reason_code == ""
    assert not hasattr(line_of(draft, "G"), "own_reason")
    with pytest.raises(DomainError, match="reason in words"):
        give_list_reason(draft, "below_places", " ", user=coordinator)


def test_what_was_done_is_in_the_audit_stream_without_names_or_words(draft: Shortlist, coordinator: User) -> None:
    move(line_of(draft, "F"), 2, "Her report was read again.", user=coordinator)
    entry = Entry.objects.get(code="shortlists.moved")
    assert entry.user_id == coordinator.pk
    assert (entry.data["from_rank"], entry.data["to_rank"]) == (6, 2)
    assert "report" not in str(entry.data)
    assert "Person" not in str(entry.data)
