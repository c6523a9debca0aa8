"""What the tables of people, logins and sessions hold about people."""

from portal.common.classification import NOBODY, SELF, Columns, Kept, Personal, Sensitivity

_READS = ("applications.read", "shortlists.read")
_LOGIN = Personal("whoever signs in", Sensitivity.CONTACT, (SELF, "offices.read", "audit.read", *_READS), Kept.ACCOUNT)
_TRACE = Personal("whoever signs in", Sensitivity.TRACE, (SELF, "offices.read"), Kept.ACCOUNT)
_SECRET = Personal("whoever signs in", Sensitivity.SECRET, (NOBODY,), Kept.ACCOUNT)
_OWN_SESSION = Personal("whoever signs in", Sensitivity.TRACE, (SELF,), Kept.SESSION)
_SESSION_SECRET = Personal("whoever signs in", Sensitivity.SECRET, (NOBODY,), Kept.SESSION)
_WHO = Personal("whoever signs in", Sensitivity.IDENTITY, (SELF, *_READS, "offices.read", "audit.read"), Kept.ACCOUNT)

PERSONAL = {
    "accounts.Person": Columns(
        {
            "full_name passport_name native_name": Personal(
                "applicants, staff, officers of associations",
                Sensitivity.IDENTITY,
                (SELF, *_READS, "audit.read", "associations.keep"),
                Kept.APPLICATION,
            ),
            "search_key": Personal("applicants, staff", Sensitivity.IDENTITY, (NOBODY,), Kept.APPLICATION),
            "birth_date": Personal("applicants", Sensitivity.IDENTITY, (SELF, "applications.read"), Kept.APPLICATION),
            "email": Personal(
                "applicants, officers of associations",
                Sensitivity.CONTACT,
                (SELF, "applications.read", "associations.keep"),
                Kept.APPLICATION,
            ),
            "phone": Personal("applicants", Sensitivity.CONTACT, (SELF, "applications.read"), Kept.APPLICATION),
            "user": _WHO,
        },
        plain="language",
    ),
    "accounts.User": Columns(
        {"email": _LOGIN, "joined_at last_login is_active": _TRACE, "password": _SECRET}, plain="is_superuser"
    ),
    "accounts.User_groups": Columns({"user": _WHO}),
    "accounts.User_user_permissions": Columns({"user": _WHO}),
    "account.EmailAddress": Columns({"email": _LOGIN, "user": _WHO}, plain="verified primary"),
    "account.EmailConfirmation": Columns({"key": _SECRET}, plain="created sent"),
    "mfa.Authenticator": Columns({"user": _WHO, "created_at last_used_at": _TRACE, "data": _SECRET}, plain="type"),
    "usersessions.UserSession": Columns(
        {
            "user ip user_agent created_at last_seen_at": _OWN_SESSION,
            "session_key": _SESSION_SECRET,
            "data": _SESSION_SECRET,
        }
    ),
    "sessions.Session": Columns({"session_key session_data": _SESSION_SECRET}, plain="expire_date"),
    "auth.Permission": Columns(plain="name codename"),
    "auth.Group": Columns(plain="name"),
    "auth.Group_permissions": Columns(),
    "contenttypes.ContentType": Columns(plain="app_label model"),
}
