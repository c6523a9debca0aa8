"""However few applications are loaded, each thing a reviewer does waits for the demo's reviewer."""

import pytest
from django.core.management import call_command

from applications.models import Application
from applications.review.admin.queue import CHECK, REVIEW, SCORE, waiting_for
from portal.accounts.models import User
from portal.dev.demo.accounts import ACCOUNTS
from portal.offices.models import Role


@pytest.mark.django_db
def test_a_small_demonstration_has_work_of_every_kind() -> None:
    call_command("load_catalog", verbosity=0)
    call_command("seed_demo", applications=20)
    account = next(account for account in ACCOUNTS if account.role == Role.REVIEWER)
    reviewer = User.objects.get(email=account.email)
    rows = Application.objects.for_staff(reviewer)
    assert all(waiting_for(rows, what, reviewer).exists() for what in (CHECK, REVIEW, SCORE))
