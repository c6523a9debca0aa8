"""Who writes rules in the staff site, and a draft of theirs."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.models import User
from programs.models import Call, RuleSetVersion
from programs.services import rules
from tests.rules import author, mirai
from tests.staff import staff_browser


@pytest.fixture
def emi(mirai_call: Call) -> User:
    return author()


@pytest.fixture
def coordinator(emi: User) -> Client:
    return staff_browser(emi)


@pytest.fixture
def draft(emi: User) -> RuleSetVersion:
    return rules.begin_draft(mirai(), actor=emi)
