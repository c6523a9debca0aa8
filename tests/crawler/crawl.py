"""The whole of what one visitor tries."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin

from portal.offices.permissions import ROLES
from tests.crawler.addresses import Pattern, model_of, patterns
from tests.crawler.browser import Answer, Browser
from tests.crawler.findings import Findings
from tests.crawler.hostile import Hostile
from tests.crawler.judging import Judge
from tests.crawler.lists import OF_THE_LIST_ITSELF, ListProbe, autocompletes
from tests.crawler.pages import Form, links, query_of, route_of
from tests.crawler.posting import Posting
from tests.crawler.visitors import Visitor, founder, staff
from tests.crawler.walking import Walk, says_little
from tests.crawler.world import World

# What is the same for everybody is walked by those who come from outside; staff walk what is theirs.
OF_STAFF = ("/admin/", "/files/", "/applications/", "/alumni/")


def crawl(
    visitor: Visitor,
    world: World,
    only: Iterable[Pattern] | None = None,
    *,
    hostile: bool = False,
    brief: bool = False,
) -> Findings:
    """Let a visitor try everything on every pattern (or those of `only`); return what was found.

    `hostile` adds what no browser sends, to each form and address that was not yet tried so in this world. `brief`
    leaves out what only asks the same of the same pages again, for visitors who differ in the rows they see.
    """
    findings = Findings(str(visitor))
    browser = Browser(visitor)
    judge = Judge(world, visitor, findings)
    walk = Walk(world, visitor, findings, browser, judge)
    chosen = list(only) if only is not None else patterns()
    if visitor.posted and only is None:
        chosen = [pattern for pattern in chosen if pattern.template.startswith(OF_STAFF)]
    if brief:
        chosen = [pattern for pattern in chosen if not says_little(pattern)]
    walk.patterns(chosen)
    if only is None:
        walk.links(["/", "/admin/"], OF_STAFF if visitor.posted else ("/",))
    lists = [p for p in chosen if p.name.endswith("_changelist") and p.route in findings.reached]
    for pattern in lists:
        probe = ListProbe(walk, pattern.template, model_of(pattern.route))
        probe.search() if brief else probe.all()
    _pick(walk, chosen)
    posting = Posting(world, visitor, findings, browser, judge)
    if not brief:
        _own_forms(walk, posting)
    _forms_elsewhere(posting, chosen, forms_of_all(world, chosen))
    if hostile:
        _be_hostile(walk, Hostile(browser, judge, world.hostile), chosen, lists)
    return findings


def _pick(walk: Walk, chosen: list[Pattern]) -> None:
    if any(pattern.name == "autocomplete" for pattern in chosen):
        for url in autocompletes(list(admin.site._registry)):
            if walk.judge(walk.browser.get(url), "autocomplete").first_status == 200:
                walk.findings.reached.add(route_of(url))
                walk.judge(walk.browser.get(f"{url}&term=zq"), "autocomplete", "zq")


def _own_forms(walk: Walk, posting: Posting) -> None:
    for form in walk.forms.values():
        if form.method == "POST":
            posting.own(form)


def _forms_elsewhere(posting: Posting, chosen: list[Pattern], library: dict[str, list[Form]]) -> None:
    for pattern in chosen:
        if pattern.arguments:
            for form in library.get(pattern.route, []):
                posting.elsewhere(form, pattern)


def _be_hostile(walk: Walk, hostile: Hostile, chosen: list[Pattern], lists: list[Pattern]) -> None:
    tried = walk.world.hostile
    for pattern in chosen:
        good = next((url for url in walk.pages if walk.pages[url].first_status == 200 and _is(pattern, url)), None)
        if good is not None and pattern.route not in tried and not says_little(pattern):
            tried.add(pattern.route)
            hostile.address(pattern, good)
            if pattern in lists:
                named = {name for link in links(walk.pages[good].page, good) for name in query_of(link)}
                hostile.list(good, named - OF_THE_LIST_ITSELF)
    for shape, form in walk.forms.items():
        if form.method == "POST" and str(shape) not in tried:
            tried.add(str(shape))
            hostile.form(form)


def _is(pattern: Pattern, url: str) -> bool:
    return "?" not in url and route_of(url) == pattern.route


def forms_of_all(world: World, chosen: list[Pattern]) -> dict[str, list[Form]]:
    """Return the forms that staff of our embassy find, and who asked to found, by the pattern that takes them.

    Who is never shown a form may send it all the same.
    """
    key = ",".join(pattern.route for pattern in chosen)
    if key not in world.library:
        found: dict[tuple[str, ...], Form] = {}
        for visitor in collectors(world):
            walk = Walk(world, visitor, Findings(str(visitor)), Browser(visitor), _unjudged)
            walk.patterns(chosen, own_only=True)
            for shape, form in walk.forms.items():
                if form.method == "POST":
                    found.setdefault(shape, form)
        by_route: dict[str, list[Form]] = {}
        for form in found.values():
            by_route.setdefault(form.route, []).append(form)
        world.library[key] = by_route
    return world.library[key]


def _unjudged(answer: Answer, *said: str) -> Answer:
    answer.let_go()
    return answer


def collectors(world: World) -> list[Visitor]:
    """Return one member of staff for each role whose rights no other role has all of, and who asked to found."""
    roles = [role for role, held in ROLES.items() if not any(held < more for more in ROLES.values())]
    return [*(staff(role) for role in roles), founder(world)]
