"""Pages made by templates, shown in a real browser under the portal's own Content-Security-Policy."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 150_000  # bytes of a page with all it loads
# What can differ between a wide page by day and the same page narrow and dark.
OF_SIZE_AND_COLOUR = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
# Null at the end of the page, '' where some of the focused element can be seen, else the element. A control that is
# drawn by its label (a radio button) is seen by it.
FOCUS_IN_SIGHT = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const parts = [focused, ...(focused.labels || [])];
  const seen = parts.some((part) => {
    const box = part.getBoundingClientRect();
    return [0.15, 0.5, 0.85].some((down) => {
      const x = box.left + Math.min(box.width / 2, 12);
      const there = document.elementFromPoint(x, box.top + box.height * down);
      return there && parts.some((each) => each.contains(there));
    });
  });
  return seen ? '' : focused.outerHTML.slice(0, 90);
}"""
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@contextmanager
def served(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve `pages` (by path) and the static files on loopback; yields the address without a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                body = Path(str(found)).read_bytes() if found else b""
                kind = TYPES.get(path.rsplit(".", 1)[-1], "application/octet-stream")
            else:
                found, kind = path in pages, TYPES.get(path.rsplit(".", 1)[-1], "text/html; charset=utf-8")
                body = pages.get(path, "").encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: a test's output is its result."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def policy() -> str:
    """The Content-Security-Policy of settings.py as a header."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def problems_in(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds in the page as it stands: rule, element and reason, one line each. Empty is good.

    All rules of AXE_TAGS are asked, or only those named.
    """
    page.wait_for_load_state()  # a press waits until the next page begins, not until it is there
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    asked = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": AXE_TAGS}
    # Without preload: axe would fetch imported style sheets by itself, and our policy rightly stops what it does then.
    options = {"runOnly": asked, "resultTypes": ["violations"], "preload": False}
    violations = page.evaluate("options => axe.run(document, options).then((found) => found.violations)", options)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in violations
        for node in rule["nodes"]
    ]


def wider_than_the_window(page: Page) -> int:
    """By how many pixels the page must be scrolled sideways; 0 is good."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def weight(page: Page) -> int:
    """The bytes of a page and of all it has loaded, compressed as they were served, from a cache or not."""
    return int(
        page.evaluate(
            """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
        )
    )


def out_of_sight(page: Page) -> list[str]:
    """Tab through a page once; what takes the focus and is then outside of the window, or behind something else."""
    page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); }")
    lost: list[str] = []
    for _press in range(300):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS_IN_SIGHT)
        if seen is None:
            return lost
        lost += [seen] if seen else []
    raise AssertionError("the Tab key does not come to an end of this page")


def small_targets(page: Page) -> list[str]:
    """Links, buttons and controls under 24 x 24 CSS pixels that are not inside a sentence."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
              .filter((el) => el.offsetParent && el.type !== 'hidden' && !el.matches('.skip-link, [aria-hidden=true]')
                && !el.closest('p, .hint, dd:not(.change)'))
              .filter((el) => { const box = el.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
              .map((el) => el.outerHTML.slice(0, 90))"""
        )
    )


def wrong_with(
    page: Page,
    site: str,
    paths: Iterable[str],
    *,
    width: int,
    scheme: Scheme,
    targets: Callable[[Page], list[str]] = small_targets,
    heard: str = "",
    rules: Sequence[str] = (),
    heaviest: int = 0,
) -> dict[str, list[str]]:
    """Open each page at a width and in a colour scheme; return by path what is wrong with it. Empty is good.

    Asked of each: axe-core, whether it fits, its small targets, and what the browser complains of, if it
    contains `heard`. `rules` leaves out the others, for a second look at pages of which only the size or the colours
    changed. `heaviest` is how many bytes a page may have with all it loads; 0 asks nothing.
    """
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(site + path)
        wrong = [*problems_in(page, rules=rules), *(f"small: {target}" for target in targets(page))]
        if sideways := wider_than_the_window(page):
            wrong.append(f"{sideways} px wider than the window")
        if heaviest and (bytes_in_all := weight(page)) > heaviest:
            wrong.append(f"{bytes_in_all} bytes with all it loads")
        wrong += [f"the browser says: {text}" for text in complaints if heard in text]
        complaints.clear()
        if wrong:
            found[path] = wrong
    return found
