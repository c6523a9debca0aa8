"""Every page of the coordinator, in the states that look different."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from applications.shortlists.models import Shortlist
from applications.shortlists.services import build, correct, decide, freeze, give_line_reason, move, release
from portal.offices.models import Role
from tests.calls import open_call
from tests.shortlists.building import in_review, move_deadline, scored, withdraw
from tests.staff import posted, staff_browser

NAMES = (
    "Zoë Carreño", "Nguyễn Thị Ánh", "محمد بن علي", "山田 花子", "Jan-Willem van der Berg", "Ελένη Παπαδοπούλου",
    "Siobhán Ní Dhomhnaill", "Sukarno", "Fatoumata Diallo", "María del Carmen Fernández de la Vega y Sanz",
)  # fmt: skip


def all_screens() -> dict[str, str]:
    """Return each page as HTML by a path of its own. Makes rows: run it inside a transaction that is rolled back."""
    call = open_call()
    call.shortlist_places, call.reserve_places = 3, 2
    call.save()
    move_deadline(call, timedelta(days=8))
    user = posted(call.office, Role.COORDINATOR, name="Emi Sato")
    desk = staff_browser(user)
    screens: dict[str, str] = {}

    def keep(path: str, response: Any) -> None:
        screens[path] = response.content.decode()

    keep("/choose-nothing", desk.get(_at("add")))
    people = [in_review(call, name, scores=[91 - 4 * place, 88 - 3 * place]) for place, name in enumerate(NAMES)]
    in_review(call, "Nobody has scored me")
    keep("/choose", desk.get(_at("add")))
    draft = build(call, user=user)
    keep("/draft-early", desk.get(_at("change", draft.pk)))
    keep("/freeze-early", desk.get(_at("freeze", draft.pk)))
    move_deadline(call, timedelta(days=-1))
    lines = {line.application_id: line for line in draft.lines.all()}
    move(
        lines[people[6].pk],
        2,
        "The panel read her report again: the second reviewer had taken another sheet.",
        user=user,
    )
    decide(lines[people[1].pk], "reserve", "Asked to go a year later if a place is free.", user=user)
    give_line_reason(lines[people[7].pk], "assessment", "The motivation did not speak of the theme.", user=user)
    keep("/draft", desk.get(_at("change", draft.pk)))
    line = lines[people[4].pk]
    keep("/line", desk.get(_at("line", draft.pk, line.pk)))
    wrong = {"do": "move", "to_rank": "99", "reason": "", "version": draft.version}
    keep("/line-wrong", desk.post(_at("line", draft.pk, line.pk), wrong))
    late = {"do": "move", "to_rank": "1", "reason": "She was best in the interview.", "version": 1}
    keep("/line-conflict", desk.post(_at("line", draft.pk, line.pk), late))
    keep("/reason", desk.get(_at("reason", draft.pk)))
    keep("/reason-wrong", desk.post(_at("reason", draft.pk), {"code": "other", "text": "", "version": 1}))
    keep("/freeze", desk.get(_at("freeze", draft.pk)))
    keep("/freeze-unread", desk.post(_at("freeze", draft.pk), {"version": Shortlist.objects.get().version}))
    keep("/discard", desk.get(_at("discard", draft.pk)))
    frozen = freeze(draft, user=user, accept_cautions=True)
    b"".join(desk.post(_at("export", frozen.pk)).streaming_content)
    keep("/frozen", desk.get(_at("change", frozen.pk)))
    withdraw(people[9])
    keep("/release", desk.get(_at("release", frozen.pk)))
    version = correct(frozen, user=user)
    scored(people[8], 100)
    keep("/stale", desk.get(_at("change", version.pk)))
    keep("/freeze-stale", desk.get(_at("freeze", version.pk)))
    build(call, user=user)
    keep("/correction", desk.get(_at("change", version.pk)))
    second = freeze(Shortlist.objects.get(number=2), user=user, accept_cautions=True)
    keep("/superseded", desk.get(_at("change", frozen.pk)))
    release(second, user=user)
    keep("/released", desk.get(_at("change", second.pk)))
    keep("/lists", desk.get(_at("changelist")))
    return screens


def _at(name: str, *args: Any) -> str:
    return reverse(f"admin:shortlists_shortlist_{name}", args=args)
