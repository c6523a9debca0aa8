"""Scores: one per reviewer, defended in a sentence, only while an application is in review."""

from decimal import Decimal

import pytest

from applications.models import Application
from applications.review.models import Score
from applications.review.queries import average_score, scores_shown_to
from applications.review.services import give_score
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from programs.models import Call
from tests.scenarios import submitted
from tests.staff import call_elsewhere, in_review, posted

SENTENCE = "Knows the theme well and says what it is for."


def score(application: Application, user: object, value: int = 72, *, seen: int = 0, sentence: str = SENTENCE) -> Score:
    return give_score(application, user=user, value=value, sentence=sentence, expected_version=seen)


def test_a_reviewer_scores_and_may_change_the_score_later(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    first = score(application, reviewer)
    second = score(application, reviewer, 80, seen=first.version, sentence="  Better on a second reading.  ")
    assert (second.pk, second.value, second.version) == (first.pk, 80, 2)
    assert second.sentence == "Better on a second reading."


def test_each_change_of_a_score_leaves_its_number_in_the_audit_stream_and_no_words(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    score(application, reviewer, 10)
    score(application, reviewer, 90, seen=1)
    entries = Entry.objects.filter(code="review.score_given").order_by("pk")
    assert [(entry.data["value"], entry.data["version"]) for entry in entries] == [(10, 1), (90, 2)]
    assert SENTENCE not in str([entry.data for entry in entries])


def test_a_second_window_is_told_what_is_stored_and_writes_nothing(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    score(application, reviewer, 72)
    with pytest.raises(Conflict) as refused:
        score(application, reviewer, 30, seen=0, sentence="Another view.")
    assert refused.value.values["stored_value"] == 72
    assert refused.value.values["stored_sentence"] == SENTENCE
    assert "72" in str(refused.value)
    assert SENTENCE in str(refused.value)
    assert Score.objects.get().value == 72


@pytest.mark.parametrize("value", [-1, 101, 10**9])
def test_a_score_outside_the_scale_is_refused_with_the_scale(call: Call, value: int) -> None:
    with pytest.raises(DomainError, match="from 0 to 100") as refused:
        score(in_review(call), posted(call.office), value)
    assert refused.value.code == "score_range"


@pytest.mark.parametrize("value", [0, 100])
def test_both_ends_of_the_scale_are_scores(call: Call, value: int) -> None:
    assert score(in_review(call), posted(call.office), value).value == value


def test_a_score_needs_a_sentence_of_a_length_that_is_kept(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    with pytest.raises(DomainError) as missing:
        score(application, reviewer, sentence="   ")
    with pytest.raises(DomainError) as long:
        score(application, reviewer, sentence="x" * 501)
    assert (missing.value.code, long.value.code) == ("sentence_missing", "sentence_too_long")
    assert "501" in str(long.value)


def test_nothing_is_scored_before_the_review_is_open(call: Call) -> None:
    with pytest.raises(DomainError) as refused:
        score(submitted(call), posted(call.office))
    assert refused.value.code == "not_in_review"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OPERATOR, Role.MINISTRY])
def test_other_roles_of_the_office_do_not_score(call: Call, role: Role) -> None:
    with pytest.raises(NotAllowed):
        score(in_review(call), posted(call.office, role))


def test_a_reviewer_of_another_embassy_does_not_score(call: Call) -> None:
    with pytest.raises(NotAllowed):
        score(in_review(call), posted(call_elsewhere(call).office))


def test_nobody_scores_their_own_application(call: Call) -> None:
    colleague = posted(call.office)
    own = in_review(call, user=colleague)
    with pytest.raises(NotAllowed):
        score(own, colleague)
    assert score(own, posted(call.office)).value == 72


def test_the_average_is_exact_to_two_places_and_covers_the_call_alone(call: Call) -> None:
    scored, unscored, elsewhere = in_review(call), in_review(call), in_review(call_elsewhere(call))
    for value in (70, 70, 71):
        score(scored, posted(call.office), value)
    score(elsewhere, posted(elsewhere.office), 99)
    assert average_score(call) == {scored.pk: Decimal("70.33")}
    assert unscored.pk not in average_score(call)


def test_half_a_cent_is_rounded_up(call: Call) -> None:
    application = in_review(call)
    for value in (1, 1, 1, 1, 1, 1, 1, 2):  # 9 / 8 = 1.125
        score(application, posted(call.office), value)
    assert average_score(call) == {application.pk: Decimal("1.13")}


def test_scores_of_others_are_hidden_until_ones_own_is_in(call: Call) -> None:
    application, first, second = in_review(call), posted(call.office), posted(call.office)
    theirs = score(application, first)
    assert scores_shown_to(application, second, may_score=True) == (None, [])
    own = score(application, second, 50)
    assert scores_shown_to(application, second, may_score=True) == (own, [theirs])
    coordinator = posted(call.office, Role.COORDINATOR)
    assert scores_shown_to(application, coordinator, may_score=False) == (None, [theirs, own])
