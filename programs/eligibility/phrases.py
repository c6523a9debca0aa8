"""The words of one language that belong to no fact: dates, lists, units, and a sentence per operator.

One JSON file per language in `sentences/`. English is complete; another language may cover a part, and what
it lacks is said in English.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from programs.eligibility.canonical import decimal_text

FOLDER = Path(__file__).parent / "sentences"
LONGEST_LIST = 8
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z0-9]")


@dataclass(frozen=True)
class Phrases:
    """What one language's file says."""

    data: Mapping[str, Any]

    @property
    def language(self) -> str:
        """Its code."""
        return str(self.data["language"])

    @property
    def reviewed(self) -> bool:
        """Whether somebody who speaks it from birth has read it."""
        return bool(self.data["reviewed"])

    def sentence(self, group: str, operator: str, kind: str) -> str | None:
        """The general sentence for an operator on facts of a kind, or None where this language has none."""
        found = self.data.get("operators", {}).get(group, {}).get(operator, {}).get(kind)
        return str(found) if found else None

    def word(self, section: str, key: str) -> str:
        """A phrase by section and key."""
        return str(self.data[section][key])

    def day(self, iso: str) -> str:
        """An ISO date as this language writes it."""
        day = date.fromisoformat(iso)
        number = self.data["days"].get(str(day.day), day.day)  # French has a first of the month, and no second
        return str(self.data["date"]).format(day=number, month=self.data["months"][day.month - 1], year=day.year)

    def number(self, number: int | Decimal, unit: str | None) -> str:
        """A number, with its unit where it has one."""
        digits = decimal_text(Decimal(number)).replace(".", self.data["decimal"])
        if unit is None or unit not in self.data["units"]:
            return digits
        forms = self.data["units"][unit]
        return str(forms[self._plural(number) if len(forms) > 1 else "other"]).format(n=digits)

    def listed(self, items: Sequence[str], join: str) -> str:
        """Items joined with "and" or "or"; a long list is cut and says how many more there are."""
        if len(items) > LONGEST_LIST:
            shown = self.listed(items[: LONGEST_LIST - 3], "comma")
            return self.word("values", "others").format(list=shown, count=len(items) - LONGEST_LIST + 3)
        two, middle, last = self.data["lists"]["and" if join == "comma" else join]
        if len(items) < 2:
            return "".join(items)
        if len(items) == 2 and join != "comma":
            return str(two).format(first=items[0], last=items[1])
        rest = items[0]
        for item in items[1:] if join == "comma" else items[1:-1]:
            rest = str(middle).format(rest=rest, next=item)
        return rest if join == "comma" else str(last).format(rest=rest, last=items[-1])

    def joined(self, wants: Sequence[str], join: str) -> str:
        """Requirements joined with "and" or "or"."""
        text = wants[0]
        for want in wants[1:]:
            text = self.word("joins", join).format(first=text, next=self.mid_sentence(want))
        return text

    def mid_sentence(self, text: str) -> str:
        """A text as it stands inside a sentence: its first letter is small, unless the first word is a name.

        Names are words with a further capital or a digit (JET, N2), and those that the language's file lists.
        """
        first = _WORD.match(text)
        if first is None or first[0] in self.data["capitals"] or _NAME.search(first[0][1:]):
            return text
        return text[:1].lower() + text[1:]

    @staticmethod
    def at_start(text: str) -> str:
        """A text as it stands at the start of a line."""
        return text[:1].upper() + text[1:]

    def glued(self, parts: Iterable[str], kind: str) -> str:
        """Whole sentences one after the other, or several answers, none twice."""
        return self.word("glue", kind).join(dict.fromkeys(parts))

    def whole(self, kind: str, text: str = "") -> str:
        """The sentence about a requirement as a whole, around its statement."""
        return self.word("whole", kind).format(text=text.rstrip(".。"))

    def _plural(self, number: int | Decimal) -> str:
        one = 0 <= number < 2 if self.language == "fr" else number == 1
        return "one" if one else "other"


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language; what its file lacks, or all of them, is English."""
    english = _read("en")
    if language == "en" or language not in available():
        return Phrases(english)
    own = {"reviewed": False, **_read(language)}
    merged = {section: _over(english[section], own.get(section)) for section in english if section != "operators"}
    return Phrases({**merged, "operators": own.get("operators", {})})


def _read(language: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return data


def _over(english: Any, own: Any) -> Any:
    """A section in its own words, English entries where it has none."""
    if isinstance(english, dict) and isinstance(own, dict):
        return {**english, **own}
    return english if own is None else own


@cache
def available() -> frozenset[str]:
    """Codes of the languages that have a file."""
    return frozenset(file.stem for file in FOLDER.glob("*.json"))
