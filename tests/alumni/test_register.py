"""The register of associations is kept by the liaison of the office that looks after them, and by nobody else."""

import pytest

from alumni.models import Association
from portal.audit.models import Entry
from portal.offices.models import Office, Role
from tests.factories import OfficeFactory
from tests.staff import posted, reviewer_browser, staff_browser

REGISTER = "/admin/alumni/association/"


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory()


def an_association(office: Office, slug: str = "kiel") -> Association:
    return Association.objects.create(
        office=office, slug=slug, name={"en": f"Alumni of {slug}"}, country="BE", city="Ghent", website=""
    )


def test_a_liaison_corrects_the_associations_of_the_office_and_that_is_on_record(office: Office) -> None:
    association, liaison = an_association(office), posted(office, Role.LIAISON)
    changed = {"name_en": "Alumni of kiel", "country": "BE", "city": "Bruges", "founded_year": "1998"}
    changed |= {"website": "https://alumni.example", "published": "on"}
    place = f"{REGISTER}{association.pk}/change/"
    assert staff_browser(liaison).post(place, {**changed, "name": "x", "slug": "stolen"}).status_code == 302
    association.refresh_from_db()
    assert (association.city, association.founded_year, association.published) == ("Bruges", 1998, True)
    assert (association.slug, str(association)) == ("kiel", "Alumni of kiel")
    entry = Entry.objects.get(code="alumni.association_changed")
    assert (entry.user_id, entry.office_id, entry.object_id) == (liaison.pk, office.pk, str(association.pk))
    assert entry.data["fields"] == ["city", "founded_year", "published", "website"]


def test_a_liaison_sees_the_own_offices_associations_and_one_at_a_ministry_all(office: Office) -> None:
    an_association(office, "ours"), an_association(OfficeFactory(), "theirs")
    here = reviewer_browser(office, Role.LIAISON).get(REGISTER).content.decode()
    assert ("Alumni of ours" in here, "Alumni of theirs" in here) == (True, False)
    ministry = OfficeFactory(code="ministry", kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")
    all_of_them = reviewer_browser(ministry, Role.LIAISON).get(REGISTER).content.decode()
    assert ("Alumni of ours" in all_of_them, "Alumni of theirs" in all_of_them) == (True, True)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LIAISON}))
def test_other_roles_have_no_register(office: Office, role: Role) -> None:
    association = an_association(office)
    browser = reviewer_browser(office, role)
    assert browser.get(REGISTER).status_code == 403
    assert browser.get(f"{REGISTER}{association.pk}/change/").status_code in (302, 403, 404)
