"""What can be done on a dossier: each verb with its form, when it is offered, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.evidence import fails_when_verified
from applications.models import Application
from applications.permissions import may, roles_on
from applications.rescreenings import NOTHING_NEW, NewRules
from applications.review import services
from applications.review.forms import NoteForm, ProposalForm, ReopenForm, SamenessForm, ScoreForm, VersionForm
from applications.review.models import RefusalProposal, Score
from applications.sameness import Sameness
from applications.states import Status
from applications.workflow import By, Event
from portal.common.errors import Conflict

Text = str | Promise


@dataclass(frozen=True)
class Situation:
    """What the verbs are offered by: the application, who looks, one's own score, the refusal that waits."""

    application: Application
    user: Any
    own_score: Score | None
    proposal: RefusalProposal | None
    new_rules: NewRules = NOTHING_NEW
    sameness: Sameness = field(default_factory=Sameness)

    @property
    def roles(self) -> frozenset[By]:
        """What the reader may act as here."""
        return roles_on(self.user, self.application)

    def may(self, event: Event) -> bool:
        """Say whether the workflow offers the event to the reader now."""
        return may(self.user, event, self.application)

    @property
    def proposed_by_reader(self) -> bool:
        """Whether the refusal that waits is the reader's own."""
        return self.proposal is not None and self.proposal.proposed_by_id == self.user.pk

    @property
    def held_by_reader(self) -> bool:
        """Whether the refusal that waits is in the reader's hands: proposed, or taken over with a posting."""
        return self.proposal is not None and self.proposal.holder_id == self.user.pk


@dataclass(frozen=True)
class Verb:
    """One form of the dossier. `version` says which version the form carries."""

    name: str
    title: Text
    button: Text
    done: Text
    form: type[VersionForm]
    offered: Callable[[Situation], bool]
    run: Callable[[Situation, Mapping[str, Any]], Any]
    text: Text = ""
    kind: str = ""
    version: Callable[[Situation], int] = lambda s: s.application.version
    initial: Callable[[Situation], dict[str, Any]] = lambda s: {}


def _proposal_seen(situation: Situation) -> int:
    """The version that forms about a refusal carry: which proposal their reader had before them."""
    return situation.proposal.pk if situation.proposal else 0


def _proposal(situation: Situation, seen: int) -> RefusalProposal:
    if situation.proposal is None:
        raise Conflict("refusal_decided", _("No refusal waits here any more: somebody decided about it. Look again."))
    if situation.proposal.pk != seen:
        raise Conflict(
            "refusal_replaced",
            _("The refusal you read was taken back and another one was proposed. Read the new reason, then decide."),
            proposal=situation.proposal.pk,
            seen=seen,
        )
    return situation.proposal


def _score_so_far(situation: Situation) -> dict[str, Any]:
    score = situation.own_score
    return {"value": score.value, "sentence": score.sentence} if score else {}


