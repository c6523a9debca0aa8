"""An old key of FIELD_KEYS can be taken out once everything was written anew under the newest one."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from applications import health
from applications.models import HealthAnswer
from portal.accounts.sealing import seal, unseal
from programs.models import Call
from tests.calls import open_call
from tests.factories import PersonFactory
from tests.scenarios import submitted

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


def factor(secret: str) -> Authenticator:
    return Authenticator.objects.create(
        user=PersonFactory().user, type=Authenticator.Type.TOTP, data={"secret": seal(secret)}
    )


def test_after_renewing_the_newest_key_alone_opens_everything(call: Call, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    application, authenticator = submitted(call), factor("JBSWY3DPEHPK3PXP")
    before = health.read(application)
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("renew_field_keys", verbosity=0)
    settings.FIELD_KEYS = [NEW]
    authenticator.refresh_from_db()
    assert before
    assert health.read(application) == before
    assert unseal(authenticator.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_where_a_key_is_missing_nothing_is_changed(call: Call, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    submitted(call)
    stored = {row.pk: bytes(row.ciphertext) for row in HealthAnswer.objects.unscoped("test")}
    settings.FIELD_KEYS = [NEW]
    factor("JBSWY3DPEHPK3PXP")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("renew_field_keys")
    assert {row.pk: bytes(row.ciphertext) for row in HealthAnswer.objects.unscoped("test")} == stored
