"""One spelling for one content, so that a hash of it means something years later."""

import hashlib
import json
from decimal import Decimal


def canonical_json(content: object) -> str:
    """JSON with sorted keys, no spaces and no escapes beyond what JSON needs.

    Raises TypeError for a value that is not JSON, ValueError for NaN and infinities.
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of(content: object) -> str:
    """Hexadecimal SHA-256 of the canonical JSON, encoded as UTF-8."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def decimal_text(number: Decimal) -> str:
    """A decimal as text in its shortest plain form: `3.20` and `3.2` are both "3.2"."""
    plain = format(number, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def decimal_number(number: Decimal) -> int | float:
    """A decimal as a JSON number. Facts carry at most 12 digits, which a float prints back unchanged."""
    return int(number) if number == number.to_integral_value() else float(number)
