"""Take the README's pictures from a running demonstration, as a person at a browser would.

    python -m portal.dev.screenshots http://localhost:8000 docs/images

The site must be a `./dev up` with the demo people: the reviewer comes in through a button of /dev/.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from portal.dev.browser import chromium
from portal.dev.terminal import Refused, say

CALL = "mirai-2026-27-brussels"
REVIEWER = "reviewer@be.mission.example"
LARGEST = 250_000  # bytes


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, the window in CSS pixels, and the way to what is on it."""

    name: str
    width: int
    height: int
    go: Callable[[Page, str], None]


def open_call(page: Page, base: str) -> None:
    """The page of a call, as a visitor finds it."""
    page.goto(f"{base}/calls/{CALL}/")


def open_dossier(page: Page, base: str) -> None:
    """A dossier in review, as a reviewer of the embassy finds it: one with a point a person looked at, if any."""
    page.goto(f"{base}/dev/")
    page.locator("form", has=page.locator(f"input[value='{REVIEWER}']")).get_by_role("button").click()
    page.wait_for_url(f"{base}/admin/")
    for waiting in ("check", "score", "review"):
        page.goto(f"{base}/admin/applications/application/?waiting={waiting}")
        rows = page.locator("#result_list tbody th a")
        if rows.count():
            rows.first.click()
            page.wait_for_load_state("networkidle")
            return
    raise Refused(f"Nothing waits for {REVIEWER} at {base}: load the demo people into an empty database first.")


PICTURES = (Picture("call", 1100, 960, open_call), Picture("dossier", 1400, 1240, open_dossier))


def take(base: str, folder: Path) -> list[Path]:
    """Write every picture into `folder` as a PNG; return the files. Raises Refused in words."""
    folder.mkdir(parents=True, exist_ok=True)
    executable = chromium()
    if not executable:
        raise Refused("There is no chromium to take pictures with. Install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        try:
            return [_take(browser, base.rstrip("/"), picture, folder) for picture in PICTURES]
        except Error as error:
            raise Refused(f"{base} did not show what it should: {error.message.splitlines()[0]}") from error
        finally:
            browser.close()


def _take(browser: Browser, base: str, picture: Picture, folder: Path) -> Path:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        locale="en-GB",
        timezone_id="Europe/Brussels",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    picture.go(page, base)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > LARGEST:
        raise Refused(f"{file} has {file.stat().st_size} bytes, more than the {LARGEST} a README should carry.")
    return file


def main(arguments: list[str]) -> int:
    """Exit code 0 when every picture was taken, 1 when one could not be, 2 for wrong usage."""
    if len(arguments) != 2:
        say("Usage: python -m portal.dev.screenshots ADDRESS FOLDER, such as http://localhost:8000 docs/images")
        return 2
    try:
        for file in take(arguments[0], Path(arguments[1])):
            say(f"{file}: {file.stat().st_size // 1000} kB")
    except Refused as refused:
        say(str(refused))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