VERBS: tuple[Verb, ...] = (
    Verb(
        "open-review", _("Open the review"), _("Open the review"), _("The review is open."), VersionForm,
        offered=lambda s: s.may(Event.OPEN_REVIEW),
        run=lambda s, data: services.open_review(s.application, user=s.user, expected_version=data["expected_version"]),
        text=_("The application can then be scored. The applicant sees that it is being read."),
    ),
    Verb(
        "score", _("Your score"), _("Save the score"), _("Your score is saved."), ScoreForm,
        offered=lambda s: s.application.status == Status.IN_REVIEW and By.REVIEWER in s.roles,
        run=lambda s, data: services.give_score(s.application, user=s.user, **data),
        version=lambda s: s.own_score.version if s.own_score else 0,
        initial=_score_so_far,
    ),
    Verb(
        "clear", _("Nothing stands in the way"), _("Clear for review"), _("The application is cleared."), VersionForm,
        offered=lambda s: s.may(Event.CLEAR) and s.proposal is None,
        run=lambda s, data: services.clear(s.application, user=s.user, expected_version=data["expected_version"]),
        text=_("You looked at every point that the rules left open. The applicant is told by mail."),
    ),
    Verb(
        "back-to-check", _("A rule fails on what was verified"), _("Take back to the check"),
        _("The application is checked again. A refusal can be proposed now."), VersionForm,
        offered=lambda s: s.application.status == Status.ELIGIBLE and By.SENIOR_REVIEWER in s.roles
        and fails_when_verified(s.application),
        run=lambda s, data: services.back_to_check(
            s.application, user=s.user, expected_version=data["expected_version"]
        ),
        text=_("The applicant is told by mail that a person looks at some points. Nothing is decided by it."),
        kind="secondary",
    ),
    Verb(
        "propose-refusal", _("A reason to refuse"), _("Propose to refuse"),
        _("The refusal is proposed. A second person decides; the applicant sees nothing yet."), ProposalForm,
        offered=lambda s: s.application.status == Status.NEEDS_CHECK and By.REVIEWER in s.roles and s.proposal is None,
        run=lambda s, data: services.propose_refusal(s.application, user=s.user, **data),
        kind="secondary",
    ),
    Verb(
        "confirm-refusal", _("Confirm the refusal"), _("Confirm and refuse"), _("The application is refused."),
        VersionForm,
        offered=lambda s: s.proposal is not None and s.may(Event.REFUSE) and not s.proposed_by_reader,
        run=lambda s, data: services.confirm_refusal(_proposal(s, data["expected_version"]), user=s.user),
        version=_proposal_seen,
        text=_("The applicant gets the reason above by mail, word for word."),
        kind="warning",
    ),
    Verb(
        "send-back", _("Send the proposal back"), _("Send back"),
        _("The proposal is sent back; the application waits for a check again."), NoteForm,
        offered=lambda s: s.proposal is not None and s.may(Event.REFUSE) and not s.held_by_reader,
        run=lambda s, data: services.reject_refusal(
            _proposal(s, data["expected_version"]), user=s.user, note=data["note"]
        ),
        version=_proposal_seen,
        kind="secondary",
    ),
    Verb(
        "take-back", _("Take the proposal back"), _("Take back"), _("The proposal is taken back."), VersionForm,
        offered=lambda s: s.held_by_reader and By.REVIEWER in s.roles,
        run=lambda s, data: services.reject_refusal(_proposal(s, data["expected_version"]), user=s.user),
        version=_proposal_seen,
        kind="secondary",
    ),
    Verb(
        "look-at-rules", _("New rules say otherwise"), _("I have looked at it"),
        _("It is on record that you looked at what the new rules say."), VersionForm,
        offered=lambda s: s.new_rules.task is not None and By.REVIEWER in s.roles,
        run=lambda s, data: services.look_at_rules(s.application, user=s.user, seen=data["expected_version"]),
        version=lambda s: s.new_rules.task.pk if s.new_rules.task else 0,
        text=_(
            "The rules of this call were changed, and by the new ones this application comes out otherwise. Its status "
            "stays, because people have decided since. If something has to change, do that; then say that you looked."
        ),
        kind="secondary",
    ),
    Verb(
        "note-sameness", _("A second application?"), _("Note what I found"), _("It is noted what you found."),
        SamenessForm,
        offered=lambda s: s.sameness.flagged and not s.sameness.looked_into and By.REVIEWER in s.roles,
        run=lambda s, data: services.note_sameness(
            s.application, user=s.user, same=data["same"] == "same", text=data["text"], seen=data["expected_version"]
        ),
        version=lambda s: s.sameness.seen,
        text=_("What you note changes nothing of the application: no status, no mail. Decide by the usual verbs."),
        kind="secondary",
    ),
    Verb(
        "reopen", _("Take up again"), _("Reopen"), _("The application is open again."), ReopenForm,
        offered=lambda s: s.may(Event.REOPEN),
        run=lambda s, data: services.reopen(s.application, user=s.user, **data),
        text=_("For an appeal that was upheld, or a mistake that was found."),
        kind="secondary",
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Verb] = {verb.name: verb for verb in VERBS}
