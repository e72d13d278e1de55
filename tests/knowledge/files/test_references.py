from __future__ import annotations

import pytest

from handlers import menu
from handlers.showing.wording import Wording
from knowledge.files.references import RESERVED_COMMANDS
from tests.knowledge.folder import Folder

SHIP, EXPEDITIONS, TESTS = "facts/ship.yaml", "facts/expeditions.yaml", "tests/en/expeditions.yaml"
FRENCH = "translations/fr"


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "fault"),
    [
        (SHIP, "[designer]", "[desinger]", "desinger", "there is no fact 'desinger'; did you mean 'designer'?"),
        (SHIP, "[designer]", "[zzz]", "zzz", "there is no fact 'zzz'; add the fact, or name one that exists"),
        (SHIP, "[designer]", "[designer, fram]", "fram]", "a fact need not name itself; delete this line"),
        (SHIP, "topic: ship", "topic: shop", "topic: shop", "there is no topic 'shop'; did you mean 'ship'?"),
        (SHIP, "farthest-north\n        at: chapter 1", "farther\n        at: chapter 1", "source: farther\n",
            "there is no source 'farther'; did you mean 'farthest-north'?"),
        (EXPEDITIONS, "          - source: new-land", "          - source: newland", "source: newland",
            "there is no source 'newland'; did you mean 'new-land'?"),
        ("topics.yaml", "overview: fram", "overview: from", "overview: from", "there is no fact 'from'; did you mean"),
        (TESTS, "fact: expeditions", "fact: voyages", "fact: voyages", "there is no fact 'voyages'; add the fact"),
        (TESTS, "[first-expedition]", "[zzz]", "zzz", "there is no fact 'zzz'; add the fact, or name one"),
        (f"{FRENCH}/facts/ship.yaml", "designer:", "designr:", "designr", "there is no fact 'designr'; did you mean"),
        (f"{FRENCH}/topics.yaml", "ship:", "sip:", "sip", "there is no topic 'sip'; did you mean 'ship'?"),
        (f"{FRENCH}/sources.yaml", "museum-catalogue:", "zzz:", "zzz", "there is no source 'zzz'; add the source"),
    ],
)  # fmt: skip
def test_each_unknown_id_is_told_where_it_stands(
    folder: Folder, name: str, old: str, new: str, at: str, fault: str
) -> None:
    folder.edit(name, old, new)
    (told,) = folder.faults()
    assert told.startswith(f"{folder.at(name, at)}: {fault}")


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (SHIP, "id: hull", "id: crew", f"{SHIP}:30:5: the id 'crew' is taken in {EXPEDITIONS}:34"),
        ("topics.yaml", "id: ship", "id: expeditions", "topics.yaml:7:5: the id 'expeditions' is taken in topics.yaml"),
        ("topics.yaml", "command: ship", "command: expeditions", "topics.yaml:8:5: the command 'expeditions' is taken"),
        ("sources.yaml", "id: new-land", "id: farthest-north", "sources.yaml:6:5: the id 'farthest-north' is taken in"),
        ("smalltalk.yaml", "id: thanks", "id: greeting", "smalltalk.yaml:5:5: the id 'greeting' is taken in smalltalk"),
    ],
)
def test_what_is_taken_twice_is_told_with_the_first_place(
    folder: Folder, name: str, old: str, new: str, fault: str
) -> None:
    folder.edit(name, old, new)
    assert any(told.startswith(fault) for told in folder.faults()), folder.faults()


@pytest.mark.parametrize("same", ["Who designed the Fram?", "who  designed the fram", "WHO DESIGNED THE FRAM ?!"])
def test_a_phrasing_belongs_to_one_fact_however_it_is_typed(folder: Folder, same: str) -> None:
    folder.edit(EXPEDITIONS, "list of all voyages", same)
    (fault,) = folder.faults()
    place = folder.at(SHIP, "Who designed").rpartition(":")[0]
    assert fault.endswith(f"this phrasing stands already in {EXPEDITIONS}:6; keep it where it belongs")
    assert fault.startswith(place)


