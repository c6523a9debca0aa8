"""French, Dutch and Japanese: nothing that English says is missing, and every explanation is a whole sentence."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from programs.catalog_files import CATALOG, read_yaml
from programs.eligibility import Bound, Codes, DefinitionError, Facts, Verdict, evaluate, explain, lint
from programs.eligibility.cases import Case
from programs.eligibility.fact_reading import KINDS
from programs.eligibility.languages import read_fact_words, read_texts, together
from programs.eligibility.nodes import AllOf, AnyOf, Leaf, Node, Not
from programs.eligibility.phrases import available, phrases
from programs.eligibility.speaking import Speaker
from programs.eligibility.vocabulary import Vocabulary
from programs.vocabulary import catalogue_words, lists, sources, unreviewed, vocabulary
from tests.programs.eligibility.catalogue import CASES, NAMES, bound_for, facts_of, rules_of
from tests.programs.eligibility.samples import WORDS

OTHERS = ("fr", "nl", "ja")
ALL = ("en", *OTHERS)
THEMES = {
    "theme": {
        "rule-of-law": "T1",
        "diplomacy-security": "T2",
        "economy-business": "T3",
        "science-technology": "T4",
    }
}
FILES = {language: CATALOG / "languages" / language for language in OTHERS}


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def missing_words(language: str) -> Iterator[str]:
    """Everything that English says of facts and codes and this language does not, by its path."""
    for key, fact in vocabulary().facts.items():
        if language not in fact.labels:
            yield f"facts.{key}.label"
        for code, names in fact.codes.labels.items() if fact.codes else ():
            if language not in names:
                yield f"facts.{key}.codes.{code}"
        for operator, kinds in fact.sentences["en"].items() if "en" in fact.sentences else ():
            own = fact.sentences.get(language, {}).get(operator)
            if own is None:
                yield f"facts.{key}.sentences.{operator}"
                continue
            for kind in KINDS:
                if places(own[kind]) != places(kinds[kind]):
                    yield f"facts.{key}.sentences.{operator}.{kind} fills {places(own[kind])}"


def english_statements() -> set[str]:
    said = {rule.text["en"] for name in NAMES for rule in rules_of(name).rules}
    return said | {one.labels["en"] for one in lists().values()}


def named_sources() -> set[str]:
    named = {key for name in NAMES for rule in rules_of(name).rules for key in rule.sources}
    return named | {key for one in lists().values() for key in one.sources}


@pytest.mark.parametrize("language", OTHERS)
def test_no_label_code_or_sentence_of_a_fact_is_missing(language: str) -> None:
    assert list(missing_words(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_statement_and_every_title_that_rules_name_is_there_and_nothing_else(language: str) -> None:
    words = catalogue_words()[language]
    assert english_statements() - set(words.statements) == set()
    assert set(words.statements) - english_statements() == set()
    assert named_sources() - set(words.sources) == set()
    assert set(words.sources) <= set(sources())


def shape(data: Any) -> Any:
    """The keys of phrases with the places each fills, so that two languages can be laid side by side."""
    if isinstance(data, dict):
        return {key: shape(value) for key, value in data.items()}
    if isinstance(data, list):
        return [shape(value) for value in data]
    return places(data) if isinstance(data, str) else None


@pytest.mark.parametrize("language", OTHERS)
def test_the_general_phrases_say_what_the_english_ones_say(language: str) -> None:
    english, own = phrases("en").data, phrases(language).data
    same = ("months", "date", "lists", "values", "joins", "whole", "consequences", "glue", "operators")
    assert language in available()
    assert len(own["months"]) == 12
    for section in same:
        assert shape(own[section]) == shape(english[section]), section
    assert set(own["units"]) == set(english["units"])
    for unit, forms in own["units"].items():
        assert all(places(form) == {"n"} for form in forms.values()), unit


ENGLISH = """
    the you your must have has are is not and with needed which been will nothing whether yet said give given what
    when where before after born person office looks look decides other another from this that than less more least
