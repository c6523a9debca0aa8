"""What the crawler finds, as data, and in words for whoever has to close it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """The kinds of findings."""

    CANARY = "shows what this visitor may not see"
    ORACLE = "answers differently for a hidden value that exists and one that does not"
    WRITE = "writes a row that this visitor may not touch"
    POINTER = "makes a row point to one that this visitor may not touch"
    ERROR = "ends in a server error"
    OPEN = "answers a visitor to whom it is closed"
    HEADERS = "comes without a header that every answer has"
    UNKNOWN = "cannot be tried: the crawler does not know what to fill in"


@dataclass(frozen=True)
class Finding:
    """One finding: what, on which surface (list, filter, form, ...), asked for how, and the evidence."""

    what: What
    surface: str
    request: str
    evidence: str

    def __str__(self) -> str:
        return f"[{self.surface}] {self.request}\n    {self.what}: {self.evidence}"


@dataclass
class Findings:
    """What one visitor's crawl found, and what it reached."""

    who: str
    found: list[Finding] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)  # patterns that answered 200
    led_on: set[str] = field(default_factory=set)  # patterns that led to another page
    done: set[str] = field(default_factory=set)  # patterns that took a form
    tried: set[str] = field(default_factory=set)  # "pattern field" that was given foreign ids
    seen: set[str] = field(default_factory=set)  # columns whose canaries this visitor was rightly shown
    requests: Counter[str] = field(default_factory=Counter)

    def add(self, what: What, surface: str, request: str, evidence: str) -> None:
        """Keep a finding, once."""
        finding = Finding(what, surface, request[:300], evidence[:600])
        if finding not in self.found:
            self.found.append(finding)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)

    def __str__(self) -> str:
        if not self.found:
            return f"{self.who}: nothing found in {self.requests.total()} requests."
        shown = "\n".join(str(finding) for finding in self.found[:40])
        more = f"\n... and {len(self.found) - 40} more" if len(self.found) > 40 else ""
        return f"{self.who}: {len(self.found)} findings in {self.requests.total()} requests.\n{shown}{more}"
