"""What the tables of applications hold about people.

Answers and facts differ in how sensitive they are question by question; `docs/facts.md` says so for each fact.
"""

from portal.common.classification import NOBODY, SELF, Columns, Kept, Personal, Sensitivity

_STAFF = ("applications.read",)
_SEEN = (SELF, *_STAFF)
_ANSWERS = Personal("applicants", Sensitivity.DOSSIER, _SEEN, Kept.APPLICATION)
_COURSE = Personal("applicants", Sensitivity.DOSSIER, (*_SEEN, "shortlists.read"), Kept.NUMBER)
_CHECKSUM = Personal("applicants", Sensitivity.DOSSIER, _SEEN, Kept.NUMBER)
_WRITTEN = Personal("applicants", Sensitivity.DOSSIER, _STAFF, Kept.APPLICATION)
_BY = Personal("staff", Sensitivity.WORK, _STAFF, Kept.NUMBER)
_SALT = Personal("applicants", Sensitivity.SECRET, (NOBODY,), Kept.APPLICATION)

PERSONAL = {
    "applications.Application": Columns(
        {"person reference status stage created_at submitted_at declined_binding": _COURSE, "lot_token": _COURSE},
        plain="version",
    ),
    "applications.Choice": Columns({"outcome rank": _COURSE}),
    "applications.Section": Columns({"answers saved_at complete": _ANSWERS}, plain="key version"),
    "applications.HealthAnswer": Columns(
        {"ciphertext": Personal("applicants", Sensitivity.HEALTH, (SELF, "health.read"), Kept.APPLICATION)},
        plain="key saved_at",
    ),
    "applications.SubmissionAttempt": Columns({"arrived_at recorded_at result": _COURSE}, plain="request_id"),
    "applications.Addendum": Columns(
        {"section given_at state decided_at": _COURSE, "given_by": _COURSE, "decided_by": _BY},
        plain="number idempotency_key",
    ),
    "applications.AddendumValues": Columns({"before after reason": _ANSWERS}),
    "applications.AddendumHealth": Columns(
        {"before after": Personal("applicants", Sensitivity.HEALTH, (SELF, "health.read"), Kept.APPLICATION)},
        plain="key",
    ),
    "applications.AddendumAnswer": Columns({"text": _ANSWERS}),
    "applications.Document": Columns({"slot added_at removed_at": _ANSWERS}),
    "applications.WorkflowEdge": Columns(plain="event from_status to_status"),
    "applications.ApplicationEvent": Columns(
        {
            "event outcome from_status to_status at by reason_code data": _COURSE,
            "actor": _BY,
        },
        plain="sequence idempotency_key",
    ),
    "applications.EventReason": Columns({"text": _ANSWERS}),
    "applications.Snapshot": Columns(
        {
            "sha256": _CHECKSUM,
            "health_verdicts": Personal("applicants", Sensitivity.DOSSIER, _SEEN, Kept.NUMBER),
        },
        plain="number created_at",
    ),
    "applications.SnapshotValues": Columns({"facts answers files": _ANSWERS, "salt": _SALT}),
    "applications.ScreeningResult": Columns({"outcome verdicts": _CHECKSUM}, plain="engine_version created_at"),
    # Hashes under a key: nobody reads them, and only a programme's coordinator at the ministry sees what they join.
    "applications.IdentityMark": Columns({"mark": _SALT}, plain="marked_at"),
    "applications.IdentityFinding": Columns({"same text": _WRITTEN, "found_by": _BY}, plain="found_at"),
    "applications.PaperEntry": Columns({"entered_by": _BY}, plain="entered_at"),
    "applications.PaperArrival": Columns(
        {"received_on received_time arrived_at": _COURSE, "stated_by": _BY}, plain="stated_at"
    ),
    "applications.ClaimCode": Columns(
        {
            "code_hash": _SALT,
            "made_by revoked_by": _BY,
            "used_by": _COURSE,
            "made_at ends_at wrong_dates used_at revoked_at": _WRITTEN,
        }
    ),
    "applications.FactCheck": Columns(
        {
            "fact verdict provenance": Personal("applicants", Sensitivity.DOSSIER, _STAFF, Kept.NUMBER),
            "checked_by": _BY,
        },
        plain="checked_at",
    ),
    "applications.FactSeen": Columns(
        {"value note": Personal("applicants", Sensitivity.DOSSIER, _STAFF, Kept.APPLICATION)}
    ),
    "applications.Override": Columns(
        {
            "rule_key from_verdict to_verdict reason_code": _COURSE,
            "proposed_by confirmed_by ended_by": _BY,
        },
        plain="rule_sha256 seen_elsewhere two_officers state proposed_at confirmed_at lapsed_at ended_at",
    ),
    "applications.OverrideWords": Columns({"text seen_in": _WRITTEN}, plain="step"),
    "applications.Rescreening": Columns(
        {"started_by settled_by": _BY, "disagreement": _CHECKSUM},
        plain="number scope state total drafts last_key failures problem started_at finished_at settled_at told tasks "
        "skipped offers_after offered",
    ),
    "applications.RescreeningLine": Columns({"kind old_outcome new_outcome": _CHECKSUM}),
    "applications.ScreeningTask": Columns({"closed_by": _BY}, plain="opened_at closed_at"),
}
