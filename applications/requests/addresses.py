"""Whether two written addresses reach the same mailbox, as far as their spelling says."""

from __future__ import annotations

import re
import unicodedata

# What a quoted name may escape: "jane\.doe" is jane.doe.
_ESCAPED = re.compile(r"\\(.)")
# One mailbox, whatever dots stand in its name; both domains are the same service.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def folded(email: str) -> str:
    """Return the form that spellings of one mailbox share: case, width, what follows a plus, dots where they are idle.

    A domain in its own script and the same in ASCII (IDNA) are one. It is for comparing alone: mail goes to the address
    as it was written.
    """
    text = unicodedata.normalize("NFKC", email).strip().casefold()
    name, at, domain = text.rpartition("@")
    if not at:
        return text
    if len(name) > 2 and name[0] == name[-1] == '"':
        name = _ESCAPED.sub(r"\1", name[1:-1])
    name = name.partition("+")[0] or name
    domain = _ascii(domain.rstrip("."))
    if domain in _DOTLESS:
        domain, name = _DOTLESS[domain], name.replace(".", "")
    return f"{name}@{domain}"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
