"""The address that a liaison gives for an association is one that a link may lead to."""

import pytest

from alumni.models import Association
from portal.offices.models import Role
from tests.factories import OfficeFactory
from tests.staff import posted, staff_browser


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)//https://a.example",
        "vbscript:x",
    ],
)
def test_no_link_runs_anything(db: None, website: str) -> None:
    office = OfficeFactory()
    association = Association.objects.create(
        office=office, slug="ghent", name={"en": "Alumni of Ghent"}, country="BE", city="Ghent", website=""
    )
    form = {
        "name_en": "Alumni of Ghent",
        "country": "BE",
        "city": "Ghent",
        "founded_year": "1998",
        "website": website,
        "published": "on",
    }
    answer = staff_browser(posted(office, Role.LIAISON)).post(
        f"/admin/alumni/association/{association.pk}/change/", form
    )
    assert answer.status_code == 200
    assert "Enter the address of a web page" in answer.content.decode()
    association.refresh_from_db()
    assert association.website == ""
