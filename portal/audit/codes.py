"""Every code of the audit stream, once: the sentence it stands for, and which personal values lie beside it.

`%(who)s` is the entry's user, `%(what)s` the row it speaks of, `%(where)s` its office, `%(whom)s` another person;
other names are those of its data. An app that records something new adds its code here, then runs
`./dev manage document_audit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_PORTAL = _("The portal itself")
_DEVICE = _("network address, browser family")

AREAS: Mapping[str, Any] = {
    "access": _("Refusals"),
    "accounts": _("Accounts"),
    "alumni": _("Alumni"),
    "applications": _("Applications"),
    "audit": _("Audit stream"),
    "files": _("Files"),
    "offices": _("Postings"),
    "outbox": _("Mails"),
    "programs": _("Programmes"),
    "requests": _("Requests"),
    "review": _("Review"),
    "shortlists": _("Shortlists"),
    "staff": _("Forms of the staff site"),
}


@dataclass(frozen=True)
class Code:
    """What a code says. `nobody` stands for the user where there is none; `beside` names the erasable values."""

    sentence: Any
    nobody: Any = _PORTAL
    beside: Any = ""

    def __post_init__(self) -> None:
        """Nothing may be said about somebody who is not named."""
        if "%(who)s" not in str(self.sentence):
            raise ValueError(f"The sentence {self.sentence!r} does not say who.")


CODES: Mapping[str, Code] = {
    # --- accounts ------------------------------------------------------------------------------------------------
    "accounts.signed_in": Code(_("%(who)s signed in."), beside=_DEVICE),
    "accounts.signed_out": Code(_("%(who)s signed out."), beside=_DEVICE),
    "accounts.session_lapsed": Code(
        _("%(who)s was signed out: the staff session had reached its end."), beside=_DEVICE
    ),
    "accounts.sign_in_failed": Code(
        _("A sign-in as %(who)s failed: wrong password."), _("an account that does not exist"), _DEVICE
    ),
    "accounts.sign_in_stopped": Code(
        _("Sign-ins as %(who)s were stopped: too many had failed."), _("an account that does not exist")
    ),
    "accounts.sessions_ended": Code(_("%(who)s ended sessions of %(whom)s.")),
    "accounts.password_changed": Code(_("%(who)s changed their password."), beside=_DEVICE),
    "accounts.password_reset": Code(_("%(who)s set a new password through a mailed link."), beside=_DEVICE),
    "accounts.second_factor_added": Code(_("%(who)s set up a second factor (%(type)s)."), beside=_DEVICE),
    "accounts.second_factor_removed": Code(_("%(who)s removed a second factor (%(type)s)."), beside=_DEVICE),
    "accounts.second_factor_used": Code(_("%(who)s used the second factor (%(type)s)."), beside=_DEVICE),
    "accounts.second_factor_failed": Code(_("A second factor of %(who)s was refused (%(type)s)."), beside=_DEVICE),
    "accounts.second_factors_taken_off": Code(_("%(who)s took all second factors off the account of %(whom)s.")),
    "accounts.recovery_codes_renewed": Code(_("%(who)s made new recovery codes."), beside=_DEVICE),
    "accounts.email_added": Code(_("%(who)s added an email address."), beside=_("the address")),
    "accounts.email_confirmed": Code(_("%(who)s confirmed an email address."), beside=_("the address")),
    "accounts.email_changed": Code(_("%(who)s took another email address."), beside=_("both addresses")),
    "accounts.email_removed": Code(_("%(who)s removed an email address."), beside=_("the address")),
    "accounts.login_made": Code(_("%(who)s made a login for %(whom)s.")),
    # --- refusals ------------------------------------------------------------------------------------------------
    "access.refused": Code(
        _("%(who)s was refused a page (%(status)s, %(route)s)."), beside=_("the path that was asked for")
    ),
    "access.refusals_left_out": Code(_("%(who)s was refused %(times)s further pages within a minute.")),
    # --- reading -------------------------------------------------------------------------------------------------
    "applications.dossier_opened": Code(_("%(who)s opened the dossier of %(what)s.")),
    "applications.copy_opened": Code(_("%(who)s opened the copy of %(what)s as a PDF.")),
    "applications.health_opened": Code(_("%(who)s opened the health declaration of %(what)s.")),
    "files.opened": Code(_("%(who)s opened %(what)s (%(kind)s).")),
    "shortlists.opened": Code(_("%(who)s opened %(what)s, version %(number)s.")),
    "shortlists.exported": Code(_("%(who)s exported %(what)s as a table of %(rows)s rows.")),
    # --- postings ------------------------------------------------------------------------------------------------
    "offices.posting_opened": Code(_("%(who)s posted %(whom)s as %(role)s to %(where)s.")),
    "offices.posting_closed": Code(_("%(who)s ended the posting of %(whom)s as %(role)s at %(where)s.")),
    "offices.posting_handed_over": Code(_("%(who)s handed a posting as %(role)s at %(where)s over to %(whom)s.")),
    # --- work ----------------------------------------------------------------------------------------------------
    "alumni.association_changed": Code(_("%(who)s corrected %(what)s.")),
    "alumni.association_added": Code(_("%(who)s entered %(what)s in the register.")),
    "alumni.founding_settled": Code(_("%(who)s answered %(what)s.")),
    "alumni.association_moved": Code(_("%(who)s gave %(what)s to %(where)s to look after.")),
    "alumni.placed_under": Code(_("%(who)s recorded whose chapter %(what)s is.")),
    "alumni.standing_changed": Code(_("%(who)s recorded a new standing of %(what)s.")),
    "alumni.statutes_kept": Code(_("%(who)s filed statutes of %(what)s.")),
    "alumni.count_recorded": Code(_("%(who)s recorded %(members)s members for %(what)s.")),
    "alumni.officer_named": Code(_("%(who)s recorded who is an officer of %(what)s.")),
    "alumni.officer_ended": Code(_("%(who)s ended an officer’s term for %(what)s.")),
    "alumni.officer_struck": Code(_("%(who)s struck an officer’s term as a mistake for %(what)s.")),
    "alumni.officer_respelt": Code(_("%(who)s corrected the name of an officer of %(what)s.")),
    "alumni.officer_agreed": Code(_("%(who)s recorded whether an officer of %(what)s is named in public.")),
    "applications.rescreening_started": Code(
        _("%(who)s began %(what)s: %(total)s applications, from binding %(before)s to %(after)s.")
    ),
    "applications.rescreening_finished": Code(
        _("%(who)s finished %(what)s: %(changed)s of %(screened)s would come out otherwise; nothing is released yet.")
    ),
    "applications.rescreening_stopped": Code(_("%(who)s stopped %(what)s: %(why)s.")),
    "applications.rescreening_released": Code(
        _("%(who)s released %(what)s: %(told)s were told, %(tasks)s go to a person, %(skipped)s were passed over.")
    ),
    "applications.rescreening_discarded": Code(_("%(who)s discarded %(what)s; nothing of it was released.")),
    "applications.rules_offered": Code(_("%(who)s offered the new rules of %(what)s to %(drafts)s drafts by mail.")),
    "applications.rules_taken": Code(
        _("%(who)s took the new rules for the draft of %(what)s: binding %(after)s instead of %(before)s.")
    ),
    "applications.rules_declined": Code(
        _("%(who)s kept the rules of binding %(own)s for the draft of %(what)s; binding %(offered)s was offered.")
    ),
    "applications.paper_begun": Code(_("%(who)s began to enter %(what)s from paper that arrived on %(received)s.")),
    "applications.paper_arrival_stated": Code(_("%(who)s stated that the paper of %(what)s arrived on %(received)s.")),
    "applications.paper_section_saved": Code(_("%(who)s entered the section %(section)s of %(what)s from paper.")),
    "applications.paper_scan_filed": Code(_("%(who)s filed a scan for %(what)s (%(slot)s).")),
    "applications.paper_scan_removed": Code(_("%(who)s took a scan out of %(what)s (%(slot)s).")),
    "applications.paper_submitted": Code(_("%(who)s submitted %(what)s, which came on paper: %(outcome)s.")),
    "applications.paper_withdrawn": Code(_("%(who)s withdrew %(what)s, which came on paper (it was: %(was)s).")),
    "applications.claim_code_made": Code(_("%(who)s made a claim letter for %(what)s.")),
    "applications.claim_code_revoked": Code(_("%(who)s revoked the claim letter of %(what)s.")),
    "applications.claim_failed": Code(_("%(who)s tried to claim an application and was refused (%(why)s).")),
    "applications.claim_stopped": Code(
        _("%(who)s could not claim %(what)s: the account has an application to the same call (%(own_status)s).")
    ),
    "applications.claimed": Code(_("%(who)s claimed %(what)s, which had come on paper.")),
    "applications.screening_looked_at": Code(_("%(who)s looked at what new rules say of %(application)s.")),
    "applications.override_lapsed": Code(
        _("%(who)s put rules in force that end the override of %(rule)s of %(application)s.")
    ),
    "applications.screening_verified": Code(
        _("%(who)s derived %(results)s stored screening results again: %(faults)s differences.")
    ),
    "outbox.retried": Code(_("%(who)s sent %(what)s again.")),
    "programs.round_made": Code(_("%(who)s made %(what)s.")),
    "programs.call_made": Code(_("%(who)s made %(what)s.")),
    "programs.call_changed": Code(_("%(who)s changed %(what)s.")),
    "programs.call_announced": Code(_("%(who)s announced %(what)s.")),
    "programs.deadline_extended": Code(_("%(who)s moved the deadline of %(what)s.")),
    "programs.themes_changed": Code(_("%(who)s changed themes of %(what)s.")),
    "programs.rules_drafted": Code(_("%(who)s began a draft of rules: %(what)s.")),
    "programs.rules_changed": Code(_("%(who)s changed a draft of rules: %(what)s.")),
    "programs.rules_previewed": Code(
        _("%(who)s previewed %(what)s: %(flipped)s of %(compared)s outcomes would change.")
    ),
    "programs.rules_proposed": Code(_("%(who)s proposed %(what)s.")),
    "programs.rules_sent_back": Code(_("%(who)s sent a proposal of rules back: %(what)s.")),
    "programs.rules_published": Code(_("%(who)s published %(what)s.")),
    "programs.rules_retired": Code(_("%(who)s retired %(what)s by publishing a newer version.")),
    "programs.rules_discarded": Code(_("%(who)s discarded a draft of rules, version %(number)s of %(what)s.")),
    "programs.values_changed": Code(_("%(who)s changed values or rules of %(what)s.")),
    "requests.asked": Code(_("%(who)s asked the applicant of %(application)s for something (%(kind)s).")),
    "requests.filed_from_paper": Code(
        _("%(who)s filed what the applicant of %(application)s answered on paper (%(kind)s).")
    ),
    "requests.checked": Code(_("%(who)s found in order what came for %(application)s (%(kind)s).")),
    "requests.sent_back": Code(_("%(who)s sent back what came for %(application)s (%(kind)s).")),
    "requests.taken_back": Code(_("%(who)s no longer asks the applicant of %(application)s for something (%(kind)s).")),
    "requests.time_given": Code(_("%(who)s moved the date of a request of %(application)s (%(kind)s).")),
    "requests.appeal_settled": Code(_("%(who)s settled the appeal of %(application)s: %(outcome)s.")),
    "review.addendum_taken": Code(_("%(who)s took correction %(number)s of %(application)s into account.")),
    "review.addendum_set_aside": Code(_("%(who)s set correction %(number)s of %(application)s aside.")),
    "review.facts_checked": Code(
        _("%(who)s held %(facts)s facts of %(what)s against the documents; %(differs)s were seen otherwise.")
    ),
    "review.score_given": Code(_("%(who)s scored %(application)s.")),
    "review.found_same_person": Code(
        _("%(who)s noted that whoever made %(application)s has another application in the round.")
    ),
    "review.found_another_person": Code(
        _("%(who)s noted that whoever made %(application)s is not the person of another application in the round.")
    ),
    "review.refusal_proposed": Code(_("%(who)s proposed to refuse %(application)s.")),
    "review.override_proposed": Code(_("%(who)s proposed to count %(rule)s of %(application)s as %(verdict)s.")),
    "review.override_in_force": Code(_("%(who)s made %(rule)s of %(application)s count as %(verdict)s.")),
    "review.override_sent_back": Code(_("%(who)s sent back or took back an override of %(rule)s of %(application)s.")),
    "review.override_revoked": Code(_("%(who)s revoked an override of %(rule)s of %(application)s.")),
    "review.override_let_go": Code(
        _("%(who)s did not confirm again an override of %(rule)s of %(application)s whose rule was changed.")
    ),
    "review.refusal_rejected": Code(_("%(who)s sent back or took back the proposal to refuse %(application)s.")),
    "shortlists.built": Code(_("%(who)s made %(what)s, version %(number)s.")),
    "shortlists.moved": Code(_("%(who)s moved %(application)s on a shortlist by hand.")),
    "shortlists.decided": Code(_("%(who)s decided on %(application)s on a shortlist by hand.")),
    "shortlists.reason_given": Code(_("%(who)s gave the reason for decisions of %(what)s.")),
    "shortlists.line_reason_given": Code(_("%(who)s gave the reason for the decision on %(application)s.")),
    "shortlists.frozen": Code(_("%(who)s froze %(what)s, version %(number)s.")),
    "shortlists.correction_started": Code(_("%(who)s began a correction of a frozen list: %(what)s.")),
    "shortlists.discarded": Code(_("%(who)s discarded a draft: %(what)s.")),
    "shortlists.released": Code(_("%(who)s released the decisions of %(what)s: %(done)s done, %(skipped)s skipped.")),
    "staff.row_added": Code(_("%(who)s added %(what)s through a form.")),
    "staff.row_changed": Code(_("%(who)s changed %(what)s through a form.")),
    "staff.row_deleted": Code(_("%(who)s deleted %(what)s through a form.")),
    # --- the stream itself ---------------------------------------------------------------------------------------
    "audit.read": Code(_("%(who)s read the audit stream."), beside=_("filters and words searched for")),
    "audit.details_erased": Code(_("%(who)s erased the personal values of %(whom)s from %(entries)s entries.")),
    "audit.details_expired": Code(_("%(who)s erased personal values older than %(before)s from %(entries)s entries.")),
    "audit.verified": Code(_("%(who)s verified %(seals)s seals over %(entries)s entries: nothing is missing.")),
    "audit.found_broken": Code(_("%(who)s verified %(seals)s seals and found %(problems)s faults.")),
}
