"""What the tables of the review hold about people."""

from portal.common.classification import Columns, Kept, Personal, Sensitivity

_JUDGED = Personal("applicants", Sensitivity.DOSSIER, ("applications.read",), Kept.APPLICATION)
_BY = Personal("staff", Sensitivity.WORK, ("applications.read",), Kept.NUMBER)

PERSONAL = {
    "review.Score": Columns({"value sentence": _JUDGED, "reviewer": _BY}, plain="version given_at"),
    "review.RefusalProposal": Columns(
        {"reason_code text decision_note": _JUDGED, "proposed_by taken_over_by decided_by": _BY},
        plain="proposed_at state decided_at",
    ),
}
