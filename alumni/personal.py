"""What the register of associations holds about people: its officers, and who recorded what."""

from portal.common.classification import EVERYBODY, SELF, Columns, Kept, Personal, Sensitivity

_KEEPERS = ("associations.keep",)
_BY = Personal("staff", Sensitivity.WORK, _KEEPERS, Kept.NUMBER)
_NOTE = Personal("whoever it names", Sensitivity.PUBLIC, (EVERYBODY,), Kept.DETAIL)
_WORDS = Personal("whoever it names", Sensitivity.DOSSIER, _KEEPERS, Kept.DETAIL)
# Who led an association is named to everybody where the officer agreed, and to the liaisons in any case.
_ASKED = Personal("who asks to found an association", Sensitivity.DOSSIER, (SELF, *_KEEPERS), Kept.DETAIL)
_OFFICER = Personal("officers of associations", Sensitivity.WORK, (SELF, *_KEEPERS, EVERYBODY), Kept.NUMBER)

PERSONAL = {
    "alumni.Association": Columns(
        plain="slug name local_name local_language search_key country city founded_year website published standing"
        " umbrella"
    ),
    "alumni.StandingChange": Columns(
        {"reason": _WORDS, "recorded_by": _BY}, plain="number was standing on source successor recorded_at"
    ),
    "alumni.Officer": Columns(
        {"person role starts_on ends_on public_since struck_at": _OFFICER, "recorded_by": _BY}, plain="recorded_at"
    ),
    "alumni.Statutes": Columns({"recorded_by": _BY}, plain="adopted_on file recorded_at"),
    "alumni.FoundingRequest": Columns(
        {"asked_by people aims wanted answer": _ASKED, "settled_by": _BY},
        plain="asked_at name local_name local_language country city state settled_at association",
    ),
    "alumni.MembershipCount": Columns({"note": _NOTE, "recorded_by": _BY}, plain="on members source recorded_at"),
}
