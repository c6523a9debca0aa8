"""A draft ranks what is in review: by average score, then by the public lot, never by anything else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.review.models import Score
from applications.shortlists.lot import lot
from applications.shortlists.models import Decision, Shortlist
from applications.shortlists.ranking import Candidate, allot, by_score_then_lot, moved, with_hand_places
from applications.shortlists.services import build, correct, decide, discard, freeze, move
from applications.states import Status
from portal.accounts.models import User
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import OfficeKind, Role
from programs.lot import commitment
from programs.models import Call
from tests.factories import OfficeFactory
from tests.shortlists.building import in_review, scored, withdraw
from tests.staff import posted

SCORES = st.none() | st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)


@given(st.lists(SCORES, max_size=30), st.text("0123456789abcdef", min_size=4, max_size=8), st.randoms())
def test_the_order_is_by_score_then_lot_and_does_not_depend_on_keys_or_on_the_order_of_arrival(scores, seed, random):
    tokens = [f"{number:032x}" for number in random.sample(range(10**9), len(scores))]
    drawn = [(score, lot(seed, token)) for score, token in zip(scores, tokens, strict=True)]
    keys = random.sample(range(1, 1000), len(drawn))
    candidates = [Candidate(key, score, number) for key, (score, number) in zip(keys, drawn, strict=True)]

    ordered = by_score_then_lot(candidates)

    expected = sorted((s for s in drawn if s[0] is not None), key=lambda s: (-s[0], s[1]))
    expected += sorted((s for s in drawn if s[0] is None), key=lambda s: s[1])
    assert [(c.score, c.lot) for c in ordered] == expected
    random.shuffle(candidates)
    assert by_score_then_lot(candidates) == ordered
    other_keys = [Candidate(1000 - c.key, c.score, c.lot) for c in candidates]
    assert [(c.score, c.lot) for c in by_score_then_lot(other_keys)] == expected


@given(st.integers(1, 40), st.data())
def test_a_move_keeps_everybody_once_and_the_others_in_order(size, data):
    order = data.draw(st.permutations(range(size)))
    key = data.draw(st.sampled_from(order))
    rank = data.draw(st.integers(1, size))

    after = moved(order, key, rank)

    assert after[rank - 1] == key
    assert [other for other in after if other != key] == [other for other in order if other != key]


@given(st.integers(1, 30), st.data())
def test_places_by_hand_stay_where_they_were_put_when_the_others_are_ranked_again(size, data):
    order = data.draw(st.permutations(range(size)))
    keys = data.draw(st.lists(st.sampled_from(order), unique=True))
    ranks = data.draw(st.lists(st.integers(1, size), min_size=len(keys), max_size=len(keys), unique=True))
    placed = dict(zip(keys, ranks, strict=True))

    merged = with_hand_places(order, placed)

    assert sorted(merged) == sorted(order)
    assert all(merged.index(key) + 1 == rank for key, rank in placed.items())
    assert [key for key in merged if key not in placed] == [key for key in order if key not in placed]


@given(st.integers(0, 20), st.integers(0, 8), st.integers(0, 8), st.data())
def test_no_more_is_given_than_there_are_places_and_decisions_by_hand_stay(size, places, reserve, data):
    order = list(range(size))
    by_hand = data.draw(st.dictionaries(st.integers(0, 25), st.sampled_from(Decision.values), max_size=5))

    given_out = allot(order, by_hand, places=places, reserve_places=reserve)

    assert list(given_out) == order
    assert all(given_out[key] == decision for key, decision in by_hand.items() if key in given_out)
    by_rank = [given_out[key] for key in order if key not in by_hand]
    assert by_rank == sorted(by_rank, key=Decision.values.index)
    hand = [decision for key, decision in by_hand.items() if key in order]
    for decision, limit in ((Decision.SHORTLIST, places), (Decision.RESERVE, reserve)):
        assert list(given_out.values()).count(decision) <= max(limit, hand.count(decision))


def test_scores_are_averaged_to_two_places_and_those_without_a_score_come_last(call: Call, coordinator: User) -> None:
    unscored = in_review(call, "Nobody scored")
    third = in_review(call, "Two thirds", scores=[70, 70, 72])
    first = in_review(call, "Best", scores=[71])
    in_review(call, "Not in review yet", status=Status.ELIGIBLE)

    draft = build(call, user=coordinator)

    lines = list(draft.lines.order_by("rank"))
    assert [(line.application_id, line.score) for line in lines] == [
        (first.pk, Decimal("71.00")),
        (third.pk, Decimal("70.67")),
        (unscored.pk, None),
    ]
    assert [line.computed_rank for line in lines] == [1, 2, 3]


def test_equal_scores_are_ordered_by_the_lot_drawn_from_the_calls_seed(call: Call, coordinator: User) -> None:
    tied = [in_review(call, f"Tied {n}", scores=[80]) for n in range(12)]

    lines = list(build(call, user=coordinator).lines.order_by("rank"))

    drawn = {application.pk: lot(call.lot_seed, application.lot_token) for application in tied}
    assert [line.application_id for line in lines] == sorted(drawn, key=drawn.__getitem__)
    assert all(line.lot == drawn[line.application_id] for line in lines)
    assert [line.application_id for line in lines] != sorted(drawn), (
        "twelve lots in the order of ids: once in 479 million"
    )


def test_the_commitment_can_be_checked_by_anybody_with_sha256(call: Call) -> None:
    assert commitment("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert commitment(call.lot_seed) != commitment(call.lot_seed.upper())


def test_the_first_places_are_the_shortlist_the_next_the_reserve_and_the_rest_is_passed_over(draft: Shortlist) -> None:
    decisions = list(draft.lines.order_by("rank").values_list("decision", flat=True))
    assert decisions == ["shortlist"] * 3 + ["reserve"] * 2 + ["pass_over"] * 2
    assert draft.reason_text, "who is passed over is told something even if nobody edits the reason"


def test_a_refresh_takes_new_scores_drops_who_left_and_keeps_what_was_moved_by_hand(
    draft: Shortlist, call: Call, coordinator: User
) -> None:
    lines = {line.application.person.full_name[-1]: line for line in draft.lines.all()}
    move(lines["G"], 1, "The panel heard her again.", user=coordinator)
    decide(lines["B"], Decision.RESERVE, "Asked for it.", user=coordinator)
    withdraw(lines["C"].application)
    Score.objects.filter(application=lines["F"].application).update(value=89)
    late = in_review(call, "Person H", scores=[85])

    again = build(call, user=coordinator)

    assert again.pk == draft.pk
    order = [line.application.person.full_name[-1] for line in again.lines.order_by("rank")]
    assert order == ["G", "A", "F", "H", "B", "D", "E"]
    assert again.lines.get(application=late).decision == Decision.RESERVE, "the third place is at rank 3"
    assert again.lines.get(pk=lines["B"].pk).decision == Decision.RESERVE
    assert again.lines.get(pk=lines["G"].pk).moves.get().reason == "The panel heard her again."
    assert again.lines.get(pk=lines["G"].pk).computed_rank == 7


def test_only_the_coordinator_of_the_office_or_of_the_programme_builds(call: Call) -> None:
    in_review(call, scores=[50])
    ministry = OfficeFactory(code="mofa", kind=OfficeKind.MINISTRY)
    elsewhere = OfficeFactory(code="embassy-nl", country="NL", city="The Hague")
    for office, role, programme in (
        (call.office, Role.REVIEWER, ""),
        (call.office, Role.SENIOR_REVIEWER, ""),
        (call.office, Role.COORDINATOR, "jet"),
        (elsewhere, Role.COORDINATOR, ""),
        (ministry, Role.COORDINATOR, ""),
        (ministry, Role.COORDINATOR, "jet"),
        (ministry, Role.MINISTRY, "mirai"),
    ):
        with pytest.raises(NotAllowed, match="Only a coordinator"):
            build(call, user=posted(office, role, programme=programme))
    assert build(call, user=posted(ministry, Role.COORDINATOR, programme="mirai")).lines.count() == 1


def test_a_coordinator_who_applied_does_not_make_the_list(call: Call, coordinator: User) -> None:
    in_review(call, "Somebody else", scores=[50])
    assert build(call, user=coordinator)
    in_review(call, scores=[50], person=coordinator.person)
    with pytest.raises(NotAllowed, match="applied"):
        build(call, user=coordinator)


def test_nothing_in_review_is_said_in_words(call: Call, coordinator: User) -> None:
    with pytest.raises(DomainError, match="nothing to rank"):
        build(call, user=coordinator)


def test_a_frozen_list_is_not_built_over_and_a_draft_can_be_discarded(
    draft: Shortlist, call: Call, coordinator: User
) -> None:
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    with pytest.raises(DomainError, match="frozen"):
        build(call, user=coordinator)
    with pytest.raises(DomainError, match="cannot be changed"):
        discard(frozen, user=coordinator)
    correction = correct(frozen, user=coordinator)
    discard(correction, user=coordinator)
    assert list(call.shortlists.values_list("number", flat=True)) == [1]


def test_a_score_given_after_the_draft_does_not_change_it_by_itself(draft: Shortlist) -> None:
    line = draft.lines.get(rank=7)
    scored(line.application, 100)
    line.refresh_from_db()
    assert line.rank == 7
