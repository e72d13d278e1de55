from __future__ import annotations

import pytest

from knowledge import KnowledgeBase
from knowledge.places import Loc, Place
from tests.knowledge.conftest import FRAM
from tests.knowledge.folder import Folder

FRENCH = "translations/fr/facts/expeditions.yaml"


@pytest.mark.parametrize(
    ("entry", "at", "file", "text"),
    [
        (("fact", "en", "launch"), (), "facts/ship.yaml", "id: launch"),
        (("fact", "en", "launch"), ("phrasings", 1), "facts/ship.yaml", "what day did it"),
        (("fact", "en", "launch"), ("answer",), "facts/ship.yaml", "answer: The Fram was launched"),
        (("fact", "en", "hull"), ("sources", 1, "at"), "facts/ship.yaml", "at: entry 4"),
        (("fact", "en", "first-expedition"), ("disputed", 0, "claim"), "facts/expeditions.yaml", "claim: The crew's"),
        (("fact", "fr", "first-expedition"), (), FRENCH, "first-expedition"),
        (("fact", "fr", "first-expedition"), ("phrasings", 0), FRENCH, "Qui commandait"),
        (("source", "new-land"), ("title",), "sources.yaml", "title: New Land"),
        (("topic", "en", "ship"), (), "topics.yaml", "id: ship"),
        (("topic", "fr", "ship"), ("title",), "translations/fr/topics.yaml", "title: Le navire"),
        (("smalltalk", "en", "thanks"), ("reply",), "smalltalk.yaml", "reply: At your service."),
        (("golden", "en", "all voyages of the fram"), ("also", 0), "tests/en/expeditions.yaml", "first-expedition"),
        (("outside", "en", "what is for lunch"), (), "tests/en/outside.yaml", "what is for lunch"),
        (("about", "fr"), ("welcome",), "translations/fr/base.yaml", "welcome"),
    ],
)  # fmt: skip
def test_each_entry_and_each_value_in_it_has_its_place(
    fram: KnowledgeBase, entry: tuple[str, ...], at: Loc, file: str, text: str
) -> None:
    assert str(fram.places.find(*entry, at=at)) == Folder(FRAM).at(file, text)


def test_what_is_not_written_stands_where_it_would_be_written(fram: KnowledgeBase) -> None:
    assert fram.places.find("fact", "en", "crew", at=("checked",)) == fram.places.find("fact", "en", "crew")


def test_what_is_not_there_has_no_place(fram: KnowledgeBase) -> None:
    assert not fram.places.has("fact", "fr", "hull")
    assert fram.places.has("fact", "fr", "designer")
    with pytest.raises(KeyError):
        fram.places.find("fact", "fr", "hull")


def test_places_do_not_tell_two_bases_apart_that_say_the_same(folder: Folder) -> None:
    before = folder.content()
    folder.write("facts/ship.yaml", "# a comment\n" + (folder.path / "facts/ship.yaml").read_text("utf-8"))
    after = folder.content()
    assert after == before
    assert after.places.find("fact", "en", "fram") == Place("facts/ship.yaml", 4, 5)
