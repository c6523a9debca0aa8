"""Drawing lots: one number per application, from the call's seed and the application's own random token."""

import hashlib


def lot(seed: str, token: str) -> str:
    """Return the lot as 64 hexadecimal digits: SHA-256 of `seed:token`. The smaller one goes first.

    Neither depends on anything about the person, on the order of submission or on an id.
    """
    return hashlib.sha256(f"{seed}:{token}".encode()).hexdigest()
