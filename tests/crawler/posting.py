"""Every form, sent with hidden keys: in each field that takes one, and in the address it is sent to."""

from __future__ import annotations

from urllib.parse import urlsplit

from applications.models import Application
from programs.models import Theme
from tests.crawler.addresses import Pattern, twins
from tests.crawler.browser import Answer, Browser
from tests.crawler.filling import Data, changed, filled, names_a_row
from tests.crawler.findings import Findings, What
from tests.crawler.judging import Judge
from tests.crawler.pages import Field, Form, route_of
from tests.crawler.visitors import Visitor
from tests.crawler.walking import difference, same
from tests.crawler.world import NOBODYS, THEIRS_FROM, World

ALSO = ("action",)  # a list's choice of what to do with the chosen rows: each is tried


class Posting:
    """One visitor's forms."""

    def __init__(self, world: World, visitor: Visitor, findings: Findings, browser: Browser, judge: Judge) -> None:
        self.world, self.visitor, self.findings = world, visitor, findings
        self.browser, self.judge = browser, judge
        self._compared: dict[tuple[str, ...], Answer] = {}

    def own(self, form: Form) -> None:
        """Send a form of one's own page as it is, then with hidden keys in each field that takes one."""
        for data in self._variants(form):
            self._send(form.url, data, "form")
            if "_selected_action" in data:
                self._action(form, data)
        data = filled(form)
        for field in form.fields:
            if names_a_row(field) and field.name != "_selected_action":
                self._foreign(form, data, field)

    def elsewhere(self, form: Form, pattern: Pattern) -> None:
        """Send a form of somebody's page to the same address of hidden things."""
        data = filled(form)
        query = urlsplit(form.url).query
        for address in twins(self.world, self.visitor, pattern, form.url):
            url = f"{address.url}?{query}" if query else address.url
            answer = self._send(url, data, "address", *address.values)
            if any(self.visitor.stranger_to(place) for place in address.places):
                other = self._reference(address.without, data, "address", *address.without_values)
                if not same(answer, other, address.values, address.without_values):
                    self._oracle("address", answer, other)

    def _variants(self, form: Form) -> list[Data]:
        data = filled(form)
        actions = next((field.options for field in form.fields if field.name in ALSO), ())
        return [changed(data, "action", action) for action in actions if action] or [data]

    def _action(self, form: Form, data: Data) -> None:
        """Run a list's action over hidden rows, alone, among one's own, and with "all of them" ticked."""
        self.findings.tried.add(f"{form.route} _selected_action")
        theirs = [str(THEIRS_FROM + number) for number in range(8)]
        nobodys = [str(NOBODYS + number) for number in range(8)]
        for more in ({}, {"select_across": "1"}):
            one, other = ({**data, **more, "_selected_action": keys} for keys in (theirs, nobodys))
            answer = self._send(form.url, one, "action", *theirs)
            without = self._send(form.url, other, "action", *nobodys)
            if not more and not same(answer, without, tuple(theirs), tuple(nobodys)):
                self._oracle("action", answer, without)
        self._send(form.url, {**data, "_selected_action": [*data["_selected_action"], *theirs]}, "action", *theirs)

    def _foreign(self, form: Form, data: Data, field: Field) -> None:
        self.findings.tried.add(f"{form.route} {field.name}")
        numbers = field.value.isdigit() or any(option.isdigit() for option in field.options)
        for value in self._hidden_values() if not numbers else self._hidden_keys():
            answer = self._send(form.url, _with(form, data, field, value), "form field", value)
            nothing = str(NOBODYS) if numbers else "zq99999x"
            other = self._reference(form.url, _with(form, data, field, nothing), "form field", nothing)
            if not same(answer, other, (value,), (nothing,)):
                self._oracle("form field", answer, other, f" with {field.name}={value}")

    def _hidden_keys(self) -> list[str]:
        return [str(THEIRS_FROM + number) for number in range(3)]

    def _hidden_values(self) -> list[str]:
        """Return what names a row otherwise: a reference, a theme's name in data."""
        found = []
        for model, column in ((Application, "reference"), (Theme, "key")):
            rows = [row for row in self.world.of(model) if self.visitor.stranger_to(row.place)]
            found += [str(row.names[column]) for row in rows[:1]]
        return found

    def _reference(self, url: str, data: Data, surface: str, *said: str) -> Answer:
        key = (url, str(sorted((name, str(value)) for name, value in data.items() if name != "csrfmiddlewaretoken")))
        if key not in self._compared:
            self._compared[key] = self._send(url, data, surface, *said)
        return self._compared[key]

    def _send(self, url: str, data: Data, surface: str, *said: str) -> Answer:
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        answer = self.judge(self.browser.post(url, data), surface, *said)
        if answer.first_status in (200, 302, 409, 422):
            self.findings.done.add(route_of(url))
        return answer

    def _oracle(self, surface: str, answer: Answer, other: Answer, more: str = "") -> None:
        self.findings.add(What.ORACLE, surface, f"POST {answer.url}{more}", difference(answer, other))


def _with(form: Form, data: Data, field: Field, value: str) -> Data:
    """Return the form naming another row; where a row of several is named, its other fields change too."""
    if not field.name.endswith(("-id", "-pk")):
        return changed(data, field.name, value)
    row = field.name.rpartition("-")[0]
    beside = [f.name for f in form.fields if f.name.startswith(f"{row}-") and f.kind in ("text", "number")]
    return {**data, **dict.fromkeys(beside, "3"), field.name: value}
