"""What the tables of files hold about people; the bytes themselves lie in the storage under random keys."""

from portal.common.classification import NOBODY, SELF, Columns, Kept, Personal, Sensitivity

_DOCUMENT = Personal("applicants", Sensitivity.DOSSIER, (SELF, "applications.read"), Kept.APPLICATION)
_KEY = Personal("applicants", Sensitivity.SECRET, (NOBODY,), Kept.APPLICATION)

PERSONAL = {
    "files.StoredFile": Columns(
        {
            "name uploaded_by uploaded_at problem": _DOCUMENT,
            "token": _DOCUMENT,
            "sha256": Personal("applicants", Sensitivity.DOSSIER, (SELF, "applications.read"), Kept.NUMBER),
            "original_key clean_key": _KEY,
        },
        plain="kind owner_id media_type size state scanner checked_at attempts claimed_at clean_media_type",
    ),
    "files.PageImage": Columns({"key": _KEY}, plain="number width height"),
}
