"""What the audit stream holds about people: numbers for good, personal values beside them that may be erased."""

from portal.common.classification import NOBODY, Columns, Kept, Personal, Sensitivity

_DEED = Personal("whoever signs in", Sensitivity.WORK, ("audit.read",), Kept.NUMBER)
_BESIDE = Personal("whoever signs in", Sensitivity.TRACE, ("audit.read",), Kept.DETAIL)

PERSONAL = {
    "audit.Entry": Columns(
        {"at code user_id object_kind object_id data": _DEED}, plain="office_id request_id detail_sha256"
    ),
    "audit.Detail": Columns(
        {
            "user_id at values": _BESIDE,
            "salt": Personal("whoever signs in", Sensitivity.SECRET, (NOBODY,), Kept.DETAIL),
        }
    ),
    "audit.Unsealed": Columns(plain="entry_id"),
    "audit.Seal": Columns(plain="number at entry_ids digests previous sha256"),
    "audit.RefusalCount": Columns({"user_id minute times": _DEED}),
}
