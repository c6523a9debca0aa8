"""Applications on paper for tests: begun, filled in as it stands there, submitted, and claimed by somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from applications.models import Application
from applications.queries import definition_of
from applications.services.paper.beginning import Arrival, Newcomer, begin_paper
from applications.services.paper.codes import give_code
from applications.services.paper.desk import enter_section, file_scan, submit_paper
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Role
from programs.models import Call
from tests.scenarios import MEETS_ALL, answers_for, paper
from tests.staff import posted

BORN = date(2003, 5, 27)
NAME = "Amélie Dubois"


def officer(call: Call, role: Role = Role.REVIEWER) -> User:
    """Return somebody who enters papers at the office of a call."""
    return posted(call.office, role)


def yesterday(call: Call) -> Arrival:
    """Return an arrival of the day before, on the clocks of the office."""
    return Arrival((clock.now().astimezone(call.zone) - timedelta(days=1)).date())


def begun(call: Call, user: User | None = None, *, arrival: Arrival | None = None, **of: Any) -> Application:
    """Return an entry that nobody filled in yet."""
    newcomer = Newcomer(**{"full_name": NAME, "birth_date": BORN, **of})
    return begin_paper(call, newcomer, arrival or yesterday(call), user=user or officer(call))


def entered(
    call: Call,
    user: User | None = None,
    *,
    facts: Mapping[str, Any] = MEETS_ALL,
    arrival: Arrival | None = None,
    of: Mapping[str, Any] | None = None,
) -> Application:
    """Return an entry with every section and scan that is needed."""
    user = user or officer(call)
    application = begun(call, user, arrival=arrival, **(of or {}))
    definition = definition_of(application)
    person = application.person
    given = {**facts, "full_name": person.full_name}
    if person.birth_date is not None:
        given["birth_date"] = person.birth_date.isoformat()
    answers = answers_for(definition, call, given)
    for group in definition.groups:
        stored = application.sections.filter(key=group.key).first()
        enter_section(
            application,
            group.key,
            {**answers[group.key], **_of_person(group, given)},
            user=user,
            expected_version=stored.version if stored else 0,
            complete=True,
        )
    for slot in definition.documents:
        if slot.required:
            file_scan(application, slot.key, paper(slot), user=user)
    return application


def _of_person(group: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    return {q.key: given[q.person.value] for q in group.questions if q.person and q.person.value in given}


def handed_in(call: Call, user: User | None = None, **how: Any) -> Application:
    """Return a submitted one."""
    user = user or officer(call)
    return submit_paper(entered(call, user, **how), user=user, requested_at=clock.now())


def with_letter(call: Call, **how: Any) -> tuple[Application, str]:
    """Return a submitted one and the code of its claim letter."""
    user = officer(call)
    application = handed_in(call, user, **how)
    return application, give_code(application, user=user)
