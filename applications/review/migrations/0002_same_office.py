"""Scores and proposals stay in their application's office."""

from django.db import migrations

from portal.common.tablerules import same_office


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("applications", "0002_walls_and_frozen_rows")]

    operations = [
        same_office("review_score", "application_id", "applications_application"),
        same_office("review_refusalproposal", "application_id", "applications_application"),
    ]
