"""What letters mean for submitting, and for what the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.contributions import papers_of
from applications.models import Application, SnapshotValues
from applications.queries import facts_of, problems_before_submit
from applications.requests.queries import letters_of
from applications.requests.services.answering import add_file, decline, receive
from applications.requests.services.asking import ask_applicant
from applications.requests.states import Kind
from applications.requests.workflow import By
from applications.services.documents import add_document
from applications.services.submission import submit
from applications.states import Status
from portal.common import clock
from portal.common.errors import DomainError
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.requests.asking import SLOT, asked, letter, with_name
from tests.scenarios import moved_to, photo
from tests.staff import posted


def codes(application: Application) -> list[str]:
    return [problem.code for problem in problems_before_submit(application) if problem.section == "referees"]


def documents(application: Application, **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = facts_of(application, **how).content()["documents"]
    return found


def test_everybody_must_be_asked_before_submitting_not_have_answered(draft: Application) -> None:
    assert codes(draft) == ["referee_missing"]
    first = asked(draft, 1)
    assert codes(draft) == ["referee_missing"]
    asked(draft, 2)
    assert codes(draft) == []
    decline(first, reason="")
    assert codes(draft) == ["referee_missing"]


def test_the_task_list_and_the_check_lead_to_the_referees(draft: Application, signed_in: SignIn) -> None:
    web = signed_in(draft.person.user)
    home = f"/applications/{draft.reference}/"
    assert "0 of 2 asked, 0 received" in words(web.get(home))
    page = web.get(f"{home}check/")
    assert "Name 2 referees for “Two letters of reference”." in words(page)
    assert f'href="{home}referees/"' in page.content.decode()
    asked(draft, 1)
    assert "Name 1 more referee" in words(web.get(f"{home}check/"))
    assert "1 of 2 asked, 0 received" in words(web.get(home))
    assert "your 2 referees send it to us" in words(web.get(f"{home}documents/"))


def test_what_referees_send_cannot_be_uploaded(draft: Application, signed_in: SignIn) -> None:
    with pytest.raises(DomainError) as refused:
        add_document(draft, SLOT, letter(), user=draft.person.user)
    assert refused.value.code == "given_by_others"
    page = signed_in(draft.person.user).get(f"/applications/{draft.reference}/documents/").content.decode()
    assert f"/documents/{SLOT}/" not in page


def test_while_a_letter_is_out_the_documents_are_not_complete(draft: Application) -> None:
    requests = [asked(draft, 1), asked(draft, 2)]
    assert documents(draft, documents_complete=True)["complete"] is False
    for request in requests:
        add_file(request, letter(), user=None)
        receive(request, by=By.REFEREE, words={})
    assert papers_of(draft).given == {SLOT}
    there = documents(draft, documents_complete=True)
    assert there["complete"] is True
    assert SLOT in there["codes"]


def test_one_letter_of_two_is_not_the_document(draft: Application) -> None:
    request = asked(draft, 1)
    asked(draft, 2)
    add_file(request, letter(), user=None)
    receive(request, by=By.REFEREE, words={})
    there = documents(draft, documents_complete=True)
    assert SLOT not in there["codes"]
    assert there["complete"] is False


def test_an_application_is_submitted_with_its_letters_outstanding(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call)
    sent = submit(application, user=application.person.user, arrived_at=clock.now())
    assert sent.submitted_at is not None
    frozen = SnapshotValues.objects.unscoped("a test").get(application=sent).facts["documents"]
    assert frozen["complete"] is False
    text = words(signed_in(sent.person.user).get(f"/applications/{sent.reference}/"))
    assert "Letters of referees" in text
    assert text.count("Asked, no letter yet") == 2


def test_a_referee_who_declines_later_leaves_something_to_do(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call)
    sent = submit(application, user=application.person.user, arrived_at=clock.now())
    moved_to(sent, Status.NEEDS_CHECK)
    decline(sent.requests.order_by("number")[0], reason="No time.")
    page = f"/applications/{sent.reference}/"
    web = signed_in(sent.person.user)
    text = words(web.get(page))
    assert "You have something to do" in text
    assert "Name 1 more referee" in text
    assert "No time." not in text
    named = {"name": "Prof. Ōe", "email": "oe@university.example", "relation": "Professor"}
    web.post(f"{page}referees/{SLOT}/1/", named)
    assert "You have something to do" not in words(web.get(page))


def test_where_the_programme_takes_the_letter_from_the_applicant_either_will_do(mext: Call, signed_in: SignIn) -> None:
    application = with_name(mext)
    slot = "recommendation_letter"

    def missing() -> bool:
        return any("Letter of recommendation" in each.message for each in problems_before_submit(application))

    assert missing()
    request = asked(application, slot=slot)
    assert not missing()
    decline(request, reason="")
    assert missing()
    add_document(application, slot, photo(), user=application.person.user)
    assert not missing()
    assert documents(application, documents_complete=True)["complete"] is True
    page = words(signed_in(application.person.user).get(f"/applications/{application.reference}/documents/"))
    assert "Instead of uploading it you can name a referee" in page


def test_a_referees_address_that_is_written_as_ones_own_later_stands_in_the_way(
    draft: Application, signed_in: SignIn
) -> None:
    for number in (1, 2):
        asked(draft, number)
    assert codes(draft) == []
    EmailAddress.objects.create(user=draft.person.user, email="Referee2@university.example", verified=False)
    assert codes(draft) == ["oneself"]
    page = words(signed_in(draft.person.user).get(f"/applications/{draft.reference}/check/"))
    assert "referee2@university.example is an address of your own" in page


def test_a_letter_that_the_answers_no_longer_want_stands_in_nobodys_way(draft: Application) -> None:
    asked(draft, 1)
    (letters,) = letters_of(draft)
    assert (letters.settled, letters.awaited) == (False, True)
    no_longer = replace(letters, applies=False)
    assert (no_longer.settled, no_longer.awaited) == (True, False)


def test_the_status_page_takes_the_same_queries_for_one_request_and_for_three(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call)
    application = submit(application, user=application.person.user, arrived_at=clock.now())
    moved_to(application, Status.NEEDS_CHECK)
    web, reviewer = signed_in(application.person.user), posted(call.office)

    def ask() -> None:
        until = clock.now().date() + timedelta(days=9)
        ask_applicant(application, Kind.INFORMATION, title="A", text="B", due_on=until, user=reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            web.get(f"/applications/{application.reference}/")
        return len(found)

    ask()
    queries()
    one = queries()
    ask()
    ask()
    assert queries() == one


def test_the_page_of_referees_takes_the_same_queries_for_one_and_for_two(draft: Application, signed_in: SignIn) -> None:
    web = signed_in(draft.person.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            web.get(f"/applications/{draft.reference}/referees/")
        return len(found)

    asked(draft, 1)
    queries()
    one = queries()
    asked(draft, 2)
    assert queries() == one
