"""Somebody claims what was entered from their paper; whoever guesses learns nothing, and two get it never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application, ClaimCode
from applications.paper import CLAIM_WITHIN, MOST_WRONG_DATES
from applications.permissions import may
from applications.requests.services.asking import ask_applicant
from applications.requests.states import Kind as RequestKind
from applications.services.drafts import begin
from applications.services.paper.claiming import claim
from applications.services.paper.codes import give_code, read_code, revoke_code
from applications.services.paper.desk import withdraw_for
from applications.services.submission import withdraw
from applications.states import Status
from applications.workflow import Event
from portal.accounts.models import Person, User
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.outbox.models import Message
from programs.models import Call
from tests.applications.paper.conftest import At
from tests.applications.paper.papers import BORN, NAME, begun, officer, with_letter
from tests.factories import PersonFactory, UserFactory
from tests.scenarios import draft, submitted
from tests.staff import posted

pytestmark = pytest.mark.django_db


def refused(code: str, user: User, born: object = BORN) -> DomainError:
    with pytest.raises(DomainError) as error:
        claim(code, born, user=user)  # type: ignore[arg-type]
    return error.value


def last_code() -> str:
    return str(Entry.objects.order_by("-pk").values_list("code", flat=True).first())


def test_an_account_that_is_nobody_yet_becomes_the_person_of_the_paper(call: Call) -> None:
    application, code = with_letter(call)
    user = UserFactory()
    claimed = claim(code, BORN, user=user)
    assert claimed.pk == application.pk
    assert Person.objects.get(user=user).full_name == NAME
    assert Application.objects.of_person(user).get() == application
    assert last_code() == "applications.claimed"


def test_an_account_that_is_somebody_keeps_what_is_known_and_takes_the_rest(call: Call) -> None:
    _application, code = with_letter(call)
    person = PersonFactory(full_name="Amélie Dubois-Peeters")
    paper = _application.person_id
    claim(code, BORN, user=person.user)
    person.refresh_from_db()
    assert (person.full_name, person.birth_date) == ("Amélie Dubois-Peeters", BORN)
    assert person.applications.get().reference == _application.reference
    assert not Person.objects.filter(pk=paper).exists(), "nobody else needs the person that only the paper made"


def test_names_that_are_known_stay_and_empty_ones_are_filled_from_the_paper(call: Call) -> None:
    written = {"passport_name": "DUBOIS AMELIE", "native_name": "アメリ"}
    for known in ({"full_name": "Amélie D."}, {"full_name": "", "passport_name": "PEETERS AMELIE"}):
        _application, code = with_letter(call, of={"full_name": f"{NAME} {len(known)}"})
        Person.objects.filter(pk=_application.person_id).update(**written)
        person = PersonFactory(**{"passport_name": "", "native_name": "", **known})
        claim(code, BORN, user=person.user)
        person.refresh_from_db()
        assert person.full_name == (known["full_name"] or f"{NAME} {len(known)}")
        assert person.passport_name == known.get("passport_name", "DUBOIS AMELIE")
        assert person.native_name == "アメリ"
        assert "dubois" in person.search_key


def test_the_claimed_application_is_the_persons_own_and_no_longer_the_desks(call: Call) -> None:
    application, code = with_letter(call)
    clerk, user = officer(call), PersonFactory().user
    assert may(clerk, Event.WITHDRAW, application)
    claim(code, BORN, user=user)
    mine = Application.objects.of_person(user).get()
    assert may(user, Event.WITHDRAW, mine)
    assert not may(clerk, Event.WITHDRAW, mine)
    with pytest.raises(NotAllowed):
        give_code(mine, user=clerk)
    with pytest.raises(NotAllowed):
        withdraw_for(mine, user=clerk, reason="Too late for that.")


def test_the_claim_is_told_by_mail_to_the_account_and_to_the_papers_address(call: Call) -> None:
    _application, code = with_letter(call, of={"email": "amelie@example.org"})
    user = PersonFactory().user
    claim(code, BORN, user=user)
    told = Message.objects.filter(template="mail/paper_claimed").values_list("to_email", flat=True)
    assert set(told) == {user.email, "amelie@example.org"}


def test_the_database_keeps_a_hash_of_the_code_alone(call: Call) -> None:
    _application, code = with_letter(call)
    row = ClaimCode.objects.get()
    assert read_code(code) not in str(vars(row))
    assert len(row.code_hash) == 64


def test_a_code_is_read_as_people_type_it() -> None:
    assert read_code("abcd-efgh jkmn-pqrs tvol") == "ABCDEFGHJKMNPQRSTV01"


def test_every_wrong_try_is_answered_alike(call: Call, at: At) -> None:
    clerk, user = officer(call), PersonFactory().user
    _first, code = with_letter(call)
    answers = {str(refused("ABCD-EFGH-JKMN-PQRS-TVWX", user)), str(refused(code, user, BORN + timedelta(days=1)))}
    with at(ClaimCode.objects.get().ends_at + timedelta(seconds=1)):
        answers.add(str(refused(code, user)))
    revoke_code(_first, user=clerk)
    answers.add(str(refused(code, user)))
    again = give_code(_first, user=clerk)
    claim(again, BORN, user=user)
    answers.add(str(refused(again, PersonFactory().user)))
    answers.add(str(refused(again, user, BORN + timedelta(days=1))))
    assert len(answers) == 1
    assert NAME not in answers.pop()
    failed = Entry.objects.filter(code="applications.claim_failed").order_by("pk")
    assert [entry.data["why"] for entry in failed] == ["unknown", "birth_date", "ended", "ended", "ended", "ended"]


def test_a_retry_of_ones_own_claim_is_told_that_it_is_ones_own_already(call: Call) -> None:
    application, code = with_letter(call)
    user = PersonFactory(full_name="").user
    claim(code, BORN, user=user)
    error = refused(code, user)
    assert (error.code, error.values["reference"]) == ("yours_already", application.reference)
    assert last_code() == "applications.claimed", "nothing was refused"
    assert refused(code, PersonFactory().user).code == "claim_refused"


def test_whoever_found_the_letter_cannot_try_all_birth_dates(call: Call) -> None:
    _application, code = with_letter(call)
    stranger = PersonFactory().user
    for days in range(1, MOST_WRONG_DATES + 1):
        refused(code, stranger, BORN + timedelta(days=days))
    row = ClaimCode.objects.get()
    assert row.revoked_at is not None
    assert row.revoked_by is None
    refused(code, stranger)
    assert not Application.objects.of_person(stranger).exists()


def test_an_account_of_somebody_born_on_another_day_takes_nobody_elses_application(call: Call) -> None:
    application, code = with_letter(call)
    brother = PersonFactory(full_name="Anna Dubois", birth_date=BORN - timedelta(days=1000))
    error = refused(code, brother.user)
    assert error.code == "claimed_by_another"
    assert "Nothing was changed." in str(error)
    application.refresh_from_db()
    assert application.person.full_name == NAME
    entry = Entry.objects.filter(code="applications.claim_failed").get()
    assert entry.data["why"] == "another_person"
    assert claim(code, BORN, user=PersonFactory().user) == application  # the code stays good for its person


def test_what_the_office_asked_of_the_person_on_paper_does_not_stop_the_claim(call: Call) -> None:
    application, code = with_letter(call)
    asker = posted(call.office)
    due_on = (clock.now() + timedelta(days=14)).date()
    request = ask_applicant(
        application, RequestKind.INFORMATION, title="Your stay", text="Please tell us.", due_on=due_on, user=asker
    )
    person = PersonFactory(full_name="Amélie Dubois")
    claim(code, BORN, user=person.user)
    application.refresh_from_db()
    assert application.person == person
    request.refresh_from_db()
    assert request.asked_of.email == ""


def test_a_new_letter_ends_the_one_before(call: Call) -> None:
    application, code = with_letter(call)
    again = give_code(application, user=officer(call))
    user = PersonFactory().user
    refused(code, user)
    assert claim(again, BORN, user=user) == application


def test_a_code_works_until_its_day(call: Call, at: At) -> None:
    application, code = with_letter(call)
    row = ClaimCode.objects.get()
    assert row.ends_at - row.made_at == CLAIM_WITHIN
    with at(row.ends_at - timedelta(seconds=5)):
        assert claim(code, BORN, user=PersonFactory().user) == application


def test_an_account_for_work_claims_nothing(call: Call) -> None:
    _application, code = with_letter(call)
    error = refused(code, posted(call.office))
    assert error.code == "account_of_staff"


def test_a_draft_of_ones_own_stands_in_the_way_until_it_is_withdrawn(call: Call) -> None:
    application, code = with_letter(call)
    user = PersonFactory().user
    own = begin(call, user=user)
    error = refused(code, user)
    assert (error.code, error.values["reference"]) == ("has_own_application", own.reference)
    assert own.reference in str(error)
    assert application.reference in str(error)
    assert last_code() == "applications.claim_stopped"
    withdraw(own, user=user, reason="My paper counts.")
    assert claim(code, BORN, user=user) == application


def test_a_submitted_one_of_ones_own_asks_for_the_offices_word(call: Call) -> None:
    _application, code = with_letter(call)
    user = PersonFactory().user
    own = submitted(call, user)
    error = refused(code, user)
    assert error.values["status"] == own.status
    assert set(Application.objects.of_person(user)) == {own}


def test_an_entry_that_was_withdrawn_can_still_be_claimed_beside_ones_own(call: Call) -> None:
    application, code = with_letter(call)
    withdraw_for(application, user=officer(call), reason="She asked for it on the telephone.")
    user = PersonFactory().user
    draft(call, user)
    claimed = claim(code, BORN, user=user)
    assert claimed.status == Status.WITHDRAWN


def test_an_unsubmitted_entry_gets_no_letter(call: Call) -> None:
    user = officer(call)
    with pytest.raises(DomainError) as error:
        give_code(begun(call, user), user=user)
    assert error.value.code == "not_submitted"


def test_the_database_itself_lets_no_used_code_come_back(call: Call) -> None:
    _application, code = with_letter(call)
    claim(code, BORN, user=PersonFactory().user)
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimCode.objects.update(used_at=None, used_by=None)