"""
SHARED = {"fr": {"office", "but"}, "nl": {"is", "office", "want", "that"}, "ja": set[str]()}
"""Words that are spelled so in this language too."""


def faults(language: str, words: str, *, sentence: bool) -> Iterator[str]:
    """What is wrong with a text in a language, apart from its meaning."""
    if re.search(r"[{}\x00]|None|\bTrue\b|\bFalse\b", words):
        yield "a place was left"
    if re.search(r"  | [,.;。、]|[,;:。、]{2}|\.\.|。\.|^\s|\s$", words):
        yield "spaces or marks are doubled"
    if sentence and not re.search(r"。$" if language == "ja" else r"\.$", words):
        yield "the sentence does not end"
    if language != "ja" and not re.match(r"[A-ZÀ-Ý0-9]", words):
        yield "it does not begin with a capital"
    if language == "fr" and re.search(r"[^\xa0][:;!?]", words):
        yield "a French mark stands without its space"
    if language in ("fr", "nl") and "'" in words:
        yield "the apostrophe is a straight one"
    if language == "ja" and re.search(r"[^\x00-\x7f] | [^\x00-\x7f]|[,;:!?]", words):
        yield "a space or a mark is not a Japanese one"
    if language == "ja" and re.search(r"[a-z]{3,}", re.sub(r"Study in Japan", "", words)):
        yield "there are Latin words"
    found = {word for word in re.findall(r"[^\W\d_]+", words.lower()) if word in ENGLISH.split()}
    if language != "en" and found - SHARED[language]:
        yield f"it is partly English: {sorted(found - SHARED[language])}"


def cases_of(name: str) -> list[Case]:
    return [case for of, case in CASES if of == name]


def verdicts_of(name: str) -> Iterator[tuple[Bound, Facts, dict[str, Verdict]]]:
    """The people of a programme's cases, nobody at all, and every stored verdict that facts no longer give."""
    for case in cases_of(name):
        bound, facts = bound_for(name, case), facts_of(name, case)
        yield bound, facts, dict(evaluate(bound, facts).verdicts)
    bound = bound_for(name, cases_of(name)[0])
    yield bound, Facts({}), dict(evaluate(bound, Facts({})).verdicts)
    for verdict in Verdict:
        yield bound, Facts({}), dict.fromkeys([rule.key for rule in bound.rules], verdict)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_a_programme_is_explained_whole_whatever_its_verdict(name: str, language: str) -> None:
    seen: dict[str, set[Verdict]] = {}
    wrong: list[str] = []
    for bound, facts, verdicts in verdicts_of(name):
        english = explain(bound, verdicts, facts, language="en", names=THEMES)
        for entry, other in zip(explain(bound, verdicts, facts, language=language, names=THEMES), english, strict=True):
            seen.setdefault(entry.key, set()).add(entry.verdict)
            wrong += [f"{entry.sentence}: {fault}" for fault in faults(language, entry.sentence, sentence=True)]
            wrong += [f"{entry.wanted}: {fault}" for fault in faults(language, entry.wanted, sentence=False)]
            wrong += [f"{entry.text}: {fault}" for fault in faults(language, entry.text, sentence=False)]
            if entry.consequence:
                wrong += [
                    f"{entry.consequence}: {fault}" for fault in faults(language, entry.consequence, sentence=True)
                ]
            assert bool(entry.consequence) == (entry.verdict is not Verdict.PASS)
            if language != "en" and other.sentence in (entry.sentence, entry.text):
                wrong.append(f"{entry.sentence}: it is the English sentence")
    assert sorted(set(wrong)) == []
    assert {key for key, verdicts in seen.items() if verdicts != set(Verdict)} == set()


