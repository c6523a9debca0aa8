"""What a browser would make of a page: its elements, and what stands in its controls."""

from __future__ import annotations

from html.parser import HTMLParser

_VARYING = ("value", "aria-", "selected", "checked")  # attributes that come and go with what is right and wrong


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.text: list[str] = []
        self.controls: dict[str, str] = {}
        self._in_textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _value in attrs if not name.startswith(_VARYING))))
        given = {name: value or "" for name, value in attrs}
        self.values += [given["value"]] if "value" in given else []
        if tag == "input" and given.get("type", "text") == "text":
            self.controls[given.get("name", "")] = given.get("value", "")
        if tag == "textarea":
            self._in_textarea = given.get("name", "")
            self.values.append("")
            self.controls[self._in_textarea] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._in_textarea = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._in_textarea is not None:
            self.values[-1] += data
            self.controls[self._in_textarea] += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return every element of a page with the names of its attributes, in order: what no text may change."""
    return _read(html).elements


def values(html: str) -> list[str]:
    """Return what stands in the controls of a page; a line break before the text of a text area is not part of it."""
    return [value.removeprefix("\n") for value in _read(html).values]


def text(html: str) -> str:
    """Return the text of a page, white space folded."""
    return " ".join("".join(_read(html).text).split())


def controls(html: str) -> dict[str, str]:
    """Return what stands in the text controls of a page, by name."""
    return {name: value.removeprefix("\n") for name, value in _read(html).controls.items()}