def test_a_phrasing_may_not_be_small_talk_as_well(folder: Folder) -> None:
    folder.edit("smalltalk.yaml", "thank you", "list of all voyages")
    (fault,) = folder.faults()
    assert "this phrasing stands already in" in fault


def test_a_translation_may_not_have_a_phrasing_twice(folder: Folder) -> None:
    folder.edit(
        f"{FRENCH}/facts/expeditions.yaml", "Qui commandait la première expédition ?", "Qui a dessiné le Fram ?"
    )
    (fault,) = folder.faults()
    assert "this phrasing stands already in translations/fr/facts/expeditions.yaml" in fault


@pytest.mark.parametrize("command", sorted(RESERVED_COMMANDS))
def test_no_topic_takes_a_command_of_the_bot(folder: Folder, command: str) -> None:
    folder.edit("topics.yaml", "command: ship", f"command: {command}")
    (fault,) = folder.faults()
    assert fault == f"topics.yaml:3:5: /{command} is the bot's own command; choose another"


def test_every_command_of_the_bot_itself_is_reserved(folder: Folder) -> None:
    edition = folder.content().editions["en"]
    of_topics = {topic.command for topic in edition.topics.values()}
    assert {command.command for command in menu(edition, Wording.load())} - of_topics <= RESERVED_COMMANDS


def test_a_language_of_which_nothing_is_known_is_told_for_each_file_in_it(folder: Folder) -> None:
    folder.write("translations/tlh/topics.yaml", "topics: {}\n")
    folder.write("tests/tlh/ship.yaml", "questions: []\n")
    assert [fault.partition(";")[0] for fault in folder.faults()] == [
        "tests/tlh/ship.yaml:1:1: nothing is known of the language 'tlh'",
        "translations/tlh/topics.yaml:1:1: nothing is known of the language 'tlh'",
    ]


def test_the_base_s_own_language_must_be_a_known_one(folder: Folder) -> None:
    folder.edit("base.yaml", "language: en", "language: tlh")
    (fault,) = folder.faults()
    assert fault.startswith("base.yaml:3:1: nothing is known of the language 'tlh'; known are ")


def test_no_translation_is_into_the_base_s_own_language(folder: Folder) -> None:
    folder.write("translations/en/topics.yaml", "topics: {}\n")
    assert folder.faults() == [
        "translations/en/topics.yaml:1:1: 'en' is the base's own language; translations are into others"
    ]


def test_a_translated_fact_has_each_of_its_disputed_claims(folder: Folder) -> None:
    name = f"{FRENCH}/facts/expeditions.yaml"
    folder.edit(name, "    disputed:\n      - L'almanach de l'équipage fait partir le navire en 1894.\n", "")
    (fault,) = folder.faults()
    assert fault.startswith(f"{name}:2:3: the original has 1 disputed claims and this has 0; translate each")


@pytest.mark.parametrize("other", ["[]", "{}", "[fram, {a: b}]"])
def test_a_list_in_the_place_of_a_name_is_a_fault_and_no_crash(folder: Folder, other: str) -> None:
    folder.write("topics.yaml", f"topics:\n  - id: {other}\n    command: {other}\n    overview: {other}\n")
    folder.write("facts/more.yaml", f"topic: {other}\nfacts:\n  - id: {other}\n    see: [{other}]\n")
    folder.write(f"{FRENCH}/facts/ship.yaml", f"facts:\n  - id: {other}\n    disputed: {other}\n")
    folder.write("tests/en/ship.yaml", f"questions:\n  - fact: {other}\n    also: [{other}]\n")
    told = "\n".join(folder.faults())
    for place in ("topics.yaml:2:5", "topics.yaml:3:5", "facts/more.yaml:1:1", "facts/more.yaml:3:5"):
        assert place in told
