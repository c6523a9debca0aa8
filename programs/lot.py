"""The public lot: ties on a shortlist are broken by a seed that is fixed before anybody can know whom it favours.

The call's page shows the commitment from the announcement on; the seed itself is published when the list is frozen,
and anybody can then check that the one belongs to the other.
"""

import hashlib


def commitment(seed: str) -> str:
    """Return the hexadecimal SHA-256 of a call's seed (its text, as UTF-8): what is published in advance."""
    return hashlib.sha256(seed.encode()).hexdigest()
