from __future__ import annotations

from dataclasses import replace
from random import Random

from bot.application import BotApplication
from bot.terminal.local import Conversation
from handlers.keeping.deck import Deck
from handlers.showing.quizzes import Quizzes


async def test_a_fact_comes_at_random_and_not_twice_in_a_row(chat: Conversation) -> None:
    titles = [(await chat.say("/random"))[0].text.splitlines()[0] for _ in range(5)]
    assert len(set(titles)) == 5


async def test_another_fact_comes_below(chat: Conversation) -> None:
    (first,) = await chat.say("/random")
    (second,) = await chat.tap(next(button for button in first.buttons if button.text == "🎲 Another one"))
    assert second.id != first.id
    assert second.text.splitlines()[0] != first.text.splitlines()[0]


async def test_a_quiz_is_a_poll_that_knows_the_right_answer(chat: Conversation, application: BotApplication) -> None:
    application.bot_data.questions = Deck(Random(1))
    await chat.say("/quiz")
    poll = chat.telegram.calls[-1].parameters
    assert poll["type"] == "quiz"
    right = {"Bishop Rock": "1 September 1858", "Minot's Ledge": "15 November 1860"}
    (option,) = (poll["options"][place]["text"] for place in poll["correct_option_ids"])
    assert [answer for name, answer in right.items() if name in poll["question"]] == [option]
    assert "Register of Lights &amp; Signals" in poll["explanation"]


async def test_a_quiz_says_its_words_as_they_are(chat: Conversation) -> None:
    """Only the explanation has markup: Telegram would take an ampersand in the rest for HTML."""
    await chat.say("/quiz")
    poll = chat.telegram.calls[-1].parameters
    assert "question_parse_mode" not in poll
    assert all("text_parse_mode" not in option for option in poll["options"])
    assert poll["explanation_parse_mode"] == "HTML"


async def test_another_question_comes_below(chat: Conversation) -> None:
    (first,) = await chat.say("/quiz")
    (second,) = await chat.tap(first.buttons[0])
    assert second.id != first.id
    assert second.text != first.text


async def test_a_base_without_good_questions_says_so(chat: Conversation, application: BotApplication) -> None:
    knowledge = application.bot_data.knowledge
    application.bot_data.quizzes.keep(knowledge, "en", Quizzes(replace(knowledge.edition(), facts={})))
    assert [answer.text for answer in await chat.say("/quiz")] == ["I find no good question in my sources."]
