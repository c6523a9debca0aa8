"""Putting a call's values and its office's additions into the rules, in memory or for good."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from programs.eligibility import (
    ENGINE_VERSION,
    BindingError,
    Bound,
    DefinitionError,
    RuleSet,
    bind,
    parse_rule_set,
)
from programs.models import Binding, Call, RuleSetVersion, VersionState
from programs.services.editions import edition_of
from programs.vocabulary import lists, vocabulary


def rules_of(call: Call, version: RuleSetVersion | None = None) -> RuleSet:
    """Return the rules of a call, or of another version, before its values are put in.

    Those of a call that is not announced are the published ones: its announcement binds them. Raises DefinitionError;
    DomainError: not_loaded.
    """
    if version is None:
        _definition, version = edition_of(call)
    return parse_rule_set(version.content, vocabulary(), file=str(version))


def bound_now(call: Call, version: RuleSetVersion | None = None) -> Bound:
    """Return the rules as they would be bound to the call now, those of another version where one is given.

    Raises BindingError, DefinitionError.
    """
    # A wrong addition is named as the call's, not the rule set's.
    rules = replace(rules_of(call, version), file=call.slug)
    # The round's values first; a call may add its own or take others.
    return bind(
        rules,
        parameters={**call.round.parameters, **call.parameters},
        lists=lists(),
        additions=call.additions,
    )


def binding_problems(call: Call, version: RuleSetVersion | None = None) -> list[str]:
    """Return in words what keeps a call from being bound; [] when nothing does. Writes nothing."""
    try:
        bound_now(call, version)
    except BindingError as error:
        return list(error.problems)
    except DefinitionError as error:
        return [str(error)]
    return []


def bind_for_good(call: Call, *, actor: Any) -> Binding:
    """Bind the version that the call has taken, and put that in force.

    Raises DomainError cannot_bind with every problem and a way out, in words. `actor` is whoever announces, None for
    a command: the words name a way that its reader has.
    """
    problems = binding_problems(call, call.rule_set_version)
    if problems:
        raise DomainError(
            "cannot_bind",
            _("%(call)s cannot be announced. %(problems)s %(way_out)s")
            % {"call": call, "problems": " ".join(problems), "way_out": _way_out(call, actor)},
            problems=problems,
        )
    binding = _stored(call, call.rule_set_version)
    put_in_force(call, binding)
    return binding


def bind_again(call: Call, version: RuleSetVersion) -> Binding:
    """Store a further binding of an announced call, of another version with the same values. It is not in force yet.

    Inside a transaction that holds the call. Raises DomainError: not_announced, another_rule_set, not_published,
    cannot_bind_again (values: problems), nothing_new.
    """
    in_force = call.binding
    if in_force is None:
        raise DomainError(
            "not_announced",
            _("%(call)s is not announced yet. Its announcement binds the version that is published then.")
            % {"call": call},
        )
    if version.rule_set_id != call.rule_set_version.rule_set_id:
        raise DomainError(
            "another_rule_set",
            _("%(call)s goes by the rules %(own)s; %(version)s is another set. Choose a version of its own.")
            % {"call": call, "own": call.rule_set_version.rule_set, "version": version},
        )
    if version.state != VersionState.PUBLISHED:
        raise DomainError(
            "not_published",
            _("%(version)s is “%(state)s”. Only the published version is bound to calls: have it published first.")
            % {"version": version, "state": version.get_state_display()},
        )
    problems = binding_problems(call, version)
    if problems:
        raise DomainError(
            "cannot_bind_again",
            _(
                "%(version)s cannot be bound to %(call)s. %(problems)s The values of an announced call are fixed: give "
                "a new parameter a default, publish again, then run this again."
            )
            % {"version": version, "call": call, "problems": " ".join(problems)},
            problems=problems,
        )
    if bound_now(call, version).sha256 == in_force.sha256:
        raise DomainError(
            "nothing_new",
            _("Bound to %(call)s, %(version)s says what the rules in force say. There is nothing to screen again.")
            % {"call": call, "version": version},
        )
    return _stored(call, version)


def put_in_force(call: Call, binding: Binding) -> None:
    """Make a binding of this call the one in force. Inside a transaction that holds the call."""
    call.binding, call.rule_set_version = binding, binding.rule_set_version
    call.save(update_fields=["binding", "rule_set_version"])


def _stored(call: Call, version: RuleSetVersion) -> Binding:
    bound = bound_now(call, version)
    return Binding.objects.create(
        office_id=call.office_id,
        call=call,
        rule_set_version=version,
        number=call.bindings.count() + 1,
        content=bound.content(),
        sha256=bound.sha256,
        engine_version=str(ENGINE_VERSION),
    )


def _way_out(call: Call, actor: Any) -> str:
    if actor is not None:
        # Values and own rules are given on the command line, which staff do not have.
        return _(
            "Until a call is announced the operator of the portal can correct its values and its own rules. "
            "Send the operator these words, the call's name %(slug)s and what each value should be."
        ) % {"slug": call.slug}
    return _(
        "Give values with --param and own rules with --additions: to create_call, "
        "or to “set_call_values %(slug)s” where the call is there already."
    ) % {"slug": call.slug}
