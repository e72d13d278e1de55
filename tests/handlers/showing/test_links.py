from __future__ import annotations

from urllib.parse import parse_qs, urlparse

from bot.terminal.local import BOT, Conversation
from handlers.showing.links import link_to, share
from knowledge import KnowledgeBase


def test_a_fact_has_a_link_that_opens_it(lighthouses: KnowledgeBase) -> None:
    assert link_to("lights_bot", lighthouses.edition().facts["pharos"]) == "https://t.me/lights_bot?start=pharos"


def test_what_is_shared_is_the_link_and_what_it_answers(lighthouses: KnowledgeBase) -> None:
    url = urlparse(share("lights_bot", lighthouses.edition().facts["pharos"]))
    assert f"{url.netloc}{url.path}" == "t.me/share/url"
    assert parse_qs(url.query) == {
        "url": ["https://t.me/lights_bot?start=pharos"],
        "text": ["How tall was the Pharos of Alexandria?"],
    }


async def test_an_answer_has_a_button_that_shares_it(chat: Conversation) -> None:
    (answer,) = await chat.say("How tall was the Pharos of Alexandria?")
    (button,) = (button for button in answer.buttons if button.url)
    assert button.text == "↗ Share"
    assert str(BOT["username"]) in str(button.url)