def in_place(node: Node, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Every condition on one fact, with whether it counts plain or negated there."""
    match node:
        case Not(part):
            yield from in_place(part, not negated)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from in_place(part, negated)
        case Leaf():
            yield node, negated


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("name", NAMES)
def test_every_condition_has_a_sentence_of_each_kind_with_a_value_and_without(name: str, language: str) -> None:
    """Also those that no case reaches, and a part of a set and an empty one."""
    wrong: list[str] = []
    bound = bound_for(name, cases_of(name)[0])
    speaker = Speaker(bound, language, THEMES)
    people = [facts_of(name, case).values for case in cases_of(name)]
    for rule in bound.rules:
        for leaf, negated in in_place(rule.when):
            wording = speaker.wording(leaf, negated=negated)
            values = {person.get(leaf.fact) for person in people} | {None}
            if any(isinstance(value, Codes) for value in values):
                values |= {Codes(frozenset())} | {Codes(v.members, False) for v in values if isinstance(v, Codes)}
            for value in values:
                for kind in KINDS if value is not None else ("want", "unknown"):
                    said = wording.sentence(kind, value)
                    said = said if kind != "want" else phrases(language).at_start(said)
                    wrong += [f"{said}: {fault}" for fault in faults(language, said, sentence=kind != "want")]
    assert sorted(set(wrong)) == []


def test_dates_numbers_and_lists_are_written_as_each_language_writes_them() -> None:
    french, dutch, japanese = (phrases(language) for language in OTHERS)
    assert (french.day("1992-04-02"), french.day("2027-03-01")) == ("2 avril 1992", "1er mars 2027")
    assert (dutch.day("1992-04-02"), japanese.day("2027-03-01")) == ("2 april 1992", "2027年3月1日")
    assert [words.number(1, "month") for words in (french, dutch, japanese)] == ["1 mois", "1 maand", "1か月"]
    assert [words.number(6, "year") for words in (french, dutch, japanese)] == ["6 ans", "6 jaar", "6年"]
    half = vocabulary().canonical({"teaching_years": "1.5"}).values["teaching_years"]
    assert not isinstance(half, str | bool | Codes)
    assert [words.number(half, "year") for words in (french, dutch, japanese)] == ["1,5 an", "1,5 jaar", "1.5年"]
    assert french.listed(["a", "b", "c"], "or") == "a, b ou c"
    assert japanese.listed(["甲", "乙", "丙"], "or") == "甲、乙または丙"
    assert japanese.listed([str(n) for n in range(12)], "or") == "0、1、2、3、4、ほか7件"


@pytest.mark.parametrize(
    ("wants", "joined"),
    [
        (["Living abroad", "Japanese nationality"], "Living abroad, or Japanese nationality"),
        (["Living abroad", "TOEFL iBT score: 79"], "Living abroad, or TOEFL iBT score: 79"),
        (["Living abroad", "N2 or better"], "Living abroad, or N2 or better"),
        (["Living abroad", "A degree"], "Living abroad, or a degree"),
    ],
)
def test_a_name_keeps_its_capital_inside_a_sentence(wants: list[str], joined: str) -> None:
    assert phrases("en").joined(wants, "or") == joined


def test_countries_are_named_in_every_language() -> None:
    codes = vocabulary()["residence_country"].codes
    assert codes is not None
    assert [codes.label("NL", language) for language in ALL] == ["Netherlands", "Pays-Bas", "Nederland", "オランダ"]
    assert codes.label("XK", "ja") == "コソボ"
    assert [code for code, names in codes.labels.items() if re.search("[A-Za-z]", names["ja"])] == []


def test_a_french_reader_reads_value_wanted_and_what_follows() -> None:
    name, case = next((name, case) for name, case in CASES if name == "mirai")
    bound = bound_for(name, case)
    known = vocabulary().canonical({**case.facts, "passport_expiry": "2027-01-01"})
    found = {e.key: e for e in explain(bound, evaluate(bound, known), known, language="fr")}
    entry = found["MIRAI-PASS-1"]
    assert entry.sentence == (
        "Votre passeport expire le 1er janvier 2027\xa0; il doit être valable jusqu’au 20 février 2027 ou au-delà."
    )
    assert (entry.value, entry.wanted) == ("1er janvier 2027", "Passeport valable jusqu’au 20 février 2027 ou au-delà")
    assert entry.consequence == "Sans cela, votre candidature ne peut pas être retenue."


def test_what_was_bound_before_a_translation_was_written_is_said_in_it() -> None:
    """A statement goes by its English: old bindings hold no other language."""
    name, case = next((name, case) for name, case in CASES if name == "mirai")
    stored = Bound.from_content(bound_for(name, case).content(), vocabulary())
    assert "ja" not in stored.rule("MIRAI-RES-1").text
    verdicts = dict.fromkeys([rule.key for rule in stored.rules], Verdict.FAIL)
    entry = next(e for e in explain(stored, verdicts, Facts({}), language="ja") if e.key == "MIRAI-RES-1")
    assert entry.sentence == "この要件を満たしていません：日本での居住が通算6か月以内であること。"


def test_a_statement_whose_english_changed_is_said_in_english() -> None:
    words = vocabulary()
    assert words.stated({"en": "Aged 20 or over"}, "nl") == "20 jaar of ouder"
    assert words.stated({"en": "Aged 21 or over"}, "nl") == "Aged 21 or over"
    assert words.stated({"en": "Aged 20 or over", "nl": "Ten minste 20"}, "nl") == "Ten minste 20"


@pytest.mark.parametrize("name", NAMES)
def test_lint_finds_every_statement_in_every_language(name: str) -> None:
    data = read_yaml(CATALOG / name / "rules.yaml")
    assert lint(data, vocabulary(), file=f"{name}/rules.yaml", languages=ALL) == []
    data["rules"][0]["text"] = {"en": "Said for the first time"}
    found = lint(data, vocabulary(), file=f"{name}/rules.yaml", languages=ALL)
    assert [one.code for one in found] == ["missing_language"] * len(OTHERS)


def test_translations_are_marked_as_unreviewed_until_somebody_has_read_them() -> None:
    assert set(unreviewed()) == set(OTHERS)
    assert phrases("en").reviewed


def fact_file(**changes: Any) -> dict[str, Any]:
    return {"format": 1, "language": "nl", "reviewed": False, "facts": {"member": {"label": "Lid"}}, **changes}


def load(data: dict[str, Any]) -> Vocabulary:
    words = read_fact_words(data, file="nl/facts.yaml")
    return Vocabulary.load(WORDS, file="words.yaml", words=[words])


SENTENCE = {"want": "a", "pass": "b", "fail": "c", "unknown": "d"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (fact_file(facts={"membre": {"label": "Lid"}}), 'nl/facts.yaml: facts.membre: there is no fact "membre"'),
        (fact_file(facts={"member": {}}), 'nl/facts.yaml: facts.member: the key "label" is missing'),
        (fact_file(facts={"member": {"label": " "}}), "facts.member.label: text is needed here"),
        (fact_file(facts={"papers": {"label": "Stukken", "codes": {"plna": "plan"}}}), "codes.plna"),
        (fact_file(facts={"member": {"label": "Lid", "codes": {"yes": "ja"}}}), "facts.member.codes.yes"),
        (fact_file(facts={"member": {"label": "Lid", "sentences": {"ya": SENTENCE}}}), "sentences.ya"),
        (
            fact_file(facts={"member": {"label": "Lid", "sentences": {"yes": {**SENTENCE, "fail": "{waarde}"}}}}),
            "the sentence has no place {waarde} to fill",
        ),
        (fact_file(facts={"member": {"label": "Lid", "sentences": {"yes": {"want": "a"}}}}), '"pass" is missing'),
        (fact_file(code_sets={"countries": {"BE": "België"}}), "code_sets.countries"),
        (fact_file(language="en"), "is not a language beside English"),
        (fact_file(reviewed="nearly"), "is neither true nor false"),
        (fact_file(format=2), "format 2 is not known"),
        (fact_file(rules={}), 'unknown key "rules"'),
    ],
)
def test_a_wrong_file_of_words_is_refused_with_its_place(data: dict[str, Any], told: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(told)):
        load(data)


def test_two_files_of_one_folder_must_be_of_one_language() -> None:
    texts = read_texts({"format": 1, "language": "fr", "reviewed": True, "statements": {}}, file="nl/texts.yaml")
    with pytest.raises(DefinitionError, match=re.escape('nl/texts.yaml: language: "fr" is not the language of')):
        together(read_fact_words(fact_file(), file="nl/facts.yaml"), texts)


@pytest.mark.parametrize("both", [True, False])
def test_a_language_is_reviewed_when_all_its_files_are(both: bool) -> None:
    facts = read_fact_words(fact_file(reviewed=True), file="nl/facts.yaml")
    texts = read_texts({"format": 1, "language": "nl", "reviewed": both, "statements": {}}, file="nl/texts.yaml")
    assert together(facts, texts).reviewed is both


@pytest.mark.parametrize("path", [file for folder in FILES.values() for file in sorted(folder.iterdir())], ids=str)
def test_every_file_of_words_says_whether_it_was_read_through(path: Path) -> None:
    assert read_yaml(path)["reviewed"] is False
