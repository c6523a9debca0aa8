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
from programs.models import Binding, Call
from programs.vocabulary import lists, vocabulary


def rules_of(call: Call) -> RuleSet:
    """Return the rules of a call before its values and additions are put in. Raises DefinitionError."""
    return parse_rule_set(call.rule_set_version.content, vocabulary(), file=str(call.rule_set_version))


def bound_now(call: Call) -> Bound:
    """Return the rules as an announcement would bind them now. Raises BindingError, DefinitionError."""
    # A wrong addition is named as the call's, not the rule set's.
    rules = replace(rules_of(call), file=call.slug)
    # The round's values first; a call may add its own or take others.
    return bind(
        rules,
        parameters={**call.round.parameters, **call.parameters},
        lists=lists(),
        additions=call.additions,
    )


def binding_problems(call: Call) -> list[str]:
    """Return in words what keeps a call from being bound; [] when nothing does. Writes nothing."""
    try:
        bound_now(call)
    except BindingError as error:
        return list(error.problems)
    except DefinitionError as error:
        return [str(error)]
    return []


def bind_for_good(call: Call, *, actor: Any) -> Binding:
    """Store the call's next binding. Raises DomainError cannot_bind with every problem and a way out, in words.

    `actor` is whoever announces, None for a command: the words name a way that its reader has.
    """
    problems = binding_problems(call)
    if problems:
        raise DomainError(
            "cannot_bind",
            _("%(call)s cannot be announced. %(problems)s %(way_out)s")
            % {"call": call, "problems": " ".join(problems), "way_out": _way_out(call, actor)},
            problems=problems,
        )
    bound = bound_now(call)
    return Binding.objects.create(
        office_id=call.office_id,
        call=call,
        rule_set_version=call.rule_set_version,
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
