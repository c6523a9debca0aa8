"""Demo accounts: who can sign in, with passwords and second factors that are random per data folder."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.offices.models import Role

_WORDS = (
    "maple", "river", "cedar", "lantern", "harbour", "willow", "copper", "meadow", "saffron", "pebble", "orchid",
    "comet", "amber", "thistle", "violet",
)  # fmt: skip


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who can sign in. Staff have a posting: an office's code, a role, maybe a programme."""

    email: str
    name: str
    what: str
    office: str = ""
    role: str = ""
    programme: str = ""

    @property
    def is_staff(self) -> bool:
        return bool(self.role)

    @property
    def password(self) -> str:
        """Words and a number drawn from this data folder's secret."""
        digest = _derived(f"password:{self.email}")
        words = [_WORDS[byte % len(_WORDS)] for byte in digest[:3]]
        return "-".join(words) + f"-{digest[3] * 256 + digest[4]:05d}"

    @property
    def totp_secret(self) -> str:
        """The second factor's secret in base 32."""
        return base64.b32encode(_derived(f"totp:{self.email}")[:20]).decode()


ACCOUNTS = (
    DemoAccount("lotte.maes@mail.example", "Lotte Maes", "Applicant with a draft for MIRAI"),
    DemoAccount("yasmine.elidrissi@mail.example", "Yasmine El Idrissi", "Applicant who has submitted to MIRAI"),
    DemoAccount(
        "reviewer@be.mission.example", "Haruka Mori", "Reviewer, Embassy of Japan in Belgium",
        "emb-be-brussels", Role.REVIEWER,
    ),
    DemoAccount(
        "senior@be.mission.example", "Kenji Arai", "Senior reviewer, Embassy of Japan in Belgium",
        "emb-be-brussels", Role.SENIOR_REVIEWER,
    ),
    DemoAccount(
        "coordinator@be.mission.example", "Marijke Wouters", "Coordinator, Embassy of Japan in Belgium",
        "emb-be-brussels", Role.COORDINATOR,
    ),
    DemoAccount(
        "reviewer@vn.mission.example", "Lê Thu Hà", "Reviewer, Embassy of Japan in Vietnam",
        "emb-vn-hanoi", Role.REVIEWER,
    ),
    DemoAccount(
        "reviewer@ge.mission.example", "Irakli Chkheidze", "Reviewer, Embassy of Japan in Georgia",
        "emb-ge-tbilisi", Role.REVIEWER,
    ),
    DemoAccount(
        "liaison@be.mission.example", "Pieter Claes", "Association liaison, Embassy of Japan in Belgium",
        "emb-be-brussels", Role.LIAISON,
    ),
    DemoAccount(
        "operator@mofa.example", "Satoshi Endo", "Operator, Ministry of Foreign Affairs", "mofa", Role.OPERATOR
    ),
    DemoAccount(
        "auditor@mofa.example", "Chiyo Nakagawa", "Auditor, Ministry of Foreign Affairs", "mofa", Role.AUDITOR
    ),
    DemoAccount(
        "mirai@mofa.example", "Naoko Hayashi", "Coordinator of MIRAI, Ministry of Foreign Affairs",
        "mofa", Role.COORDINATOR, "mirai",
    ),
    DemoAccount(
        "mirai.second@mofa.example", "Daichi Ueda", "Second coordinator of MIRAI, Ministry of Foreign Affairs",
        "mofa", Role.COORDINATOR, "mirai",
    ),
)  # fmt: skip


def by_email(email: str) -> DemoAccount:
    """Return a demo account. Raises KeyError when there is none with this address."""
    return {account.email: account for account in ACCOUNTS}[email]


def _derived(purpose: str) -> bytes:
    return hmac.new(_secret(), purpose.encode(), hashlib.sha256).digest()


def _secret() -> bytes:
    file = Path(settings.PORTAL_DATA) / "demo-secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip().encode()
