"""Holding facts against documents: who may, what is refused in words, and what clearing keeps of it."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Application, ApplicationEvent, Document, FactCheck
from applications.review.services import (
    Sighting,
    back_to_check,
    check_facts,
    clear,
    newest_check,
    open_review,
    open_reviews,
    propose_refusal,
)
from applications.states import Status
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from programs.models import Call
from tests.factories import OfficeFactory, PostingFactory
from tests.scenarios import MEETS_ALL, moved_to, submitted
from tests.staff import call_elsewhere, needing_check, posted


def passport(application: Application) -> Document:
    return application.documents.get(slot="passport_copy")


def on_passport(application: Application, fact: str = "passport_expiry", **more: Any) -> Sighting:
    return Sighting(fact, **{"verdict": "confirmed", "document": passport(application).pk, **more})


def check(application: Application, *sightings: Sighting, by: User, **stale: int) -> list[FactCheck]:
    snapshot = application.snapshots.first()
    assert snapshot is not None
    now = {"snapshot": snapshot.pk, "newest": newest_check(application)}
    return check_facts(application, sightings, user=by, **{**now, **stale})


def test_several_facts_are_kept_at_once_with_what_they_rest_on(call: Call) -> None:
    application, officer = submitted(call), posted(call.office)
    check(
        application,
        on_passport(application),
        on_passport(application, verdict="differs", value="2027-01-31"),
        Sighting("english_ok", "confirmed", note="Interview of 3 November."),
        by=officer,
    )
    rows = list(FactCheck.objects.filter(application=application).order_by("pk"))
    assert [(row.fact, row.verdict, row.provenance) for row in rows] == [
        ("passport_expiry", "confirmed", "verified"),
        ("passport_expiry", "differs", "verified"),
        ("english_ok", "confirmed", "staff"),
    ]
    assert rows[1].seen.value == "2027-01-31"
    assert rows[2].seen.note == "Interview of 3 November."


def test_that_facts_were_checked_is_on_record_with_numbers_only(call: Call) -> None:
    application, officer = submitted(call), posted(call.office)
    check(application, on_passport(application, verdict="differs", value="2027-01-31"), by=officer)
    entry = Entry.objects.get(code="review.facts_checked")
    assert (entry.user_id, entry.office_id) == (officer.pk, call.office_id)
    assert entry.data == {"application": application.pk, "facts": 1, "differs": 1}


def test_the_same_again_adds_nothing_and_a_mistake_can_be_taken_back(call: Call) -> None:
    application, officer = submitted(call), posted(call.office)
    check(application, on_passport(application), by=officer)
    with pytest.raises(DomainError, match="Nothing was marked otherwise"):
        check(application, on_passport(application), by=officer)
    check(application, Sighting("passport_expiry", "taken_back"), by=officer)
    assert FactCheck.objects.filter(application=application).count() == 2


@pytest.mark.parametrize(
    ("sighting", "code"),
    [
        ({"verdict": "differs", "value": "soon"}, "not_its_type"),
        ({"verdict": "differs", "value": None}, "not_its_type"),
        ({"verdict": "differs", "value": "2032-06-01"}, "same_as_declared"),
        ({"document": None}, "rests_on_nothing"),
        ({"document": 10**9}, "not_its_document"),
        ({"fact": "declares_healthy"}, "not_to_be_checked"),
        ({"fact": "theme"}, "not_to_be_checked"),
        ({"fact": "no_such_fact"}, "not_to_be_checked"),
        ({"verdict": "perhaps"}, "unknown_verdict"),
        ({"note": "x" * 501}, "note_too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_of_the_rest_is_kept(
    call: Call, sighting: dict[str, Any], code: str
) -> None:
    application = submitted(call)
    wrong = on_passport(application, **{"fact": "passport_expiry", **sighting})
    with pytest.raises(DomainError) as refused:
        check(application, on_passport(application, "birth_date"), wrong, by=posted(call.office))
    assert refused.value.code == code
    assert refused.value.values["fact"] == wrong.fact
    assert str(refused.value)
    assert not FactCheck.objects.exists()


def test_a_document_of_another_application_is_refused(call: Call) -> None:
    application, other = submitted(call), submitted(call)
    with pytest.raises(DomainError, match="not among those of this application"):
        check(application, on_passport(application, document=passport(other).pk), by=posted(call.office))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OPERATOR, Role.AUDITOR, Role.LIAISON])
def test_other_roles_may_not(call: Call, role: Role) -> None:
    application = submitted(call)
    with pytest.raises(NotAllowed):
        check(application, on_passport(application), by=posted(call.office, role))


def test_nobody_checks_their_own_application_nor_one_of_another_office(call: Call) -> None:
    application = submitted(call)
    PostingFactory(user=application.person.user, office=call.office, role=Role.SENIOR_REVIEWER)
    for user in (application.person.user, posted(OfficeFactory(), Role.SENIOR_REVIEWER)):
        with pytest.raises(NotAllowed):
            check(application, on_passport(application), by=user)


def test_a_page_that_a_colleague_was_quicker_than_says_who_and_what(call: Call) -> None:
    application = submitted(call)
    check(application, on_passport(application), by=posted(call.office, name="Naoko Mori"))
    with pytest.raises(Conflict, match=r"Naoko Mori checked facts of this application meanwhile: .*[Pp]assport"):
        check(application, on_passport(application, "birth_date"), by=posted(call.office), newest=0)


def test_a_page_made_before_the_answers_were_frozen_anew_is_refused(call: Call) -> None:
    application = submitted(call)
    with pytest.raises(Conflict, match="frozen anew"):
        check(application, on_passport(application), by=posted(call.office), snapshot=0)


def test_what_is_over_is_checked_no_more(call: Call) -> None:
    application = moved_to(submitted(call), Status.WITHDRAWN)
    with pytest.raises(DomainError) as refused:
        check(application, on_passport(application), by=posted(call.office))
    assert refused.value.code == "application_over"


def test_clearing_is_not_blocked_and_keeps_how_much_was_verified(call: Call) -> None:
    application = needing_check(call)
    officer = posted(call.office)
    check(application, on_passport(application), by=officer)
    event = clear(application, user=officer)
    event.refresh_from_db()
    assert event.data["evidence"]["outcome"] == "needs_check"
    assert event.data["evidence"]["unverified"] > 0
    assert application.status == Status.ELIGIBLE


def test_opening_reviews_keeps_it_for_one_and_for_many(call: Call) -> None:
    officer, one, two = posted(call.office), submitted(call), submitted(call)
    opened = open_review(one, user=officer)
    opened.refresh_from_db()
    assert set(opened.data["evidence"]) == {"outcome", "unverified"}
    assert open_reviews([two], user=officer).done == [two.pk]
    event = ApplicationEvent.objects.get(application=two, event="open_review")
    assert event.data == opened.data


def test_an_eligible_one_goes_back_to_the_check_where_a_refusal_can_be_proposed(call: Call) -> None:
    application = submitted(call, facts={**MEETS_ALL, "passport_expiry": "2030-06-01"})
    senior = posted(call.office, Role.SENIOR_REVIEWER)
    with pytest.raises(DomainError, match="No rule fails"):
        back_to_check(application, user=senior)
    check(application, on_passport(application, verdict="differs", value="2027-01-31"), by=senior)
    with pytest.raises(NotAllowed):
        back_to_check(application, user=posted(call.office))
    back_to_check(application, user=senior)
    assert application.status == Status.NEEDS_CHECK
    assert propose_refusal(application, user=senior, reason_code="document_not_valid", text="It ends too early.")


def test_the_strict_reading_is_of_the_offices_own_applications(call: Call) -> None:
    elsewhere = submitted(call_elsewhere(call))
    with pytest.raises(NotAllowed):
        check(elsewhere, on_passport(elsewhere), by=posted(call.office))
