"""Terms end and are handed over, figures are added: neither is ever written over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from alumni.models import Association, MembershipCount, Officer
from alumni.queries import latest_counts, overview, public_page
from alumni.services import agree, change_standing, end_term, hand_over, name_officer, record_count, respell, strike
from portal.accounts.models import User
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Role
from tests.alumni.register import recognised
from tests.factories import OfficeFactory
from tests.staff import posted


@pytest.fixture
def association(db: None) -> Association:
    return recognised(OfficeFactory())


def name(association: Association, full_name: str = "Ada Osei", **how: Any) -> Officer:
    term = {"actor": None, "role": "president", "starts_on": date(2018, 4, 1), **how}
    return name_officer(association, full_name=full_name, **term)


def count(association: Association, members: int, on: date, **how: Any) -> MembershipCount:
    return record_count(association, **{"actor": None, "source": "association", **how}, members=members, on=on)


def test_who_takes_over_begins_the_day_after_the_other_ended(association: Association) -> None:
    before = name(association)
    after = hand_over(before, actor=None, on=date(2022, 4, 1), full_name="Nguyễn Thị Hoa", native_name="阮氏花")
    before.refresh_from_db()
    assert (before.ends_on, after.starts_on, after.ends_on) == (date(2022, 3, 31), date(2022, 4, 1), None)
    assert (after.role, after.person.native_name) == ("president", "阮氏花")
    assert [officer.person.full_name for officer in Officer.objects.current(date(2022, 3, 31))] == ["Ada Osei"]
    assert [officer.person.full_name for officer in Officer.objects.current(date(2022, 4, 1))] == ["Nguyễn Thị Hoa"]


def test_a_hand_over_that_cannot_be_leaves_the_term_as_it_was(association: Association) -> None:
    held = name(association)
    with pytest.raises(DomainError):
        hand_over(held, actor=None, on=date(2018, 4, 1), full_name="Ada Osei")
    held.refresh_from_db()
    assert held.ends_on is None
    assert association.officers.count() == 1


def test_somebody_who_is_named_again_stays_one_person(association: Association) -> None:
    first = name(association, email="ada@mail.example", ends_on=date(2019, 3, 31))
    again = name(association, "ADA OSEI", email="Ada@mail.example", starts_on=date(2021, 4, 1))
    other = name(association, "Ada Osei", role="treasurer")
    assert first.person_id == again.person_id != other.person_id
    again.person.refresh_from_db()
    assert again.person.full_name == "Ada Osei"


def test_a_mailbox_of_the_office_goes_from_one_to_the_next(association: Association) -> None:
    before = name(association, email="president@circle.example")
    after = hand_over(before, actor=None, on=date(2022, 4, 1), full_name="Yaw Mensah", email="president@circle.example")
    assert (after.person.full_name, after.person_id == before.person_id) == ("Yaw Mensah", False)


def test_a_term_with_a_last_day_is_handed_over_from_the_next(association: Association) -> None:
    before = name(association, ends_on=date(2022, 3, 31))
    after = hand_over(before, actor=None, on=date(2022, 4, 1), full_name="Yaw Mensah")
    before.refresh_from_db()
    assert (before.ends_on, after.starts_on) == (date(2022, 3, 31), date(2022, 4, 1))


def test_nobody_led_an_association_before_there_was_one(association: Association) -> None:
    with pytest.raises(DomainError) as refused:
        name(association, starts_on=date(1000, 1, 1))
    assert refused.value.code == "before_founding"


def test_two_associations_never_share_a_person_by_a_name_alone(association: Association) -> None:
    assert name(association).person_id != name(recognised(association.office, "Another")).person_id


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2018, 4, 1), None), (date(2010, 1, 1), date(2018, 4, 1)), (date(2020, 1, 1), date(2020, 2, 1))],
)
def test_nobody_holds_a_role_twice_at_a_time(association: Association, starts_on: date, ends_on: date | None) -> None:
    name(association)
    with pytest.raises(Conflict) as refused:
        name(association, starts_on=starts_on, ends_on=ends_on)
    assert refused.value.code == "term_overlaps"
    assert name(association, starts_on=date(2010, 1, 1), ends_on=date(2018, 3, 31)).pk


def test_terms_that_end_before_they_begin_and_those_that_are_over_are_refused(association: Association) -> None:
    with pytest.raises(DomainError) as refused:
        name(association, ends_on=date(2018, 3, 31))
    assert refused.value.code == "ends_before_start"
    over = name(association, ends_on=date(2019, 1, 1))
    with pytest.raises(Conflict):
        end_term(over, actor=None, on=date(2020, 1, 1))


def test_an_officer_is_named_in_public_from_when_they_agree_until_they_no_longer_do(association: Association) -> None:
    held = name(association)

    def named() -> list[str]:
        page = public_page(association.slug)
        assert page is not None
        return [officer.person.full_name for officer in page.officers]

    assert named() == []
    agree(held, actor=None, public=True)
    assert named() == ["Ada Osei"]
    agree(held, actor=None, public=False)
    assert named() == []


def test_past_officers_are_not_shown_as_if_they_still_were(association: Association) -> None:
    name(association, ends_on=date(2019, 1, 1), public_since=date(2018, 4, 1))
    page = public_page(association.slug)
    assert page is not None
    assert page.officers == []


def test_a_term_recorded_by_mistake_counts_no_longer_and_stays_to_be_read(association: Association) -> None:
    wrong = name(association, role="treasurer")
    agree(wrong, actor=None, public=True)
    strike(wrong, actor=None)
    page = public_page(association.slug)
    assert page is not None
    assert page.officers == []
    assert not Officer.objects.current(date(2020, 1, 1)).exists()
    assert [row.pk for row in overview(association, posted(association.office, Role.LIAISON)).officers] == [wrong.pk]
    assert name(association, role="treasurer").pk != wrong.pk  # the days of the mistake are free again
    for again in (strike, lambda row, actor: end_term(row, actor=actor, on=date(2020, 1, 1))):
        with pytest.raises(Conflict) as refused:
            again(wrong, actor=None)
        assert refused.value.code == "term_struck"


def test_a_struck_term_does_not_end_with_its_association(association: Association) -> None:
    wrong = name(association)
    strike(wrong, actor=None)
    change_standing(association, actor=None, to="dissolved", on=date(2024, 1, 1), source="mission", reason="Over.")
    wrong.refresh_from_db()
    assert wrong.ends_on is None


def test_a_misspelt_officer_is_found_by_the_right_name(association: Association) -> None:
    held = name(association, "Ngyuen Thi Hoa")
    respell(held, actor=None, full_name="Nguyễn Thị Hoa", native_name="阮氏花", email="hoa@circle.example")
    held.person.refresh_from_db()
    assert (held.person.full_name, held.person.native_name) == ("Nguyễn Thị Hoa", "阮氏花")
    assert "nguyen" in held.person.search_key
    again = name(association, "nguyen thi hoa", email="hoa@circle.example", role="board")
    assert again.person_id == held.person_id


def test_nobody_corrects_the_name_of_who_has_an_account(association: Association) -> None:
    held = name(association)
    held.person.user = User.objects.create_user("ada@mail.example")
    held.person.save()
    with pytest.raises(DomainError) as refused:
        respell(held, actor=None, full_name="Somebody Else")
    assert refused.value.code == "keeps_their_own_name"
    held.person.refresh_from_db()
    assert held.person.full_name == "Ada Osei"


def test_a_liaison_elsewhere_names_nobody_and_counts_nobody(association: Association) -> None:
    stranger = posted(OfficeFactory(), Role.LIAISON)
    held = name(association)
    for attempt in (
        lambda: name(association, "X", actor=stranger),
        lambda: end_term(held, actor=stranger, on=date(2020, 1, 1)),
        lambda: agree(held, actor=stranger, public=True),
        lambda: strike(held, actor=stranger),
        lambda: respell(held, actor=stranger, full_name="X"),
        lambda: count(association, 3, date(2020, 1, 1), actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_latest_day_counts_and_of_it_the_latest_entry(association: Association) -> None:
    count(association, 120, date(2021, 1, 1))
    count(association, 150, date(2023, 1, 1))
    count(association, 105, date(2023, 1, 1), source="mission")
    count(association, 90, date(2015, 1, 1))
    assert latest_counts([association])[association.pk].members == 105
    shown = overview(association, posted(association.office, Role.LIAISON)).counts
    assert [(row.members, row.replaced) for row in shown] == [(105, False), (150, True), (120, False), (90, False)]


def test_the_same_figure_twice_is_one_entry(association: Association) -> None:
    first, again = count(association, 120, date(2021, 1, 1)), count(association, 120, date(2021, 1, 1))
    assert first.pk == again.pk


@pytest.mark.parametrize(
    ("members", "on", "code"),
    [
        (5, date(2999, 1, 1), "day_to_come"),
        (5, date(1989, 1, 1), "before_founding"),
        (10**6, date(2020, 1, 1), "too_many"),
    ],
)
def test_figures_that_cannot_be_are_refused(association: Association, members: int, on: date, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        count(association, members, on)
    assert refused.value.code == code
    assert not association.counts.exists()


def test_a_figure_is_never_overwritten(association: Association) -> None:
    rows = MembershipCount.objects.filter(pk=count(association, 120, date(2021, 1, 1)).pk)
    for statement in (lambda: rows.update(members=121), lambda: rows.update(on=clock.now().date()), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_a_term_can_be_ended_and_nothing_else_of_it_changed(association: Association) -> None:
    rows = Officer.objects.filter(pk=name(association).pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(starts_on=date(2000, 1, 1))
    assert rows.update(ends_on=date(2024, 1, 1)) == 1


def test_an_office_with_no_associations_sees_none_of_it(association: Association) -> None:
    name(association), count(association, 3, date(2020, 1, 1))
    stranger, own = posted(OfficeFactory(), Role.LIAISON), posted(association.office, Role.LIAISON)
    for model in (Officer, MembershipCount):
        assert model.objects.for_user(own).count() == 1
        assert not model.objects.for_user(stranger).exists()
        assert not model.objects.for_user(posted(Office.objects.get(pk=association.office_id))).exists()
