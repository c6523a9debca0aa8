"""What the tables of shortlists hold about people."""

from portal.common.classification import NOBODY, Columns, Kept, Personal, Sensitivity

_RANKED = Personal("applicants", Sensitivity.DOSSIER, ("shortlists.read",), Kept.NUMBER)
_REASON = Personal("applicants", Sensitivity.DOSSIER, ("shortlists.read",), Kept.APPLICATION)
_SALT = Personal("applicants", Sensitivity.SECRET, (NOBODY,), Kept.APPLICATION)
_BY = Personal("staff", Sensitivity.WORK, ("shortlists.read",), Kept.NUMBER)

PERSONAL = {
    "shortlists.Shortlist": Columns(
        {"reason_text": _REASON, "content sha256": _RANKED, "created_by frozen_by released_by": _BY},
        plain="number state version places reserve_places reason_code created_at frozen_at released_at",
    ),
    "shortlists.ShortlistLine": Columns(
        {"rank computed_rank score lot decision moved_by_hand decided_by_hand reason_code": _RANKED}
    ),
    "shortlists.LineMove": Columns(
        {
            "from_rank to_rank from_decision to_decision": _RANKED,
            "reason": _REASON,
            "salt": _SALT,
            "moved_by": _BY,
        },
        plain="moved_at",
    ),
    "shortlists.LineReason": Columns({"reason": _REASON, "salt": _SALT, "written_by": _BY}, plain="written_at"),
    "shortlists.ExportRecord": Columns({"by": _BY}, plain="at format columns rows sha256"),
}
