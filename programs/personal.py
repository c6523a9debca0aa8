"""What the tables of programmes hold about people: who made and published what."""

from portal.common.classification import NOBODY, Columns, Kept, Personal, Sensitivity

_BY = Personal("staff", Sensitivity.WORK, ("catalogue.read",), Kept.NUMBER)
_ASKED = "who asked to be told"
_UNTIL_STOPPED = Kept.DETAIL

PERSONAL = {
    "programs.Programme": Columns(plain="slug"),
    "programs.ProgrammeVersion": Columns({"created_by": _BY}, plain="number content sha256 origin created_at"),
    "programs.RuleSet": Columns(plain="key"),
    "programs.RuleSetVersion": Columns(
        {"created_by proposed_by sent_back_by published_by": _BY},
        plain="number state content sha256 cases origin note created_at proposed_at sent_back_note published_at",
    ),
    "programs.RulePreview": Columns(
        {"made_by": _BY}, plain="number sha256 compared flipped shortlisted flips problems made_at"
    ),
    "programs.Round": Columns(plain="slug name year parameters starts_on ends_on"),
    "programs.Call": Columns(
        plain="slug parameters additions time_zone opens_local closes_local opens_at closes_at announced_at "
        "accepts_not_eligible shortlist_places reserve_places lot_seed lot_published_at notes"
    ),
    "programs.Theme": Columns(plain="key name places starts_on ends_on position"),
    "programs.Binding": Columns(plain="number content sha256 engine_version created_at"),
    # Counts of a month: whoever was counted cannot be found in them.
    "programs.CheckCount": Columns(plain="month rule_key stopped"),
    # Whoever stops it, never confirms it, or asked two years ago leaves nothing behind (programs.services.alerts).
    "programs.CallAlert": Columns(
        {
            "email": Personal(_ASKED, Sensitivity.CONTACT, (NOBODY,), _UNTIL_STOPPED),
            "language country asked_at confirmed_at": Personal(_ASKED, Sensitivity.TRACE, (NOBODY,), _UNTIL_STOPPED),
        },
    ),
    "programs.AlertLink": Columns(
        {
            "token_hash": Personal(_ASKED, Sensitivity.SECRET, (NOBODY,), _UNTIL_STOPPED),
            "language made_at used_at": Personal(_ASKED, Sensitivity.TRACE, (NOBODY,), _UNTIL_STOPPED),
        },
        plain="purpose ends_at",
    ),
    "programs.AlertTold": Columns({"at": Personal(_ASKED, Sensitivity.TRACE, (NOBODY,), _UNTIL_STOPPED)}),
    "programs.Jurisdiction": Columns(plain="basis country valid_from valid_until"),
    "programs.LoadedRow": Columns(plain="what name row_id fields"),
}
