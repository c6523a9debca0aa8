"""Addresses of who applies: nobody writes a letter about oneself. Reads only."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import answers_of, definition_of
from applications.requests.addresses import folded
from applications.requests.models import Request
from applications.requests.queries import Letters
from programs.definitions import QuestionType
from programs.definitions.answers import all_answers


def own_addresses(application: Application) -> set[str]:
    """Return every address that is known to be the applicant's: login, person, what the form asked."""
    user, found = application.person.user, {application.person.email}
    if user is not None:
        found |= {user.email, *EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True)}
    answers = all_answers(answers_of(application))
    asked = [each.key for each in definition_of(application).questions() if each.type is QuestionType.EMAIL]
    found |= {str(answers[key]) for key in asked if answers.get(key)}
    return {address for address in found if address}


def asked_of_oneself(application: Application, letters: list[Letters]) -> list[Request]:
    """Return letters asked at an address that is the applicant's: one's own may be written down after a referee's."""
    live = [row for each in letters if each.applies for row in each.live]
    if not live:
        return []
    own = {folded(address) for address in own_addresses(application)}
    return [row for row in live if folded(row.asked_of.email) in own]


def oneself_words(email: str) -> str:
    """Return why an address is refused."""
    return _("%(email)s is an address of your own. A letter comes from somebody else: give that person's address.") % {
        "email": email
    }
