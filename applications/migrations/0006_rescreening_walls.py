"""A run, its lines and what is left of them stay in the call's office, and are never rewritten."""

from django.db import migrations

from portal.common.tablerules import append_only, office_key, same_office

_RUN, _LINE, _TASK = "applications_rescreening", "applications_rescreeningline", "applications_screeningtask"
_PROGRESS = ("state", "last_key", "failures", "stopped_at_id", "disagreement", "problem", "finished_at")
_SETTLED = ("settled_by_id", "settled_at", "told", "tasks", "skipped")


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_rescreening"), ("programs", "0009_binding_in_force")]

    operations = [
        office_key(_RUN),
        office_key(_LINE),
        same_office(_RUN, "call_id", "programs_call"),
        same_office(_RUN, "stopped_at_id", "applications_application"),
        same_office(_LINE, "run_id", _RUN),
        same_office(_LINE, "application_id", "applications_application"),
        same_office(_LINE, "snapshot_id", "applications_snapshot"),
        same_office(_TASK, "application_id", "applications_application"),
        same_office(_TASK, "line_id", _LINE),
        append_only(_RUN, free=("office_id", *_PROGRESS, *_SETTLED)),
        append_only(_LINE),
        append_only(_TASK, free=("office_id", "closed_by_id", "closed_at")),
    ]
