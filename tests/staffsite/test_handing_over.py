"""A rotation: the posting, the sessions and the open work change hands in one step, or not at all."""

from datetime import timedelta

import pytest

from applications.review.models import ProposalState, RefusalProposal
from applications.review.services import confirm_refusal, propose_refusal, reject_refusal
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Posting, Role
from portal.offices.queries import is_posted
from portal.offices.services import close_posting, hand_over
from programs.models import Call
from tests.factories import OfficeFactory, PersonFactory, PostingFactory
from tests.staff import QUEUE, needing_check, posted, reviewer_browser, staff_browser


def a_proposal(call: Call, by: Role = Role.REVIEWER) -> tuple[RefusalProposal, Posting]:
    reviewer = posted(call.office, by)
    proposal = propose_refusal(
        needing_check(call), user=reviewer, reason_code="requirement_not_met", text="The certificate is missing."
    )
    return proposal, reviewer.postings.get()


def page(posting: Posting) -> str:
    return f"/admin/offices/posting/{posting.pk}/hand-over/"


def test_the_successor_holds_the_posting_and_the_open_work_and_the_predecessor_nothing(call: Call) -> None:
    proposal, posting = a_proposal(call)
    posting.ends_on = clock.now().date() + timedelta(days=400)
    posting.save()
    browser = staff_browser(posting.user)
    assert browser.get(QUEUE).status_code == 200
    operator, successor = posted(call.office, Role.OPERATOR), PersonFactory().user
    done = hand_over(posting, to=successor, actor=operator)

    assert browser.get(QUEUE)["Location"].startswith("/accounts/login/")
    assert not is_posted(type(posting.user).objects.get(pk=posting.user_id))
    new = done.posting
    assert (new.user, new.office, new.role, new.programme) == (successor, posting.office, posting.role, "")
    assert (new.starts_on, new.ends_on) == (clock.now().date(), posting.ends_on)
    assert sum(done.passed_on.values()) == 1
    proposal.refresh_from_db()
    assert (proposal.holder_id, proposal.proposed_by_id) == (successor.pk, posting.user_id)
    codes = set(Entry.objects.filter(user_id=operator.pk).values_list("code", flat=True))
    assert {"offices.posting_closed", "offices.posting_opened", "offices.posting_handed_over"} <= codes
    reject_refusal(proposal, user=successor)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REJECTED


def test_who_takes_over_from_a_proposer_may_confirm_being_another_person(call: Call) -> None:
    proposal, posting = a_proposal(call, Role.SENIOR_REVIEWER)
    successor = PersonFactory().user
    hand_over(posting, to=successor, actor=posted(call.office, Role.OPERATOR))
    proposal.refresh_from_db()
    assert confirm_refusal(proposal, user=successor).to_status == "not_eligible"


def test_work_of_another_programme_of_another_person_and_what_is_decided_stays(call: Call) -> None:
    others, _ = a_proposal(call)
    decided, posting = a_proposal(call)
    reject_refusal(decided, user=posting.user)
    for_another = PostingFactory(user=posting.user, office=call.office, role=Role.REVIEWER, programme="jet")
    own = propose_refusal(
        needing_check(call), user=posting.user, reason_code="requirement_not_met", text="Not a citizen."
    )
    operator, successor = posted(call.office, Role.OPERATOR), PersonFactory().user
    assert not hand_over(for_another, to=successor, actor=operator).passed_on
    for proposal in (others, decided, own):
        proposal.refresh_from_db()
        assert proposal.taken_over_by is None


def test_nothing_changes_hands_when_any_part_is_refused(call: Call) -> None:
    proposal, posting = a_proposal(call)
    successor = PersonFactory().user
    PostingFactory(user=successor, office=call.office, role=Role.REVIEWER)
    operator = posted(call.office, Role.OPERATOR)
    with pytest.raises(DomainError) as refused:
        hand_over(posting, to=successor, actor=operator)
    assert refused.value.code == "posting_exists"
    posting.refresh_from_db()
    proposal.refresh_from_db()
    assert posting.closed_at is None
    assert proposal.holder_id == posting.user_id


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR}))
def test_only_operators_hand_over(call: Call, role: Role) -> None:
    with pytest.raises(NotAllowed):
        hand_over(PostingFactory(office=call.office), to=PersonFactory().user, actor=posted(call.office, role))


def test_a_closed_or_ended_posting_and_the_same_person_are_refused(call: Call) -> None:
    operator, successor = posted(call.office, Role.OPERATOR), PersonFactory().user
    closed, ended, own = (PostingFactory(office=call.office) for _ in range(3))
    close_posting(closed, actor=operator)
    Posting.objects.filter(pk=ended.pk).update(ends_on=clock.now().date() - timedelta(days=1))
    for posting, to, error in (
        (closed, successor, Conflict),
        (ended, successor, Conflict),
        (own, own.user, DomainError),
    ):
        with pytest.raises(error):
            hand_over(posting, to=to, actor=operator)
    assert not successor.postings.exists()


def test_the_page_says_what_happens_does_it_and_says_what_went_along(call: Call) -> None:
    _proposal, posting = a_proposal(call)
    browser, successor = reviewer_browser(call.office, Role.OPERATOR), PersonFactory().user
    assert page(posting) in browser.get(f"/admin/offices/posting/{posting.pk}/change/").content.decode()
    shown = browser.get(page(posting)).content.decode()
    assert "is signed out everywhere at once" in shown
    wrong = browser.post(page(posting), {"email": "nobody@example.org"})
    assert (wrong.status_code, "no active account" in wrong.content.decode()) == (422, True)
    answer = browser.post(page(posting), {"email": successor.email}, follow=True)
    assert "Passed on: 1 proposed refusals." in answer.content.decode()
    assert successor.postings.get().role == Role.REVIEWER


def test_an_operator_elsewhere_meets_no_page_and_an_auditor_is_told_why_not(call: Call) -> None:
    posting = PostingFactory(office=call.office)
    assert reviewer_browser(OfficeFactory(), Role.OPERATOR).get(page(posting)).status_code == 404
    auditor = reviewer_browser(call.office, Role.AUDITOR)
    assert page(posting) not in auditor.get(f"/admin/offices/posting/{posting.pk}/change/").content.decode()
    refused = auditor.post(page(posting), {"email": PersonFactory().user.email})
    assert (refused.status_code, "by operators" in refused.content.decode()) == (403, True)
    posting.refresh_from_db()
    assert posting.closed_at is None
