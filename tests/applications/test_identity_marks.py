"""The same person twice in a round: recognised in any spelling; staff hear there may be one, the ministry which."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from applications import sameness
from applications.identity_marks import folded, marks
from applications.models import Application, IdentityFinding, IdentityMark
from applications.review.services import note_sameness, take_addendum
from applications.sameness import DIFFERENT, OPEN, SAME, sameness_of, with_sameness
from applications.services.identity import mark_again
from applications.services.submission import withdraw
from portal.audit.models import Entry
from portal.common.encryption import derived_keys
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Role
from portal.outbox.models import Message
from programs.models import Call, Round
from tests.applications.corrections import corrected
from tests.calls import open_call
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.scenarios import MEETS_ALL, draft, submitted
from tests.staff import call_elsewhere, posted

pytestmark = pytest.mark.django_db
BORN = date(2003, 5, 27)


@pytest.fixture
def call() -> Call:
    return open_call()


def ministry(call: Call) -> Any:
    return posted(Office.objects.get(code="mofa"), Role.COORDINATOR, programme=call.round.programme.slug)


def other_person(call: Call) -> Application:
    return submitted(call, facts={**MEETS_ALL, "birth_date": "2001-02-03"}, full_name="Somebody Else")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Carreño", "CARRENO ZOE"),
        ("Zoë Carreño", "Carreño, Zoë"),
        ("Jean-Paul  Dupont", "dupont jean paul"),
        ("Nguyễn Văn An", "an van nguyen"),
        ("Yasmine El Idrissi", "El-Idrissi Yasmine"),
        ("山田 太郎", "太郎　山田"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("ياسمين الإدريسي", "الإدريسي ياسمين"),
        ("STRASSE", "Straße"),
        ("İpek Yıldız", "ipek yildiz"),
    ],
)
def test_two_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Zoë Carreño", "Zoë Carrera"), ("山田太郎", "山田次郎"), ("O", "D'O")])
def test_two_names_are_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_a_mark_depends_on_round_birth_date_name_and_key_and_says_none_of_them(settings: Any) -> None:
    (mark,) = marks(1, BORN, ["Zoë Carreño"])
    others = {
        *marks(2, BORN, ["Zoë Carreño"]),
        *marks(1, date(2003, 5, 28), ["Zoë Carreño"]),
        *marks(1, BORN, ["Zoë Carrera"]),
    }
    assert len(mark) == 64
    assert mark not in others
    assert len(others) == 3
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert marks(1, BORN, ["Zoë Carreño"]) != [mark]
    assert marks(1, None, ["Zoë Carreño"]) == marks(1, BORN, ["", "·"]) == []


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    assert derived_keys("a") != derived_keys("b")
    assert all(len(key) == 32 for key in derived_keys("a"))


def test_a_second_account_at_another_office_is_noticed_by_both(call: Call) -> None:
    there = call_elsewhere(call)
    one, other = submitted(call), submitted(there, full_name="CARREÑO Zoe")
    alone = other_person(call)
    for application, office in ((one, call.office), (other, there.office)):
        assert sameness_of(application, posted(office)).flagged
    assert not sameness_of(alone, posted(call.office)).flagged


def test_an_office_is_told_neither_which_nor_where_and_the_ministry_is(call: Call) -> None:
    there = call_elsewhere(call)
    one, other = submitted(call), submitted(there)
    for role in (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR):
        reader = posted(call.office, role)
        assert sameness_of(one, reader).others == []
        assert not IdentityMark.objects.for_user(reader).exists()
    assert [each.reference for each in sameness_of(one, ministry(call)).others] == [other.reference]
    elsewhere = posted(Office.objects.get(code="mext"), Role.COORDINATOR, programme="mext-research")
    assert sameness_of(one, elsewhere).others == []
    assert sameness_of(one, posted(Office.objects.get(code="mofa"), Role.MINISTRY)).others == []


def test_two_of_one_office_are_not_named_to_each_others_reviewers_either(call: Call) -> None:
    """Else a name that is missing would say that it lies at another office."""
    one, _other = submitted(call), submitted(call)
    assert sameness_of(one, posted(call.office)) == sameness.Sameness(flagged=True)


def test_an_applicant_reads_no_mark_not_even_their_own(call: Call) -> None:
    application = submitted(call)
    assert not IdentityMark.objects.for_user(application.person.user).exists()


def test_drafts_and_what_was_withdrawn_do_not_count(call: Call) -> None:
    one = submitted(call)
    draft(call)
    reader = posted(call.office)
    assert not sameness_of(one, reader).flagged
    other = submitted(call)
    assert sameness_of(one, reader).flagged
    withdraw(other, user=other.person.user, reason="I applied twice.")
    other.refresh_from_db()
    assert not sameness_of(one, reader).flagged
    assert not sameness_of(other, reader).flagged


def test_another_round_is_no_second_application(call: Call) -> None:
    one = submitted(call)
    Round.objects.create(programme=call.round.programme, slug="next", name={"en": "Next"}, year=2027)
    submitted(call)
    next_round = Round.objects.get(slug="next")
    IdentityMark.objects.unscoped("a test").exclude(application=one).delete()
    for mark in marks(next_round.pk, BORN, ["Zoë Carreño"]):
        assert not IdentityMark.objects.unscoped("a test").filter(mark=mark).exists()
    assert not sameness_of(one, posted(call.office)).flagged


def test_the_queue_finds_those_to_be_looked_into_and_what_was_found(call: Call) -> None:
    other_person(call)  # so that marks and applications have other keys than each other
    mark_again()
    one, other = submitted(call), submitted(call_elsewhere(call))
    reader = posted(call.office)

    def found(what: str) -> list[int]:
        return list(with_sameness(Application.objects.for_staff(reader), what).values_list("pk", flat=True))

    assert found(OPEN) == [one.pk]
    note_sameness(one, user=reader, same=False, text="Twins: two passports.", seen=0)
    assert (found(OPEN), found(SAME), found(DIFFERENT)) == ([], [], [one.pk])
    assert other.pk not in found(DIFFERENT)


def test_what_was_found_is_kept_with_name_and_words_and_on_record(call: Call) -> None:
    one = submitted(call)
    submitted(call)
    reader = posted(call.office)
    finding = note_sameness(one, user=reader, same=True, text=" Same passport. ", seen=0)
    known = sameness_of(one, reader)
    assert (known.looked_into, known.newest) == (True, finding)
    assert finding.text == "Same passport."
    entry = Entry.objects.get(code="review.found_same_person")
    assert "passport" not in str(entry.data)
    one.refresh_from_db()
    assert one.status == "eligible"


def test_a_third_application_asks_for_another_look(call: Call, shift_clock: Shift) -> None:  # noqa: F811
    one = submitted(call)
    submitted(call)
    reader = posted(call.office)
    note_sameness(one, user=reader, same=False, text="A namesake.", seen=0)
    shift_clock(timedelta(hours=1))
    submitted(call)
    known = sameness_of(one, reader)
    assert (known.flagged, known.looked_into) == (True, False)
    assert one in with_sameness(Application.objects.for_staff(reader), OPEN)


def test_noting_is_refused_with_a_reason(call: Call) -> None:
    one, alone = submitted(call), other_person(call)
    submitted(call)
    reader = posted(call.office)
    stranger = posted(call_elsewhere(call).office)
    for error, code, how in (
        (NotAllowed, "not_your_role", {"user": stranger}),
        (NotAllowed, "not_your_role", {"user": one.person.user}),
        (DomainError, "finding_missing", {"text": "  "}),
        (DomainError, "finding_too_long", {"text": "x" * 1001}),
        (DomainError, "no_second_application", {"application": alone}),
        (Conflict, "finding_added", {"seen": 1}),
    ):
        given = {"application": one, "user": reader, "same": True, "text": "Looked.", "seen": 0, **how}
        with pytest.raises(error) as raised:
            note_sameness(given.pop("application"), **given)
        assert raised.value.code == code
    assert not IdentityFinding.objects.unscoped("a test").exists()


def test_a_finding_is_never_changed_and_can_be_erased(call: Call) -> None:
    one = submitted(call)
    submitted(call)
    finding = note_sameness(one, user=posted(call.office), same=True, text="The same.", seen=0)
    rows = IdentityFinding.objects.unscoped("a test").filter(pk=finding.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(same=False)
    assert rows.delete()[0] == 1


def test_a_mark_cannot_lie_at_another_office_than_its_application(call: Call) -> None:
    one = submitted(call)
    there = call_elsewhere(call)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    marks_of_one = IdentityMark.objects.unscoped("a test").filter(application=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        marks_of_one.update(office=there.office)


def test_while_keys_are_changed_and_afterwards_the_same_person_is_recognised(call: Call, settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    reader = posted(call.office)
    settings.FIELD_KEYS = [old]
    one = submitted(call)
    settings.FIELD_KEYS = [new, old]
    between = submitted(call)
    assert sameness_of(one, reader).flagged
    call_command("renew_field_keys", verbosity=0)
    settings.FIELD_KEYS = [new]
    withdraw(between, user=between.person.user, reason="Twice by mistake.")
    assert not sameness_of(one, reader).flagged
    submitted(call)
    assert sameness_of(one, reader).flagged


def test_marking_again_marks_what_was_submitted_before_there_were_marks_and_no_draft(call: Call) -> None:
    one = submitted(call)
    draft(call)
    IdentityMark.objects.unscoped("a test").delete()
    assert mark_again() == 1
    assert set(IdentityMark.objects.unscoped("a test").values_list("application", flat=True)) == {one.pk}


def corrected_to_carreno(call: Call) -> Application:
    """Somebody who was submitted under a wrong name and birth date; both were corrected, one after the other."""
    found = other_person(call)
    for change in ({"full_name": "Zoë Carreño"}, {"birth_date": "2003-05-27"}):
        fresh = Application.objects.unscoped("a test").select_related("call", "person__user").get(pk=found.pk)
        take_addendum(corrected(fresh, **change), user=posted(call.office, Role.SENIOR_REVIEWER))
    return Application.objects.unscoped("a test").get(pk=found.pk)


def test_whom_a_correction_makes_the_same_person_is_noticed_before_and_after_keys_change(call: Call) -> None:
    reader = posted(call.office)
    submitted_wrong, found = other_person(call), corrected_to_carreno(call)
    one = submitted(call, full_name="Zoë Carreño")
    for _times in range(2):
        assert sameness_of(found, reader).flagged
        assert sameness_of(one, reader).flagged
        assert sameness_of(submitted_wrong, reader).flagged, "what was submitted stays marked"
        mark_again()


def test_a_correction_asks_for_another_look_on_both_sides(call: Call, shift_clock: Shift) -> None:  # noqa: F811
    reader = posted(call.office)
    namesake, found = other_person(call), other_person(call)
    one = submitted(call, full_name="Zoë Carreño")
    for each in (namesake, found):
        note_sameness(each, user=reader, same=False, text="A namesake.", seen=0)
    assert list(with_sameness(Application.objects.for_staff(reader), OPEN)) == []
    shift_clock(timedelta(hours=1))
    for change in ({"full_name": "Zoë Carreño"}, {"birth_date": "2003-05-27"}):
        fresh = Application.objects.unscoped("a test").select_related("call", "person__user").get(pk=found.pk)
        take_addendum(corrected(fresh, **change), user=posted(call.office, Role.SENIOR_REVIEWER))
    for _times in range(2):
        known = [sameness_of(each, reader).looked_into for each in (namesake, found, one)]
        assert known == [True, False, False]
        assert set(with_sameness(Application.objects.for_staff(reader), OPEN)) == {found, one}
        mark_again()


def test_nobody_who_applies_can_tell_from_any_page_or_mail(call: Call) -> None:
    one = submitted(call)
    client = Client()
    client.force_login(one.person.user)
    address = f"/applications/{one.reference}/"
    before = [client.get(address).content, client.get(f"{address}submitted/").content]
    mails = Message.objects.filter(to_email=one.person.user.email).count()
    submitted(call)
    note_sameness(one, user=posted(call.office), same=True, text="The same.", seen=0)
    after = [client.get(address).content, client.get(f"{address}submitted/").content]
    assert [_without_tokens(page) for page in after] == [_without_tokens(page) for page in before]
    assert Message.objects.filter(to_email=one.person.user.email).count() == mails


def _without_tokens(page: bytes) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
