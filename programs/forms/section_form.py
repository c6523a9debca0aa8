"""The form of a whole group: its plain questions, and one form for every entry.

Fields of entries are called `<group>-<n>-<key>`. Which entries were sent is read from the names themselves: there is no
count in the page that somebody could tamper with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from programs.definitions.answers import to_answers, to_initial
from programs.definitions.entry_words import entry_title
from programs.definitions.shapes import Entries, Group
from programs.forms.group_form import AnswersForm, group_form

if TYPE_CHECKING:
    from programs.models import Call

MOST_SENT = 60
"""Entries read from one request: twice what any group allows, so that too many are refused in words."""

HIGHEST = 9_999
"""The highest number of an entry that is read."""


class SectionForm:
    """What a page of questions holds. `partial` asks for nothing, as in `AnswersForm`."""

    def __init__(
        self,
        group: Group,
        *,
        call: Call | None,
        data: QueryDict | None = None,
        answers: Mapping[str, Any] | None = None,
        partial: bool = False,
        one_more: bool = False,
    ) -> None:
        """`data` is what was sent; without it the form shows `answers`. With `one_more` comes an empty entry below.

        What a disabled field of `plain` stands for is taken from `answers`, whatever was sent.
        """
        self.group, self.data = group, data
        self.too_many = False  # entries sent, more than the group allows
        plain = group_form(group, call=call, partial=partial)
        initial = to_initial(group, answers or {})
        self.plain = plain(data, initial=initial) if data is not None else plain(initial=initial)
        self.entries: list[AnswersForm] = []
        if group.entries is None:
            return
        of_entry = Group(group.key, group.entries.title, group.intro, group.entries.questions)
        self._entry = of_entry
        self._form = group_form(of_entry, call=call, partial=partial)
        if data is not None:
            self.entries = self._sent(group.entries, data, one_more)
        else:
            self.entries = self._stored(group.entries, (answers or {}).get(group.key) or [], one_more)

    def _sent(self, asked: Entries, data: QueryDict, one_more: bool) -> list[AnswersForm]:
        numbers = numbers_sent(self.group, data)
        if numbers and numbers[-1] + asked.at_least >= HIGHEST:  # no number is left for more below
            data, numbers = numbered_anew(self.group, data), list(range(1, len(numbers) + 1))
        self.too_many = len(numbers) > asked.at_most
        filled = [number for number in numbers if not self._blank(number, data)]
        # What was left empty is no entry, unless one is needed: then its own questions say what is missing.
        for number in numbers:
            if len(filled) >= asked.at_least:
                break
            if number not in filled:
                filled.append(number)
        wanted = sorted(filled)[:MOST_SENT]
        missing = max(asked.at_least - len(wanted), 0)
        if one_more and not missing and len(wanted) < asked.at_most:
            missing = 1
        last = max(numbers, default=0)
        wanted += range(last + 1, last + 1 + missing)
        self._numbers = wanted
        return [self._form(data, prefix=self._prefix(number)) for number in wanted]

    def _blank(self, number: int, data: QueryDict) -> bool:
        start = f"{self._prefix(number)}-"
        return not any(value.strip() for name, values in data.lists() if name.startswith(start) for value in values)

    def _stored(self, asked: Entries, kept: list[Mapping[str, Any]], one_more: bool) -> list[AnswersForm]:
        shown = list(kept)
        while len(shown) < max(asked.at_least, 1) or (one_more and len(shown) == len(kept)):
            if len(shown) >= asked.at_most:
                break
            shown.append({})
        self._numbers = list(range(1, len(shown) + 1))
        return [
            self._form(initial=to_initial(self._entry, entry), prefix=self._prefix(number))
            for number, entry in zip(self._numbers, shown, strict=True)
        ]

    def _prefix(self, number: int) -> str:
        return f"{self.group.key}-{number}"

    @property
    def asks_entries(self) -> bool:
        """Whether the answers lead to the entries. While the question that decides is open, they are kept."""
        asked = self.group.entries
        if asked is None:
            return False
        answers = self._plain_answers
        return self.data is None or asked.applies(answers) or asked.open(answers)

    def is_valid(self) -> bool:
        """Check everything, so that the page names all errors at once."""
        valid = self.plain.is_valid()
        asked = self.group.entries
        if asked is None or not self.asks_entries:
            return valid
        if self.too_many:
            self.plain.add_error(None, self.most_in_words)
            valid = False
        checked = [form.is_valid() for form in self.entries]
        return valid and all(checked)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers as they are stored; what cannot be read is left out. Only after `is_valid`."""
        found = dict(self._plain_answers)
        if self.group.entries is not None and self.asks_entries:
            entries = [to_answers(self._entry, getattr(form, "cleaned_data", {})) for form in self.entries]
            kept = [entry for entry in entries if entry]
            if kept:
                found[self.group.key] = kept
        return found

    @property
    def _plain_answers(self) -> dict[str, Any]:
        return to_answers(self.group, getattr(self.plain, "cleaned_data", {}))

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error of the whole page, or to a plain question."""
        self.plain.add_error(field, error)

    @property
    def errors(self) -> bool:
        """Whether anything is to be mended."""
        return bool(self.plain.errors) or any(form.errors for form in self.entries if form.is_bound)

    @property
    def wrong_entries(self) -> list[AnswersForm]:
        """The forms of entries whose errors the top of the page lists."""
        return [form for form in self.entries if self.asks_entries and form.is_bound and form.errors]

    @property
    def shown_entries(self) -> list[dict[str, Any]]:
        """Every entry with its number in the page's names, its heading, and what can be done with it."""
        asked = self.group.entries
        if asked is None:
            return []
        return [
            {
                "form": form,
                "number": number,
                "id": self._prefix(number),
                "title": entry_title(asked, place),
                "up": asked.ranked and place > 1,
                "remove": len(self.entries) > 1 or bool(form.initial or form.is_bound),
            }
            for place, (number, form) in enumerate(zip(self._numbers, self.entries, strict=True), start=1)
        ]

    @property
    def may_add(self) -> bool:
        """Whether there is room for one more."""
        return self.group.entries is not None and len(self.entries) < self.group.entries.at_most

    @property
    def most_in_words(self) -> str:
        """How many there may be."""
        most = self.group.entries.at_most if self.group.entries else 0
        return _("You can give at most %(most)s.") % {"most": most}


