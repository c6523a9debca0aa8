"""What an association is, has a history that says since when, on whose word, and who carries on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from alumni.models import Association, Officer, StandingChange
from alumni.services import change_standing, name_officer
from alumni.states import ENDED, Standing
from alumni.workflow import FOLLOWS
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Role
from tests.alumni.register import became, recognised
from tests.factories import OfficeFactory
from tests.staff import posted

DAY = date(2020, 5, 17)


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory()


def change(association: Association, to: str, **how: Any) -> StandingChange:
    return change_standing(association, to, **{"actor": None, "on": DAY, "source": "mission", "reason": "So.", **how})


def test_every_standing_has_its_way_on_and_none_is_left_out() -> None:
    assert set(FOLLOWS) == set(Standing)
    assert all(set(follows) <= set(Standing) and was not in follows for was, follows in FOLLOWS.items())


def test_the_history_says_what_it_was_since_when_and_on_whose_word(office: Office) -> None:
    association = recognised(office)
    became(association, Standing.DORMANT, on=date(2015, 1, 31), reason="No meeting since 2012.")
    became(association, Standing.RECOGNISED, on=date(2019, 3, 1))
    assert association.standing == Standing.RECOGNISED
    assert list(association.standings.values_list("number", "was", "standing", "reason").order_by("number")) == [
        (1, "", "forming", ""),
        (2, "forming", "recognised", "As told."),
        (3, "recognised", "dormant", "No meeting since 2012."),
        (4, "dormant", "recognised", "As told."),
    ]


@pytest.mark.parametrize("was", Standing)
@pytest.mark.parametrize("to", Standing)
def test_only_the_steps_of_the_table_are_taken(office: Office, was: str, to: str) -> None:
    association, successor = recognised(office), recognised(office, "Another")
    Association.objects.filter(pk=association.pk).update(standing=was)
    if to in FOLLOWS[Standing(was)]:
        assert change(association, to, successor=successor).standing == to
    else:
        with pytest.raises(DomainError) as refused:
            change(association, to, successor=successor)
        assert refused.value.code == "no_such_step"


@pytest.mark.parametrize(
    ("to", "how", "code"),
    [
        (Standing.DORMANT, {"reason": " "}, "reason_missing"),
        (Standing.MERGED, {}, "successor_missing"),
        (Standing.DORMANT, {"on": date(2999, 1, 1)}, "day_to_come"),
        (Standing.DORMANT, {"on": date(1989, 12, 31)}, "before_founding"),
        (Standing.DORMANT, {"on": date(1991, 4, 12)}, "before_the_last"),
    ],
)
def test_what_cannot_be_is_refused_in_words(office: Office, to: str, how: dict[str, Any], code: str) -> None:
    association = recognised(office)
    with pytest.raises(DomainError) as refused:
        change(association, to, **how)
    assert refused.value.code == code
    association.refresh_from_db()
    assert association.standing == Standing.RECOGNISED


def test_today_is_not_still_to_come(office: Office) -> None:
    assert change(recognised(office), Standing.DORMANT, on=clock.now().date()).number == 3


def test_nothing_merges_into_itself_or_into_what_is_no_more(office: Office) -> None:
    association = recognised(office)
    gone = became(recognised(office, "Gone"), Standing.DISSOLVED, on=DAY)
    for successor in (association, gone):
        with pytest.raises(DomainError) as refused:
            change(association, Standing.MERGED, successor=successor)
        assert refused.value.code == "successor_unusable"


@pytest.mark.parametrize("to", sorted(ENDED))
def test_with_the_association_the_terms_of_its_officers_end(office: Office, to: str) -> None:
    association = recognised(office)
    held = name_officer(association, actor=None, role="president", starts_on=date(2018, 1, 1), full_name="Ada Osei")
    change(association, to, successor=recognised(office, "Another"))
    held.refresh_from_db()
    assert held.ends_on == DAY
    with pytest.raises(DomainError) as refused:
        name_officer(association, actor=None, role="president", starts_on=DAY, full_name="Yaw Osei")
    assert refused.value.code == "ended"


def test_a_term_whose_last_day_is_still_to_come_ends_too(office: Office) -> None:
    association = recognised(office)
    terms = [
        name_officer(association, actor=None, role=role, starts_on=date(2018, 1, 1), full_name="O", ends_on=ends_on)
        for role, ends_on in (("president", date(2030, 1, 1)), ("secretary", date(2019, 1, 1)))
    ]
    change(association, Standing.DISSOLVED)
    for term in terms:
        term.refresh_from_db()
    assert [term.ends_on for term in terms] == [DAY, date(2019, 1, 1)]


def test_what_ended_later_could_carry_on_before(office: Office) -> None:
    association, heirs = recognised(office), recognised(office, "Heirs")
    became(heirs, Standing.DISSOLVED, on=date(2005, 1, 1))
    assert change(association, Standing.MERGED, on=date(1999, 1, 1), successor=heirs).successor == heirs


def test_an_old_association_was_being_founded_in_its_year_and_not_today(office: Office) -> None:
    first = recognised(office, founded_year=1975).standings.get(number=1)
    assert first.on == date(1975, 1, 1)


def test_who_saw_something_else_is_told_so(office: Office) -> None:
    association = became(recognised(office), Standing.DORMANT, on=DAY)
    with pytest.raises(Conflict) as refused:
        change(association, Standing.DISSOLVED, expected=Standing.RECOGNISED)
    assert refused.value.values["standing"] == Standing.DORMANT


def test_a_liaison_elsewhere_changes_nothing_and_the_own_one_is_on_record(office: Office) -> None:
    association = recognised(office)
    with pytest.raises(NotAllowed):
        change(association, Standing.DORMANT, actor=posted(OfficeFactory(), Role.LIAISON))
    own = posted(office, Role.LIAISON)
    change(association, Standing.DORMANT, actor=own)
    entry = Entry.objects.get(code="alumni.standing_changed", user_id=own.pk)
    assert (entry.object_id, entry.data) == (str(association.pk), {"was": "recognised", "standing": "dormant"})


def test_history_is_never_changed_but_a_reason_can_be_erased(office: Office) -> None:
    change_ = change(recognised(office), Standing.DORMANT, reason="Its president is ill.")
    rows = StandingChange.objects.filter(pk=change_.pk)
    for statement in (
        lambda: rows.update(standing="dissolved"),
        lambda: rows.update(on=DAY - timedelta(1)),
        rows.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    assert rows.update(reason="") == 1


def test_rows_of_an_association_stay_in_its_office(office: Office) -> None:
    association, elsewhere = recognised(office), OfficeFactory()
    held = name_officer(association, actor=None, role="board", starts_on=DAY, full_name="O")
    with pytest.raises(DatabaseError), transaction.atomic():
        _moved_away(held, elsewhere)
    assert Association.objects.filter(pk=association.pk).update(office=elsewhere) == 1
    held.refresh_from_db()
    assert held.office_id == elsewhere.pk


def _moved_away(officer: Officer, office: Office) -> None:
    Officer.objects.filter(pk=officer.pk).update(office=office)
    connection.check_constraints()
