"""A keyboard and nothing else: going from control to control, and pressing what has the focus."""

from __future__ import annotations

from playwright.sync_api import Page

NAMED = """() => {
  const focused = document.activeElement;
  const words = [...(focused.labels || [])].map((label) => label.innerText).join(' ');
  return [focused.name || '', focused.value || '', (focused.innerText || words || '').trim().replaceAll('\\n', ' ')];
}"""
MOST = 120  # presses of Tab on one page


def focused(page: Page) -> tuple[str, str, str]:
    """Return name, value and words of what has the focus."""
    name, value, words = page.evaluate(NAMED)
    return name, value, words


def tab_to(page: Page, name: str = "", *, words: str = "", value: str = "") -> None:
    """Press Tab until the focus is on the control of this name, or on what says these words."""
    passed = []
    for _press in range(MOST):
        page.keyboard.press("Tab")
        here = focused(page)
        passed.append(here)
        if (not name or here[0] == name) and (not value or here[1] == value) and here[2].startswith(words):
            return
    raise AssertionError(f"Tab never came to {name or words}; it came by {passed}")


def type_into(page: Page, name: str, text: str) -> None:
    """Go to a text field and write over what stands there."""
    tab_to(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def press(page: Page, words: str) -> None:
    """Go to a button or a link and press it with the return key; the next page then."""
    tab_to(page, words=words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_here(page: Page, words: str) -> None:
    """Go to a button and press it with the return key, where a script does what it says on the same page."""
    tab_to(page, words=words)
    page.keyboard.press("Enter")
