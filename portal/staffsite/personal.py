"""Django's own log of the admin: its labels would name people, so nothing is written there."""

from portal.common.classification import NOBODY, Columns, Kept, Personal, Sensitivity

_LABEL = Personal("staff and applicants", Sensitivity.DOSSIER, (NOBODY,), Kept.APPLICATION)

PERSONAL = {
    "admin.LogEntry": Columns({"object_repr change_message object_id user": _LABEL}, plain="action_time action_flag"),
}
