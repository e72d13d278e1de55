from __future__ import annotations

from dataclasses import replace

import pytest

from bot.terminal.local import Button, Conversation
from handlers import glossary
from handlers.showing.rendering import Renderer
from knowledge.model import Term


def lettered(count: int) -> tuple[Term, ...]:
    return tuple(Term(f"T{number}", f"Meaning {number}") for number in range(count))


async def test_the_glossary_lists_its_terms_and_their_meanings(chat: Conversation) -> None:
    (page,) = await chat.say("/glossary")
    assert page.text == (
        "Glossary\n\nAtoN – Aid to navigation\nPEL – Port entry light\nPharos\n\n"
        "Tap a term, or send it with the command, such as /glossary AtoN"
    )
    assert [button.text for button in page.buttons] == ["AtoN", "PEL", "Pharos"]


async def test_a_term_is_opened_in_place_and_leads_back(chat: Conversation) -> None:
    (page,) = await chat.say("/glossary")
    (term,) = await chat.tap(page.buttons[0])
    assert term.text == "AtoN – Aid to navigation\n\nAlso: seamark"
    (back,) = await chat.tap(term.buttons[-1])
    assert (back.id, back.text) == (page.id, page.text)


@pytest.mark.parametrize("asked", ["AtoN", "aton", "AtNo", "aid to navigation", "ade to navigaton", "Seamark"])
async def test_a_term_is_found_by_each_of_its_forms_and_in_spite_of_slips(chat: Conversation, asked: str) -> None:
    (term,) = await chat.say(f"/glossary {asked}")
    assert term.text.startswith("AtoN – Aid to navigation")


def test_a_term_offers_the_fact_about_it(shown: Renderer) -> None:
    title = Term("How tall was the Pharos of Alexandria?")
    message = glossary.look_up(replace(shown, edition=replace(shown.edition, terms=(title,))), title.term)
    assert message.buttons[0][0].data == "en/f:pharos"


async def test_for_an_unknown_term_the_nearest_are_offered(chat: Conversation) -> None:
    (near,) = await chat.say("/glossary entry light")
    assert near.text == "I do not know the term “entry light”. Did you mean one of these?"
    (term,) = await chat.tap(next(button for button in near.buttons if button.text == "PEL"))
    assert term.text == "PEL – Port entry light"


def test_a_slip_for_two_terms_is_taken_for_neither(shown: Renderer) -> None:
    terms = (Term("ABCD"), Term("ABCE"))
    near = glossary.look_up(replace(shown, edition=replace(shown.edition, terms=terms)), "ABCX")
    assert [button.label for row in near.buttons for button in row] == ["ABCD", "ABCE"]


async def test_what_comes_near_nothing_is_said_so(chat: Conversation) -> None:
    (unknown,) = await chat.say("/glossary <b>&zzzzzzzzzzzzzz</b>")
    assert unknown.text.startswith("I do not know the term “<b>&zzzzzzzzzzzzzz</b>”. Send /glossary")
    assert unknown.buttons == ()


async def test_of_a_long_unknown_term_the_first_words_are_repeated(chat: Conversation) -> None:
    (unknown,) = await chat.say(f"/glossary {'0123 ' * 800}")
    assert len(unknown.text) < 200


def test_a_long_glossary_comes_in_pages_and_a_term_leads_back_to_its_own(shown: Renderer) -> None:
    many = replace(shown, edition=replace(shown.edition, terms=lettered(glossary.TERMS + 1)))
    assert glossary.page(many, 2).text.startswith("<b>Glossary (2 of 2)</b>")
    assert glossary.look_up(many, f"T{glossary.TERMS}").buttons[-1][0].data == "en/G:2"


def test_an_empty_glossary_says_so(shown: Renderer) -> None:
    message = glossary.page(replace(shown, edition=replace(shown.edition, terms=())), 1)
    assert message.text == "My glossary is empty yet."


def test_a_button_holds_a_term_of_any_length(shown: Renderer) -> None:
    long = replace(shown, edition=replace(shown.edition, terms=(Term("Leuchtturm" * 20),)))
    assert len(glossary.page(long, 1).buttons[0][0].data.encode()) <= 64


async def test_a_term_that_is_gone_is_said_so(chat: Conversation) -> None:
    (page,) = await chat.say("/glossary")
    assert await chat.tap(Button("Old", "en/g:0"), page) == []
    assert chat.notices == ["That is no longer in my sources. Send /topics to see what is."]
