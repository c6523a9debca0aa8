"""References people read out on the telephone: 10 Crockford base-32 characters and a check character.

Source of the alphabet and of the modulo-37 check: Douglas Crockford, Base 32 (crockford.com/base32.html).
"""

import secrets
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK = ALPHABET + "*~$=U"
LENGTH = 10
# Check characters that would be awkward in an address are never issued.
_AWKWARD = set("*~$=U")


def check_character(body: str) -> str:
    """Return the check character of ten characters of the alphabet. Raises ValueError for others."""
    number = 0
    for character in body:
        number = number * 32 + ALPHABET.index(character)
    return CHECK[number % 37]


def new_reference(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a random reference whose eleven characters are all letters or digits of the alphabet.

    `choose` picks one character; demo data give their own, so that the same seed makes the same references.
    """
    while True:
        body = "".join(choose(ALPHABET) for _ in range(LENGTH))
        check = check_character(body)
        if check not in _AWKWARD:
            return body + check


def normalise(text: str) -> str | None:
    """Return the reference somebody typed ('o' is 0, 'i' and 'l' are 1, spaces and hyphens ignored), or None."""
    cleaned = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(cleaned) != LENGTH + 1 or any(c not in ALPHABET for c in cleaned[:LENGTH]):
        return None
    return cleaned if check_character(cleaned[:LENGTH]) == cleaned[LENGTH] else None
