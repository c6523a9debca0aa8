"""Children stay in their application's office; history, snapshots and results never change."""

from django.db import migrations

from portal.common.tablerules import append_only, office_key, same_office


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("programs", "0002_walls_and_frozen_rows"), ("files", "0002_same_office")]

    operations = [
        office_key("applications_application"),
        same_office("applications_application", "call_id", "programs_call"),
        same_office("applications_choice", "application_id", "applications_application"),
        same_office("applications_section", "application_id", "applications_application"),
        same_office("applications_healthanswer", "application_id", "applications_application"),
        same_office("applications_document", "application_id", "applications_application"),
        same_office("applications_applicationevent", "application_id", "applications_application"),
        same_office("applications_eventreason", "application_id", "applications_application"),
        same_office("applications_snapshot", "application_id", "applications_application"),
        same_office("applications_snapshotvalues", "application_id", "applications_application"),
        same_office("applications_screeningresult", "application_id", "applications_application"),
        same_office("applications_submissionattempt", "application_id", "applications_application"),
        same_office("applications_choice", "theme_id", "programs_theme"),
        same_office("applications_document", "file_id", "files_storedfile"),
        append_only("applications_applicationevent"),
        append_only("applications_snapshot"),
        append_only("applications_screeningresult"),
        append_only("applications_submissionattempt"),
        append_only("applications_snapshotvalues", erasable=True),
        append_only("applications_eventreason", erasable=True),
    ]
