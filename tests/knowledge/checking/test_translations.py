from __future__ import annotations

import pytest

from knowledge import KnowledgeBase
from knowledge.checking import Kind
from tests.knowledge.checking.conftest import Checking

SHIP, FRENCH = "facts/ship.yaml", "translations/fr/facts/ship.yaml"
ORIGINAL, TRANSLATION = "Colin Archer designed the Fram, and built it in Larvik.", "Colin Archer a dessiné le Fram."


def said(checking: Checking, original: str, translation: str) -> list[str]:
    checking.folder.edit(SHIP, ORIGINAL, f'"{original}"')
    checking.folder.edit(FRENCH, TRANSLATION, f'"{translation}"')
    return checking.told(Kind.OUTDATED)


def test_facts_and_topics_that_are_not_translated_are_told_with_the_file_to_add_them_to(checking: Checking) -> None:
    told = checking.told(Kind.UNTRANSLATED)
    assert f"{checking.folder.at(SHIP, 'id: hull')}: the fact hull is not translated into fr" in "\n".join(told)
    assert any(line.endswith("add it to translations/fr/facts/ship.yaml") for line in told)
    assert any(line.endswith("add it to translations/fr/topics.yaml") for line in told)
    assert not any("designer" in line for line in told)


def test_what_the_bot_says_of_itself_is_translated_too(checking: Checking) -> None:
    (checking.folder.path / "translations/fr/base.yaml").unlink()
    assert "base.yaml:2:1: what the bot says of itself is not translated into fr; add translations/fr/base.yaml" in (
        checking.told(Kind.UNTRANSLATED)
    )


def test_a_base_in_one_language_waits_for_no_translation(checking: Checking) -> None:
    for path in sorted((checking.folder.path / "translations").rglob("*.yaml")):
        path.unlink()
    assert checking.told(Kind.UNTRANSLATED) == []


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("It held 13 men.", "Il portait 13 hommes."),
        ("It held thirteen men in 1893.", "Il portait 13 hommes en 1893."),
        ("It cost 280,000 crowns.", "Il coûta 280 000 couronnes."),
        ("It cost 2 billion crowns.", "Il coûta 2000 millions de couronnes."),
        ("The 10th voyage.", "Le 10e voyage."),
        ("See A/RES/60/227.", "La résolution A/RES/60/227 a paru."),
        ("On 26 October 1892.", "Le 26 octobre 1892."),
        ("An area of 3.5 hectares.", "Une surface de 3,5 hectares."),
    ],
)
def test_the_same_numbers_in_each_language_s_habit_are_the_same(
    checking: Checking, original: str, translation: str
) -> None:
    assert said(checking, original, translation) == []


@pytest.mark.parametrize(
    ("original", "translation", "difference"),
    [
        ("It sailed in 1893.", "Il partit en 1894.", "lacks 1893 and has 1894, which the original has not"),
        ("It held 13 men.", "Il portait des hommes.", "lacks 13;"),
        ("See A/RES/60/227.", "Voir A/RES/60/228.", "lacks A/RES/60/227 and has A/RES/60/228"),
        ("It held men.", "Il portait 12 hommes et 30 chiens.", "has 12, 30, which the original has not"),
        ("1 2 3 4 5 6", "rien", "lacks 1, 2, 3, 4 and 2 more"),
    ],
)
def test_a_number_a_year_or_a_symbol_that_only_one_of_the_two_has_is_told(
    checking: Checking, original: str, translation: str, difference: str
) -> None:
    (told,) = said(checking, original, translation)
    assert told.startswith(f"{checking.folder.at(FRENCH, 'answer')}: the translation of designer {difference}")
    assert told.endswith(f"say the same in both ({checking.folder.at(SHIP, 'answer: ' + chr(34))})")


def test_a_translation_of_an_earlier_original_is_told_with_what_to_write_when_it_is_mended(checking: Checking) -> None:
    digest = KnowledgeBase.load(checking.folder.path).edition().facts["designer"].digest
    checking.folder.append(FRENCH, f"    of: {digest}\n")
    assert checking.told(Kind.OUTDATED) == []
    checking.folder.edit(SHIP, "and built it in Larvik", "and built it there")
    (told,) = checking.told(Kind.OUTDATED)
    place, _, message = told.partition(": the original has changed since")
    assert place == checking.folder.at(FRENCH, "of: ")
    checking.folder.edit(FRENCH, f"of: {digest}", message.partition("then write ")[2])
    assert checking.told(Kind.OUTDATED) == []


def test_broken_lines_do_not_make_an_original_new(checking: Checking) -> None:
    before = KnowledgeBase.load(checking.folder.path).edition().facts["designer"].digest
    checking.folder.edit(
        SHIP, f"answer: {ORIGINAL}", f"answer: |\n      {ORIGINAL.replace('Fram, ', f'Fram,{chr(10)}      ')}"
    )
    assert KnowledgeBase.load(checking.folder.path).edition().facts["designer"].digest == before


def test_a_disputed_claim_is_a_part_of_the_original(checking: Checking) -> None:
    def digest() -> str:
        return KnowledgeBase.load(checking.folder.path).edition().facts["first-expedition"].digest

    before = digest()
    checking.folder.edit("facts/expeditions.yaml", "leave in 1894", "leave in 1895")
    assert digest() != before
