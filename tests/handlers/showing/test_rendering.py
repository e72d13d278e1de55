from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.showing.markup import text_of
from handlers.showing.rendering import FROM_PAGE, PAGE, Button, GoneError, Message, Renderer, commands, mark
from knowledge import Found, Match, Outcome


def labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


def pressing(message: Message, label: str) -> Button:
    return next(button for row in message.buttons for button in row if button.label == label)


def test_a_fact_shows_its_title_answer_and_numbered_sources(shown: Renderer) -> None:
    assert text_of(shown.fact("pharos").text) == (
        "How tall was the Pharos of Alexandria?\n\n"
        "The Pharos of Alexandria was over one hundred metres tall.\n\n"
        "Sources\n"
        "1. Register of Lights & Signals (HO/21/7), page 1. Harbour Office, 3 May 1921. Read in a reprint."
    )


def test_a_dispute_names_its_sources_by_number_and_no_source_stands_twice(shown: Renderer) -> None:
    text = text_of(shown.fact("fresnel").text)
    assert "Other sources say\n• A keeper dates it to 1823. [2, 1]" in text
    assert text.count("Register of Lights") == 1
    assert text.endswith("2. Keeper's logbook, volume 1, leaf 9. Keepers' Union, 1901.")


def test_what_the_base_says_is_escaped(shown: Renderer) -> None:
    text = shown.fact("fresnel").text
    assert "thinner &amp; lighter than &lt;any&gt; before" in text
    assert '<a href="https://lights.example/register?a=1&amp;b=2">Register of Lights &amp; Signals</a>' in text


def test_a_fact_that_is_not_translated_says_so(shown: Renderer) -> None:
    french = replace(shown, edition=replace(shown.edition, language="fr"))
    assert shown.texts.untranslated in french.fact("pharos").text
    assert shown.texts.untranslated not in shown.fact("pharos").text


def test_related_facts_are_buttons_with_their_titles(shown: Renderer) -> None:
    assert shown.fact("fresnel").buttons == (
        (Button("What makes a lighthouse shine?", "en/f:lamps"),),
        (Button("How tall was the Pharos of Alexandria?", "en/f:pharos"),),
    )


def test_a_fact_that_is_not_there_is_gone(shown: Renderer) -> None:
    with pytest.raises(GoneError):
        shown.fact("beacon")


def test_what_is_offered_beside_an_answer_is_for_the_rest_of_the_message(shown: Renderer) -> None:
    pharos, fresnel = (Match(shown.edition.facts[fact], 0.9, "") for fact in ("pharos", "fresnel"))
    found = Found("?", Outcome.ANSWERED, "en", answers=(pharos,), choices=(fresnel,))
    _, offer = shown.found(found)
    assert offer.text == "Of the rest of your message I am less sure. Did you mean one of these?"
    assert labels(offer) == [fresnel.fact.title, "None of these"]


def test_a_question_beside_an_answered_one_that_nothing_answers_is_told(shown: Renderer) -> None:
    pharos = Match(shown.edition.facts["pharos"], 0.9, "")
    _, told = shown.found(Found("?", Outcome.ANSWERED, "en", answers=(pharos,), unknown="And <b>Oslo</b>?"))
    assert told.text == "As to “And &lt;b&gt;Oslo&lt;/b&gt;?”: I do not know that, and I do not guess."


def test_the_longest_ids_fit_a_button_with_what_led_to_their_fact(shown: Renderer) -> None:
    longest = "x" * 48
    facts = {longest: replace(shown.edition.facts["pharos"], id=longest, see=())}
    private = replace(shown, edition=replace(shown.edition, facts=facts), private=True)
    match = Match(facts[longest], 0.9, "")
    messages = [private.fact(longest, mark(longest)), private.fact(longest, f"{FROM_PAGE}999")]
    messages += private.found(Found("?", Outcome.CHOOSE, "en", choices=(match,), subject=longest))
    assert all(len(b.data.encode()) <= 64 for message in messages for row in message.buttons for b in row)


def test_small_talk_is_escaped_too(shown: Renderer) -> None:
    assert shown.found(Found("hi", Outcome.SMALLTALK, "en", reply="You & me")) == (Message("You &amp; me"),)


def test_the_pages_of_a_topic_show_each_of_its_other_facts_once(shown: Renderer) -> None:
    pages = [labels(shown.topic("towers", page)) for page in (1, 2)]
    titles = [fact.title for fact in shown.edition.facts_of("towers")[1:]]
    assert pages[0] == [*titles[:PAGE], "More ›", "All topics"]
    assert pages[1] == [*titles[PAGE:], "‹ Back", "All topics"]


def test_a_topic_shows_its_overview_with_its_sources_on_every_page(shown: Renderer) -> None:
    for page in (1, 2):
        assert text_of(shown.topic("towers", page).text).startswith(f"Famous towers ({page} of 2)\n\nThe Pharos")
        assert "Sources" in shown.topic("towers", page).text


def test_a_topic_of_one_page_has_nothing_to_turn(shown: Renderer) -> None:
    assert labels(shown.topic("lamps")) == ["Who invented the Fresnel lens?", "All topics"]


@pytest.mark.parametrize(("asked", "nearest"), [(0, 1), (3, 2), (10**30, 2)])
def test_a_page_that_is_not_there_shows_the_nearest(shown: Renderer, asked: int, nearest: int) -> None:
    assert shown.topic("towers", asked) == shown.topic("towers", nearest)


def test_all_sources_stand_on_some_page(shown: Renderer) -> None:
    text = "".join(text_of(shown.sources(page).text) for page in (1, 2))
    assert all(source.title in text for source in shown.knowledge.sources.values())


def test_none_of_these_offers_the_topics_of_what_was_offered_first(shown: Renderer) -> None:
    assert labels(shown.none_of_these(["fresnel"])) == ["Lamps & lenses", "Famous towers", "All topics"]


def test_none_of_these_forgives_facts_that_are_gone(shown: Renderer) -> None:
    assert labels(shown.none_of_these(["beacon"])) == ["Famous towers", "Lamps & lenses", "All topics"]


def test_the_welcome_offers_the_examples(shown: Renderer) -> None:
    assert pressing(shown.welcome(shown.examples()), "Who invented the Fresnel lens?").data == "en/f:fresnel"


def test_an_example_without_an_answer_is_not_offered(shown: Renderer) -> None:
    about = replace(shown.edition.about, examples=("What is the meaning of life?",))
    asking = replace(shown, edition=replace(shown.edition, about=about))
    assert labels(asking.welcome(asking.examples())) == ["All topics"]


def test_the_longest_ids_fit_the_64_bytes_of_a_button(shown: Renderer) -> None:
    topics = {"x" * 48: replace(shown.edition.topics["towers"], id="x" * 48)}
    message = replace(shown, edition=replace(shown.edition, topics=topics)).topics()
    assert all(len(button.data.encode()) <= 64 for row in message.buttons for button in row)


def test_a_topic_cannot_take_a_command_of_the_bot(shown: Renderer) -> None:
    topics = {"help": replace(shown.edition.topics["towers"], command="help")}
    names = [command for command, _ in commands(replace(shown.edition, topics=topics), shown.texts)]
    assert names.count("help") == 1
    assert dict(commands(replace(shown.edition, topics=topics), shown.texts))["help"] == shown.texts.command_help


def test_help_names_every_command_of_the_menu(shown: Renderer) -> None:
    text = shown.help().text
    assert all(f"/{command} – " in text for command, _ in commands(shown.edition, shown.texts))
    assert "/lamps" in text
