"""Rules put into sentences before a call gives them values: a parameter is called by its name.

A sentence marks its values with control characters, so that a page can set them in bold and a comparison can drop them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.authoring.edits import Way, text_of
from programs.eligibility import Rule, RuleSet
from programs.eligibility.folding import Folder
from programs.eligibility.nodes import (
    Age,
    AllOf,
    AnyOf,
    Between,
    CodesParam,
    Compare,
    Equals,
    Leaf,
    ListRef,
    Literal,
    Node,
    Not,
    OneOf,
    Operand,
    Operands,
    Param,
    SetTest,
)
from programs.eligibility.parameters import Parameter
from programs.eligibility.phrases import Phrases, phrases
from programs.eligibility.wording import Wording
from programs.vocabulary import lists

_OPEN, _CLOSE = "\x02", "\x03"


@dataclass(frozen=True)
class Said:
    """A condition in words: a leaf has a sentence, a join its parts."""

    way: Way
    word: str  # leaf, all, any, not
    marked: str
    parts: tuple[Said, ...] = ()

    @property
    def html(self) -> SafeString:
        """The sentence with its values in bold."""
        return in_html(self.marked)

    @property
    def plain(self) -> str:
        """The sentence without marks."""
        return without_marks(self.marked)

    @property
    def address(self) -> str:
        """The place inside the rule, as an address writes it."""
        return text_of(self.way)

    @property
    def removable(self) -> bool:
        """Whether the rule keeps a condition without this one."""
        return bool(self.way)


def in_html(marked: str) -> SafeString:
    """Return a marked sentence as HTML, everything in it escaped."""
    plain, *rest = marked.split(_OPEN)
    strong = (part.split(_CLOSE, 1) for part in rest)
    return format_html("{}{}", plain, format_html_join("", "<strong>{}</strong>{}", strong))


def without_marks(marked: str) -> str:
    """Return a marked sentence as plain text."""
    return marked.replace(_OPEN, "").replace(_CLOSE, "")


def said(rules: RuleSet, node: Node, language: str, way: Way = (), *, negated: bool = False) -> Said:
    """Put a condition into words, part by part. What stands under a `not` is said as its opposite."""
    match node:
        case Not(part):
            inner = said(rules, part, language, (*way, 0), negated=not negated)
            return inner if inner.word == "leaf" else Said(way, "not", "", (said(rules, part, language, (*way, 0)),))
        case AllOf(parts) | AnyOf(parts):
            word = "all" if isinstance(node, AllOf) else "any"
            below = [said(rules, part, language, (*way, number)) for number, part in enumerate(parts)]
            return Said(way, word, "", tuple(below))
        case Leaf():
            return Said(way, "leaf", _sentence(rules, node, language, negated=negated))
    raise TypeError(f"{type(node).__name__} stands in no rule that is written.")


def line(part: Said) -> str:
    """Return a condition with all its parts in one marked line."""
    if part.word == "leaf":
        return part.marked
    inner = [line(below) if below.word in ("leaf", "not") else f"({line(below)})" for below in part.parts]
    if part.word == "not":
        return _("not (%(condition)s)") % {"condition": inner[0]}
    return (_(" and ") if part.word == "all" else _(" or ")).join(inner)


def rule_line(rules: RuleSet, rule: Rule, language: str) -> str:
    """Return a whole rule in one marked sentence: what is asked, what follows, and where it does not apply."""
    words = _("%(condition)s, otherwise %(otherwise)s") % {
        "condition": line(said(rules, rule.when, language)),
        "otherwise": otherwise(rule),
    }
    pending = still_unknown(rule)
    words += "; " + pending if pending else ""
    if rule.applies_with:
        words += "; " + applies(rules, rule, language)
    return words


def otherwise(rule: Rule) -> str:
    """Return what follows for who does not meet the rule."""
    return mark(_("not eligible") if rule.on_false == "reject" else _("a person decides"))


def still_unknown(rule: Rule) -> str:
    """Return what follows while it is not known, where one could not guess it: the applicant is asked, as a rule."""
    if rule.on_unknown == "refer" and rule.on_false == "reject":
        return _("while it is not known, %(what)s") % {"what": mark(_("a person decides"))}
    return ""


def applies(rules: RuleSet, rule: Rule, language: str) -> str:
    """Return under which values the rule applies at all; '' for a rule that always does."""
    names = [mark(_label(rules.parameters[name], language)) for name in rule.applies_with if name in rules.parameters]
    return _("only where a value is given for %(names)s") % {"names": ", ".join(names)} if names else ""


def mark(words: str) -> str:
    """Mark a value inside a sentence."""
    return f"{_OPEN}{words}{_CLOSE}"


def _label(parameter: Parameter, language: str) -> str:
    return parameter.labels.get(language) or parameter.labels["en"]


def _sentence(rules: RuleSet, leaf: Leaf, language: str, *, negated: bool) -> str:
    if isinstance(leaf, Age):
        if not (isinstance(leaf.years, Literal) and isinstance(leaf.on, Literal)):
            return _age(rules, leaf, language, negated=negated)
        try:
            folded = Folder(rules.vocabulary, {}, {}).fold(leaf)
        except (ValueError, OverflowError):  # a limit that lies before the calendar: the findings say so
            return _age(rules, leaf, language, negated=negated)
        assert isinstance(folded, Leaf)
        leaf = folded
    words = _Unbound(rules.vocabulary[leaf.fact], leaf, negated, language, {}, {}, rules.vocabulary.stated)
    return words.about(rules)


def _age(rules: RuleSet, leaf: Age, language: str, *, negated: bool) -> str:
    words = _Unbound(rules.vocabulary[leaf.fact], leaf, False, language, {}, {}, rules.vocabulary.stated, rules)
    asked = _("%(fact)s: aged %(years)s or over on %(on)s")
    if leaf.bound == "age_at_most":
        asked = _("%(fact)s: aged %(years)s or under on %(on)s")
    if negated:
        asked = (
            _("%(fact)s: younger than %(years)s on %(on)s")
            if leaf.bound == "age_at_least"
            else _("%(fact)s: older than %(years)s on %(on)s")
        )
    shown = phrases(language)
    return asked % {
        "fact": words.fact.label(language),
        "years": words.operand(shown, leaf.years),
        "on": words.operand(shown, leaf.on),
    }


@dataclass(frozen=True)
class _Unbound(Wording):
    """Words a leaf whose values may still be names."""

    rules: RuleSet | None = None

    def about(self, rules: RuleSet) -> str:
        """The requirement."""
        return replace(self, rules=rules).sentence("want", None)

    def operand(self, words: Phrases, operand: Operand) -> str:
        """A value, or the name of one, marked."""
        if isinstance(operand, Literal):
            return mark(self._shown(words, operand.value))
        return mark(self._named(operand))

    def _named(self, param: Param) -> str:
        assert self.rules is not None
        label = _("the value “%(label)s”") % {"label": _label(self.rules.parameters[param.name], self.language)}
        if not (param.years or param.months):
            return label
        moved = []
        if param.years:
            moved.append(_("%(n)d years") % {"n": abs(param.years)})
        if param.months:
            moved.append(_("%(n)d months") % {"n": abs(param.months)})
        before = param.years < 0 or param.months < 0
        shape = _("%(span)s before %(day)s") if before else _("%(span)s after %(day)s")
        return shape % {"span": ", ".join(moved), "day": label}

    def _places(self, words: Phrases, value: Any) -> dict[str, str]:
        said = self.leaf.stated or self.leaf
        places = {"label": self.fact.label(words.language), "value": "–"}
        match said:
            case Age():
                limit = words.day(self._birth_limit())
                places |= {
                    "years": self.operand(words, said.years),
                    "on": self.operand(words, said.on),
                    "wanted": mark(limit),
                }
            case Equals(value=wanted) | Compare(value=wanted):
                places["wanted"] = self.operand(words, wanted)
            case Between():
                places |= {"low": self.operand(words, said.low), "high": self.operand(words, said.high)}
            case OneOf() | SetTest():
                join = "and" if said.operator == "has_all" else "or"
                places["wanted"] = self._several(words, said.codes, join)
        return places

    def _several(self, words: Phrases, codes: Operands, join: str) -> str:
        match codes:
            case ListRef(name):
                known = lists().get(name)
                label = (known.labels.get(self.language) or known.labels["en"]) if known else name
                return mark(label)
            case CodesParam(name):
                return mark(self._named(Param(name)))
        # In the order of the vocabulary, names of values last.
        order = list(self.fact.codes.labels) if self.fact.codes else []
        place = {code: number for number, code in enumerate(order)}
        sorted_codes = sorted(codes, key=lambda code: place.get(getattr(code, "value", ""), len(order)))
        return words.listed([self.operand(words, code) for code in sorted_codes], join)