ADD = "add"
"""The value of the button that asks for one more entry."""

LATER = "later"
"""The value of the button that saves what is there, and leaves."""

_ENTRY = re.compile(r"(remove|up)-([0-9]{1,4})")


def is_about_entries(pressed: str) -> bool:
    """Say whether a button of this value changes the entries of a page, and nothing else."""
    return pressed == ADD or _ENTRY.fullmatch(pressed) is not None


def asks_for_nothing(data: Mapping[str, Any]) -> bool:
    """Say whether half an answer is kept: leaving does, and so does changing the entries on the way."""
    pressed = data.get("save", "")
    return pressed == LATER or is_about_entries(pressed)


def rearranged(group: Group, data: QueryDict) -> tuple[QueryDict, bool]:
    """Return what was sent after what the button did to the entries, and whether it asks for one more."""
    pressed = data.get("save", "")
    found = _ENTRY.fullmatch(pressed)
    if group.entries is None or found is None:
        return data, group.entries is not None and pressed == ADD
    change = without_entry if found[1] == "remove" else moved_up
    return change(group, data, int(found[2])), False


def place_to_open(group: Group, data: QueryDict, now: int) -> int:
    """Return the place (from 1) of the entry that the button was about, of the `now` entries that there are.

    That is the new one, the one that moved, and where one was removed what stands there now; 1 without any.
    """
    pressed = data.get("save", "")
    found = _ENTRY.fullmatch(pressed)
    if found is None:
        return max(now, 1)
    before = numbers_sent(group, data)
    place = before.index(int(found[2])) + 1 if int(found[2]) in before else now
    return max(min(place - (found[1] == "up"), now), 1)


def numbers_sent(group: Group, data: QueryDict) -> list[int]:
    """Return the numbers of the entries in what was sent, in order."""
    pattern = re.compile(rf"{re.escape(group.key)}-([0-9]{{1,4}})-")
    found = (pattern.match(name) for name in data)
    return sorted({int(match[1]) for match in found if match})


def numbered_anew(group: Group, data: QueryDict) -> QueryDict:
    """Return what was sent with its entries numbered from 1, in the same order."""
    changed = data.copy()
    before = {name: name for name in data}
    for new, number in enumerate(numbers_sent(group, data), start=1):
        start = f"{group.key}-{number}-"
        before |= {name: f"{group.key}-{new}-{name.removeprefix(start)}" for name in data if name.startswith(start)}
    for name in data:
        del changed[name]
    for name, values in data.lists():
        changed.setlist(before[name], values)
    return changed


def without_entry(group: Group, data: QueryDict, number: int) -> QueryDict:
    """Return what was sent without one of its entries."""
    kept = data.copy()
    for name in [name for name in kept if name.startswith(f"{group.key}-{number}-")]:
        del kept[name]
    return kept


def moved_up(group: Group, data: QueryDict, number: int) -> QueryDict:
    """Return what was sent with an entry and the one before it changed over; the same for the first one."""
    numbers = numbers_sent(group, data)
    place = numbers.index(number) if number in numbers else 0
    if place == 0:
        return data
    other = numbers[place - 1]
    changed = data.copy()
    renamed = {f"{group.key}-{number}-": f"{group.key}-{other}-", f"{group.key}-{other}-": f"{group.key}-{number}-"}
    for name in list(data):
        if name.startswith(tuple(renamed)):
            changed.pop(name, None)
    for name, values in data.lists():
        for before, after in renamed.items():
            if name.startswith(before):
                changed.setlist(after + name.removeprefix(before), values)
    return changed
