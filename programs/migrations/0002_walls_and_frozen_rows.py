"""A call's rows stay in its office; versions and bindings never change."""

from django.db import migrations

from portal.common.tablerules import append_only, office_key, same_office


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        office_key("programs_call"),
        office_key("programs_theme"),
        same_office("programs_theme", "call_id", "programs_call"),
        same_office("programs_binding", "call_id", "programs_call"),
        append_only("programs_programmeversion", free=()),
        append_only("programs_binding"),
        append_only(
            "programs_rulesetversion",
            free=("state",),
            when="OLD.state IN ('published', 'retired')",
        ),
    ]
