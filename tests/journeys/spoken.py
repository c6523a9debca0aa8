"""What a page says in English although it is read in another language."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext, override
from playwright.sync_api import Page

from portal.dev.paths import CHECKOUT
from portal.dev.translations import known
from programs.programme_words import programme_words

_TEXTS = """() => {
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!holder.closest("script, style, option[lang], textarea, .languages")) found.add(walk.currentNode.data);
  }
  for (const each of document.querySelectorAll("[aria-label], [title], [alt], [data-not-saved], [data-too-many]"))
    for (const name of ["aria-label", "title", "alt", "data-not-saved", "data-too-many"])
      if (each.getAttribute(name)) found.add(each.getAttribute(name));
  found.add(document.title.split(" - ")[0]);
  return [...found].map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => text);
}"""


@cache
def said_otherwise(language: str) -> frozenset[str]:
    """Return every English text of the interface and of definitions that the language says in other words."""
    messages = known(CHECKOUT, language)
    own = {message.id: message.string for message in messages if isinstance(message.id, str) and message.id}
    own |= next(words.texts for words in programme_words() if words.language == language)
    return frozenset(_flat(english) for english, said in own.items() if _flat(english) != _flat(str(said)))


def left_in_english(page: Page, language: str) -> list[str]:
    """Return the texts of a page that the language would say otherwise."""
    shown: list[str] = page.evaluate(_TEXTS)
    return sorted(set(shown) & said_otherwise(language))


def word(language: str, english: str) -> str:
    """Return a message of the interface in a language."""
    with override(language):
        return gettext(english)


def _flat(text: str) -> str:
    return " ".join(text.split())
