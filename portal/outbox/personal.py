"""What the outbox holds about people. A mail is its reader's: staff see where it stands, not what it says."""

from portal.common.classification import NOBODY, SELF, Columns, Kept, Personal, Sensitivity

PERSONAL = {
    "outbox.Message": Columns(
        {
            "to_email": Personal("whoever is written to", Sensitivity.CONTACT, ("mails.read",), Kept.CONTENT_OF_MAIL),
            "last_error": Personal("whoever is written to", Sensitivity.CONTACT, ("mails.read",), Kept.CONTENT_OF_MAIL),
            "rendered_subject": Personal(
                "whoever is written to", Sensitivity.DOSSIER, (SELF, "mails.read"), Kept.CONTENT_OF_MAIL
            ),
            "rendered_body context": Personal(
                "whoever is written to", Sensitivity.DOSSIER, (SELF, NOBODY), Kept.CONTENT_OF_MAIL
            ),
            "subject_key dedupe_key": Personal(
                "whoever is written to", Sensitivity.DOSSIER, ("mails.read",), Kept.NUMBER
            ),
        },
        plain="language template template_version office_id state due_at attempts claimed_at claim sent_at message_id "
        "created_at request_id",
    ),
    "outbox.Heartbeat": Columns(plain="name at"),
}
