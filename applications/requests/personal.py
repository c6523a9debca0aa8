"""What the tables of requests hold about people."""

from portal.common.classification import NOBODY, SELF, Columns, Kept, Personal, Sensitivity

_STAFF = ("applications.read",)
_SEEN = (SELF, *_STAFF)
_CODE = Personal("applicants", Sensitivity.DOSSIER, _SEEN, Kept.NUMBER)
_WORDS = Personal("applicants and referees", Sensitivity.DOSSIER, _SEEN, Kept.APPLICATION)
_UNSENT = Personal("applicants and referees", Sensitivity.DOSSIER, (SELF,), Kept.APPLICATION)
_ASKED_OF = Personal("applicants and referees", Sensitivity.IDENTITY, _SEEN, Kept.APPLICATION)
_BY = Personal("staff and applicants", Sensitivity.WORK, _STAFF, Kept.NUMBER)
_KEY = Personal("referees", Sensitivity.SECRET, (NOBODY,), Kept.APPLICATION)

PERSONAL = {
    "requests.Request": Columns(
        {"kind state outcome slot place": _CODE, "asked_of": _ASKED_OF},
        plain="number asked_at time_zone due_local due_at remind_at reminded_at nudged_at version",
    ),
    "requests.RequestEdge": Columns(plain="kind event from_state to_state"),
    "requests.RequestEvent": Columns(
        {"kind event outcome from_state to_state at by data": _CODE, "actor": _BY}, plain="sequence"
    ),
    "requests.RequestWords": Columns({"text": _WORDS}, plain="name"),
    "requests.RequestFile": Columns({"added_at removed_at": _CODE}),
    "requests.RequestDraft": Columns({"values saved_at": _UNSENT}),
    "requests.Invitation": Columns({"token_sha256": _KEY}, plain="made_at"),
}
