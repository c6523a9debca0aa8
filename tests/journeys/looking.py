"""Looking at pages as everybody may meet them: wide and light, narrow and dark; and hearing the browser complain."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import ConsoleMessage, Page, ViewportSize

from tests.look.browsing import HEAVIEST, OF_SIZE_AND_COLOUR, problems_in, weight, wider_than_the_window

# A page that is an answer of 4xx is reported by the browser as a failed load of that very page.
AN_ANSWER = "Failed to load resource: the server responded with a status of 4"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 800}


class Looker:
    """Collects what is wrong with the pages of one browser tab, by page and in words. Nothing found is good."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.found: dict[str, list[str]] = {}
        self._complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))

    def go(self, path: str, *, status: int = 200) -> None:
        """Open a page and look at it; `status` is what it shall answer."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        self.look(path)

    def press(self, button: str, name: str) -> None:
        """Press a button of the page, then look at where it leads under the name of `name`."""
        self.page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state()
        self.look(name)

    def look(self, name: str) -> None:
        """Look at the page as it stands."""
        wrong = problems_in(self.page)
        self._turn(NARROW, "dark")
        wrong += [f"narrow and dark: {problem}" for problem in problems_in(self.page, rules=OF_SIZE_AND_COLOUR)]
        sideways = wider_than_the_window(self.page)
        if sideways:
            wrong.append(f"{sideways} px wider than a window of {NARROW['width']}")
        bytes_in_all = weight(self.page)
        # The staff site may weigh more.
        if bytes_in_all > HEAVIEST and "/admin/" not in self.page.url:
            wrong.append(f"{bytes_in_all} bytes with all it loads")
        wrong += self._complaints
        self._complaints.clear()
        self._turn(WIDE, "light")
        if wrong:
            self.found[name] = wrong

    def _turn(self, size: ViewportSize, scheme: Literal["light", "dark"]) -> None:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate("() => document.getAnimations().forEach((fading) => fading.finish())")

    def nothing_wrong(self) -> None:
        """Fail with everything found."""
        lines = [f"{name}: {problem}" for name, problems in self.found.items() for problem in problems]
        assert not lines, "\n".join(lines)

    def _heard(self, message: ConsoleMessage) -> None:
        about_this_page = message.location.get("url") == self.page.url
        if message.type == "error" and not (about_this_page and message.text.startswith(AN_ANSWER)):
            self._complaints.append(f"the browser says: {message.text}")
