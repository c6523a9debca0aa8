"""What the tables of offices and postings hold about people."""

from portal.common.classification import EVERYBODY, SELF, Columns, Kept, Personal, Sensitivity

_POSTED = Personal("staff", Sensitivity.WORK, (SELF, "offices.read", "audit.read"), Kept.NUMBER)

PERSONAL = {
    "offices.Office": Columns(
        {"email phone address": Personal("the office", Sensitivity.PUBLIC, (EVERYBODY,), Kept.OFFICE)},
        plain="code kind name country city time_zone website languages verified",
    ),
    "offices.Posting": Columns({"user role starts_on ends_on closed_at": _POSTED}, plain="programme"),
}
