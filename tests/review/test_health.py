"""A health declaration: encrypted apart, opened by a right of its own, each opening on record."""

import pytest

from applications.models import HealthAnswer
from applications.review.services import open_health
from portal.audit.models import Entry
from portal.common.errors import NotAllowed
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.permissions import Permission, roles_with
from programs.models import Call
from tests.factories import OfficeFactory, PostingFactory
from tests.staff import dossier, needing_check, posted, reviewer_browser, staff_browser


def page(application: object) -> str:
    return dossier(application).replace("change/", "health/")  # type: ignore[arg-type]


def opened() -> int:
    return Entry.objects.filter(code="applications.health_opened").count()


def test_a_senior_reviewer_is_told_first_then_reads_and_each_opening_is_on_record(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    browser = staff_browser(senior)
    assert page(application) in browser.get(dossier(application)).content.decode()
    asked = browser.get(page(application)).content.decode()
    assert "go on record" in asked
    assert "good physical and mental health" not in asked
    assert opened() == 0
    for times in (1, 2):
        answer = browser.post(page(application))
        assert "good physical and mental health" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert opened() == times
    entry = Entry.objects.filter(code="applications.health_opened").first()
    assert entry is not None
    assert (entry.user_id, entry.office_id, entry.object_id) == (senior.pk, call.office_id, str(application.pk))
    assert entry.data == {}


@pytest.mark.parametrize("role", sorted(set(Role) - roles_with(Permission.READ_HEALTH)))
def test_other_roles_are_refused_and_that_opens_nothing(call: Call, role: Role) -> None:
    application = needing_check(call)
    browser = reviewer_browser(call.office, role)
    for answer in (browser.get(page(application)), browser.post(page(application))):
        assert answer.status_code in (403, 404)
        assert "physical" not in answer.content.decode()
    with pytest.raises(NotAllowed):
        open_health(application, user=posted(call.office, role))
    assert opened() == 0


def test_a_senior_reviewer_of_another_office_meets_no_page(call: Call) -> None:
    application, elsewhere = needing_check(call), OfficeFactory()
    browser = reviewer_browser(elsewhere, Role.SENIOR_REVIEWER)
    assert browser.post(page(application)).status_code == 404
    with pytest.raises(NotAllowed):
        open_health(application, user=posted(elsewhere, Role.SENIOR_REVIEWER))
    assert opened() == 0


def test_nobody_opens_their_own_as_staff_and_nobody_that_of_a_programme_not_theirs(call: Call) -> None:
    application = needing_check(call)
    PostingFactory(user=application.person.user, office=call.office, role=Role.SENIOR_REVIEWER)
    with pytest.raises(NotAllowed):
        open_health(application, user=application.person.user)
    with pytest.raises(NotAllowed):
        open_health(application, user=posted(call.office, Role.SENIOR_REVIEWER, programme="jet"))
    ministry: Office = OfficeFactory(code="ministry", kind=OfficeKind.MINISTRY)
    with pytest.raises(NotAllowed):
        open_health(application, user=posted(ministry, Role.SENIOR_REVIEWER))


def test_what_the_table_holds_cannot_be_read_without_the_key(call: Call) -> None:
    needing_check(call)
    stored = [bytes(row.ciphertext) for row in HealthAnswer.objects.unscoped("test")]
    assert stored
    assert all(cipher.startswith(b"gAAAA") and b"false" not in cipher for cipher in stored)
