"""What belongs to an association stays in its office; history and figures cannot be changed."""

from django.db import migrations

from portal.common.tablerules import append_only, office_key, same_office

BELOW = ("alumni_standingchange", "alumni_officer", "alumni_membershipcount")


class Migration(migrations.Migration):

    dependencies = [("alumni", "0003_known_before")]

    operations = [
        office_key("alumni_association"),
        *(same_office(table, "association_id", "alumni_association") for table in BELOW),
        append_only("alumni_standingchange", free=("office_id", "reason")),
        append_only("alumni_membershipcount", free=("office_id", "note")),
        # A term ends, and somebody agrees to be named or does so no longer; who held what from when stays.
        append_only("alumni_officer", free=("office_id", "ends_on", "public_since")),
    ]
