"""What is wrong with an answer."""

from __future__ import annotations

import json

from tests.crawler.browser import Answer
from tests.crawler.findings import Findings, What
from tests.crawler.visitors import Visitor
from tests.crawler.world import World
from tests.crawler.writes import pointers, trespasses
from tests.headers import assert_headers

STAFF_PAGES = "/admin/"
HEALTH = "/healthz/"  # says by 503 that no worker is at work, as in a test
BESIDE = 60  # characters shown on both sides of what was found


class Judge:
    """Looks at every answer that one visitor gets."""

    def __init__(self, world: World, visitor: Visitor, findings: Findings) -> None:
        self.world, self.visitor, self.findings = world, visitor, findings

    def __call__(self, answer: Answer, surface: str, *said: str) -> Answer:
        """Note what is wrong with an answer; `said` are words of the question, which the answer may repeat."""
        self.findings.requests[surface] += 1
        request = f"{answer.method} {answer.url}"
        away = answer.url.startswith(HEALTH) and answer.status == 503
        if answer.raised or (answer.status >= 500 and not away):
            self.findings.add(What.ERROR, surface, request, answer.raised[-500:] or f"status {answer.status}")
        self._canaries(answer, surface, request, said)
        self._writes(answer, surface, request, said)
        self._closed(answer, surface, request)
        for response in answer.responses:
            try:
                assert_headers(response)
            except AssertionError as error:
                self.findings.add(What.HEADERS, surface, request, str(error))
        answer.let_go()
        return answer

    def _canaries(self, answer: Answer, surface: str, request: str, said: tuple[str, ...]) -> None:
        found = self.world.canaries.in_text(answer.text, but=said)
        for canary in self.visitor.leaks(found):
            self.findings.add(What.CANARY, surface, request, f"{canary} in: {_around(answer.text, canary.text)}")
        for places in found:
            self.findings.seen |= {canary.column for canary in places if self.visitor.may_see(canary.place)}

    def _writes(self, answer: Answer, surface: str, request: str, said: tuple[str, ...]) -> None:
        for write in answer.writes:
            for words in trespasses(self.world, self.visitor, write):
                self.findings.add(What.WRITE, surface, request, words)
            for words in pointers(self.world, self.visitor, write):
                self.findings.add(What.POINTER, surface, request, words)
            copied = self.world.canaries.in_text(json.dumps(write.changed), but=said)
            for canary in self.visitor.leaks(copied):
                if write.model._meta.label not in KEEPS_SECRETS:
                    self.findings.add(What.WRITE, surface, request, f"{write} copies {canary}")

    def _closed(self, answer: Answer, surface: str, request: str) -> None:
        path = answer.url.partition("?")[0]
        if (
            self.visitor.closed
            and path.startswith(STAFF_PAGES)
            and answer.first_status not in (302, 403, 404, 405, 400)
        ):
            self.findings.add(What.OPEN, surface, request, f"status {answer.first_status}")


# What the product itself keeps about a list or a letter holds secrets of the same office.
KEEPS_SECRETS = {"shortlists.Shortlist", "outbox.Message"}


def _around(text: str, needle: str) -> str:
    at = text.lower().find(needle.lower())
    if at < 0:
        return text[:BESIDE]
    return " ".join(text[max(0, at - BESIDE) : at + len(needle) + BESIDE].split())
