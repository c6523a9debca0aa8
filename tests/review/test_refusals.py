"""A refusal takes two people, and the applicant hears nothing before the second."""

import pytest
from django.db import IntegrityError, transaction

from applications.actors import actor_for
from applications.models import Application
from applications.review.models import ProposalState, RefusalProposal
from applications.review.services import clear, confirm_refusal, propose_refusal, reject_refusal, reopen
from applications.services.transition import transition
from applications.states import Status
from applications.workflow import Event
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from portal.outbox.models import Message
from programs.models import Call
from tests.calls import open_call
from tests.committed import at_once
from tests.scenarios import submitted
from tests.staff import call_elsewhere, needing_check, posted

TEXT = "The certificate of grades is of somebody else."


def propose(application: Application, user: object, **how: object) -> RefusalProposal:
    given = {"reason_code": "document_not_valid", "text": TEXT, **how}
    return propose_refusal(application, user=user, **given)  # type: ignore[arg-type]


def test_a_proposal_changes_nothing_that_the_applicant_could_see(call: Call) -> None:
    application = needing_check(call)
    mails, events = Message.objects.count(), application.events.count()
    propose(application, posted(call.office))
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK
    assert (Message.objects.count(), application.events.count()) == (mails, events)


def test_another_senior_reviewer_confirms_and_the_reason_goes_out_word_for_word(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    proposal = propose(application, posted(call.office))
    event = confirm_refusal(proposal, user=senior)
    application.refresh_from_db()
    proposal.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    assert (event.reason.text, event.reason_code, event.actor) == (TEXT, "document_not_valid", senior)
    assert (proposal.state, proposal.decided_by) == (ProposalState.CONFIRMED, senior)
    mail = Message.objects.get(template="mail/application_refused")
    assert mail.context["reason"] == TEXT


def test_nobody_confirms_their_own_proposal_whatever_their_role(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    proposal = propose(application, senior)
    with pytest.raises(NotAllowed) as refused:
        confirm_refusal(proposal, user=senior)
    assert refused.value.code == "same_person"
    application.refresh_from_db()
    proposal.refresh_from_db()
    assert (application.status, proposal.state) == (Status.NEEDS_CHECK, ProposalState.OPEN)


def test_the_database_itself_refuses_a_confirmation_by_the_proposer(call: Call) -> None:
    proposal = propose(needing_check(call), posted(call.office))
    proposal.state, proposal.decided_by = ProposalState.CONFIRMED, proposal.proposed_by
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        proposal.save()


def test_a_reviewer_does_not_confirm(call: Call) -> None:
    proposal = propose(needing_check(call), posted(call.office))
    with pytest.raises(NotAllowed) as refused:
        confirm_refusal(proposal, user=posted(call.office))
    assert refused.value.code == "not_your_role"


def test_the_event_itself_is_guarded_for_those_who_go_round_the_service(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    with pytest.raises(DomainError) as refused:
        transition(application, Event.REFUSE, actor=actor_for(senior), reason="No.")
    assert refused.value.code == "no_proposal"


def test_a_proposal_of_another_application_opens_nothing(call: Call) -> None:
    application, other = needing_check(call), needing_check(call)
    foreign = propose(other, posted(call.office))
    with pytest.raises(DomainError) as refused:
        transition(
            application,
            Event.REFUSE,
            actor=actor_for(posted(call.office, Role.SENIOR_REVIEWER)),
            reason="No.",
            data={"proposal": foreign.pk},
        )
    assert refused.value.code == "no_proposal"


def test_a_senior_reviewer_sends_a_proposal_back_with_a_word(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    proposal = reject_refusal(
        propose(application, posted(call.office)), user=senior, note="The name on it is her maiden name."
    )
    assert (proposal.state, proposal.decision_note) == (ProposalState.REJECTED, "The name on it is her maiden name.")
    clear(application, user=senior)
    assert application.status == Status.ELIGIBLE


def test_a_reviewer_takes_back_their_own_proposal_but_nobody_elses(call: Call) -> None:
    application, reviewer = needing_check(call), posted(call.office)
    proposal = propose(application, reviewer)
    with pytest.raises(NotAllowed):
        reject_refusal(proposal, user=posted(call.office))
    assert reject_refusal(proposal, user=reviewer).state == ProposalState.REJECTED


def test_a_decided_proposal_is_not_decided_again(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    proposal = propose(application, posted(call.office))
    reject_refusal(proposal, user=senior)
    with pytest.raises(Conflict) as refused:
        confirm_refusal(proposal, user=posted(call.office, Role.SENIOR_REVIEWER))
    assert refused.value.code == "refusal_decided"
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK


@pytest.mark.usefixtures("committed_db")
def test_six_seniors_who_decide_at_once_make_one_decision() -> None:
    call = open_call()
    application = needing_check(call)
    proposal = propose(application, posted(call.office))
    seniors = [posted(call.office, Role.SENIOR_REVIEWER) for _ in range(6)]

    def decide(number: int) -> str:
        verb = confirm_refusal if number % 2 else reject_refusal
        verb(RefusalProposal.objects.get(pk=proposal.pk), user=seniors[number])
        return verb.__name__

    answers = at_once(6, decide)
    (done,) = [answer for answer in answers if isinstance(answer, str)]
    assert all(isinstance(answer, Conflict | str) for answer in answers), answers
    application.refresh_from_db()
    proposal.refresh_from_db()
    refused = done == "confirm_refusal"
    assert application.status == (Status.NOT_ELIGIBLE if refused else Status.NEEDS_CHECK)
    assert proposal.state == (ProposalState.CONFIRMED if refused else ProposalState.REJECTED)
    assert application.events.filter(event=Event.REFUSE).count() == int(refused)


def test_the_second_to_propose_reads_what_the_first_wrote(call: Call) -> None:
    application = needing_check(call)
    propose(application, posted(call.office))
    with pytest.raises(Conflict) as refused:
        propose(application, posted(call.office), text="Something else.")
    assert refused.value.code == "refusal_already_proposed"
    assert TEXT in str(refused.value)


def test_nothing_is_cleared_while_a_refusal_waits(call: Call) -> None:
    application, reviewer = needing_check(call), posted(call.office)
    propose(application, reviewer)
    with pytest.raises(DomainError) as refused:
        clear(application, user=reviewer)
    assert refused.value.code == "refusal_open"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"reason_code": "because"}, "unknown_reason"),
        ({"text": "  "}, "reason_missing"),
        ({"text": "x" * 2001}, "reason_too_long"),
    ],
)
def test_a_proposal_without_a_usable_reason_is_refused(call: Call, how: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        propose(needing_check(call), posted(call.office), **how)
    assert refused.value.code == code


def test_only_an_application_under_check_can_be_refused(call: Call) -> None:
    with pytest.raises(DomainError) as refused:
        propose(submitted(call), posted(call.office))
    assert refused.value.code == "not_in_check"


def test_a_proposal_over_an_older_page_is_a_conflict(call: Call) -> None:
    application = needing_check(call)
    with pytest.raises(Conflict):
        propose(application, posted(call.office), expected_version=application.version - 1)
    assert propose(application, posted(call.office), expected_version=application.version)


def test_another_embassy_neither_proposes_nor_confirms(call: Call) -> None:
    elsewhere = call_elsewhere(call).office
    application = needing_check(call)
    with pytest.raises(NotAllowed):
        propose(application, posted(elsewhere))
    proposal = propose(application, posted(call.office))
    with pytest.raises(NotAllowed):
        confirm_refusal(proposal, user=posted(elsewhere, Role.SENIOR_REVIEWER))


def test_a_refused_application_is_reopened_with_a_reason_only(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    confirm_refusal(propose(application, posted(call.office)), user=senior)
    application.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        reopen(application, user=senior, reason=" ")
    assert refused.value.code == "reason_missing"
    reopen(application, user=senior, reason="The original certificate arrived.")
    assert application.status == Status.NEEDS_CHECK
    assert propose(application, posted(call.office)).state == ProposalState.OPEN
