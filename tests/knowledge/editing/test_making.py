"""Each kind of edit puts what it is given in the right file and the right place, and says why where it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge import BASE, KnowledgeError
from knowledge.editing import (
    AddFact,
    AddOutside,
    AddPhrasing,
    AddSource,
    AddTranslation,
    Cited,
    Disputed,
    Edit,
    EditError,
    ReplaceFile,
    SetAnswer,
    SetField,
    SetPhrasings,
    SetSourceField,
    SetSources,
    Workshop,
)
from knowledge.files.loading import load_content
from tests.knowledge.folder import Folder

RUDDER = AddFact("ship", "rudder", ("Where is the rudder?",), "It is aft.", (Cited("new-land", "page 9"),))


def added(workshop: Workshop, *edits: Edit) -> list[str]:
    """Return the lines that the edits add; they take none away."""
    change = workshop.propose(*edits)
    lines = [line for line in change.diff().splitlines() if not line.startswith(("---", "+++", "@@", " "))]
    assert all(line.startswith("+") for line in lines), lines
    assert change.content
    return [line.removeprefix("+") for line in lines]


def test_a_phrasing_goes_behind_those_that_the_fact_has(workshop: Workshop) -> None:
    change = workshop.propose(AddPhrasing("designer", "who drew her: the plans"))
    assert [file.name for file in change.files] == ["facts/ship.yaml"]
    assert '       - name of the naval architect\n+      - "who drew her: the plans"\n' in change.diff()
    phrasings = change.content.editions["en"].facts["designer"].phrasings
    assert [phrasing.text for phrasing in phrasings][-1] == "who drew her: the plans"


def test_a_phrasing_in_another_language_goes_into_its_translation(workshop: Workshop) -> None:
    change = workshop.propose(AddPhrasing("designer", "les plans, de qui", "fr"))
    assert [file.name for file in change.files] == ["translations/fr/facts/ship.yaml"]
    assert change.content.editions["fr"].facts["designer"].phrasings[-1].text == "les plans, de qui"


def test_a_phrasing_goes_into_a_list_in_brackets_too(workshop: Workshop, folder: Folder) -> None:
    folder.edit(
        "facts/ship.yaml",
        "\n      - Who designed the Fram?\n      - name of the naval architect\n",
        " [Who designed the Fram?] # one\n",
    )
    assert added(workshop, AddPhrasing("hull", "x")) == ["      - x"]
    change = workshop.propose(AddPhrasing("designer", "a, b"))
    assert '+    phrasings: [Who designed the Fram?, "a, b"] # one\n' in change.diff()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (AddPhrasing("nothing", "x"), "there is no fact 'nothing'"),
        (AddPhrasing("hull", " WHY is the  hull round? "), "has this phrasing already"),
        (AddPhrasing("hull", "\n"), "the text is empty"),
        (AddPhrasing("hull", "pourquoi", "fr"), "not translated into 'fr' yet"),
        (AddPhrasing("hull", "x", "../../etc"), "nothing is known of the language"),
        (AddFact("keel", "a", ("x",), "x", (Cited("new-land", "1"),)), "there is no topic 'keel'; .* ship, exped"),
        (AddFact("ship", "hull", ("x",), "x", (Cited("new-land", "1"),)), "there is a fact 'hull' already"),
        (AddFact("ship", "../a", ("x",), "x", (Cited("new-land", "1"),)), "does not fit; an id has 1 to 48"),
        (AddFact("ship", "a\n", ("x",), "x", (Cited("new-land", "1"),)), "does not fit; an id has 1 to 48"),
        (AddFact("ship", "a", (), "x", (Cited("new-land", "1"),)), "needs a phrasing"),
        (AddFact("ship", "a", ("x",), "x", ()), "needs a source"),
        (AddFact("ship", "a", ("x",), "x", (Cited("nowhere", "1"),)), "there is no source 'nowhere'; add it first"),
        (AddFact("ship", "a", ("x",), "x", (Cited("new-land", "1"),), see=("y",)), "there is no fact 'y'"),
        (AddFact("ship", "a", ("x",), "x", (Cited("new-land", "1"),), date="2006-13"), "'2006-13' does not fit"),
        (AddFact("ship", "a", ("x",), "x", (Cited("new-land", "1"),), checked="today"), "write a day as"),
        (SetAnswer("hull", "x", checked="2026-02-30"), "'2026-02-30' does not fit"),
        (SetAnswer("designer", "x", "fr", checked="2026-11-24"), "only the original has a day"),
        (AddTranslation("hull", "en", ("x",), "x"), "the base's own language"),
        (AddTranslation("designer", "fr", ("x",), "x"), "is translated into 'fr' already"),
        (AddTranslation("hull", "tlh", ("x",), "x"), "nothing is known of the language 'tlh'"),
        (AddTranslation("first-expedition", "es", ("x",), "x"), "has 1 disputed claims and 0 are given"),
        (AddOutside("x", "Near!"), "'Near!' does not fit"),
        (AddOutside("what is for LUNCH", "near"), "stands in tests/en/outside.yaml already"),
        (AddSource("new-land", "x", "x", "x"), "there is a source 'new-land' already"),
        (AddSource("x", "x", "x", "x", url="ftp://x"), "begins with http"),
        (SetPhrasings("hull", ()), "needs a phrasing"),
        (SetField("hull", "answer", "x"), "'answer' cannot be set; the fields are disputed, not"),
        (SetField("designer", "see", ("hull",), "fr"), "'see' cannot be set; the fields are disputed, event"),
        (SetField("hull", "see", "designer"), "'see' holds a list"),
        (SetField("hull", "event", ("x",)), "'event' holds one text"),
        (SetField("hull", "event", "x" * 101), "an event has up to 100 characters, and this has 101"),
        (SetSourceField("nothing", "note", "x"), "there is no source 'nothing'"),
        (SetSourceField("new-land", "id", "x"), "'id' cannot be set"),
        (ReplaceFile("../evil.yaml", b""), "no file of a base is called"),
        (ReplaceFile("facts/../../evil.yaml", b""), "no file of a base is called"),
        (ReplaceFile("facts/.hidden.yaml", b""), "no file of a base is called"),
        (ReplaceFile("translations/../facts/ship.yaml", b""), "no file of a base is called"),
        (ReplaceFile("translations/tlh/facts/ship.yaml", b""), "nothing is known of the language 'tlh'"),
        (ReplaceFile("readme.md", b""), "no file of a base is called"),
        (ReplaceFile("facts/ship.yaml", b"#" * ((1 << 20) + 1)), "larger than 1024 KiB"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(workshop: Workshop, edit: Edit, message: str) -> None:
    with pytest.raises(EditError, match=message):
        workshop.propose(edit)


def test_a_fact_goes_to_the_end_of_its_topic(workshop: Workshop, folder: Folder) -> None:
    before = (folder.path / "facts/ship.yaml").read_bytes()
    (file,) = workshop.propose(RUDDER).files
    assert (file.name, file.after) == ("facts/ship.yaml", before + (
        b"  - id: rudder\n    phrasings:\n      - Where is the rudder?\n    answer: It is aft.\n"
        b"    sources:\n      - source: new-land\n        at: page 9\n"
    ))  # fmt: skip


def test_a_fact_goes_behind_what_it_is_related_to_and_has_all_its_fields(workshop: Workshop) -> None:
    fact = AddFact(
        "ship", "keel", ("Was the keel oak?", "no"), "It was: oak.", (Cited("new-land", "page 9"),),
        disputed=(Disputed("It was elm.", (Cited("farthest-north", "page 1"),)),), excluded=("Was the hull oak?",),
        see=("designer", "fram"), date="1892-10", event="The keel is laid", checked="2026-11-24",
    )  # fmt: skip
    change = workshop.propose(fact)
    known = list(change.content.editions["en"].facts)
    assert known[known.index("designer") + 1] == "keel"
    made = change.content.editions["en"].facts["keel"]
    assert (made.answer, made.date, made.event, made.checked) == (fact.answer, "1892-10", fact.event, "2026-11-24")
    assert (made.see, made.excluded, made.disputes[0].claim) == (fact.see, fact.excluded, "It was elm.")
    assert "    see: [designer, fram]\n+    date: 1892-10\n" in change.diff()


def test_a_fact_goes_behind_the_one_that_is_named(workshop: Workshop) -> None:
    fact = AddFact("ship", "keel", ("Was it oak?",), "Yes.", (Cited("new-land", "9"),), see=("hull",), after="fram")
    known = list(workshop.propose(fact).content.editions["en"].facts)
    assert known[known.index("fram") + 1] == "keel"


def test_the_first_fact_of_a_topic_makes_its_file(workshop: Workshop, folder: Folder) -> None:
    folder.append(
        "topics.yaml",
        "  - id: rig\n    command: rig\n    title: The rig\n    description: Masts and sails\n    overview: masts\n",
    )
    schema = "# yaml-language-server: $schema=../schemas/facts.json"
    folder.write("facts/ship.yaml", schema + "\n" + (folder.path / "facts/ship.yaml").read_text("utf-8"))
    lines = added(workshop, AddFact("rig", "masts", ("How many masts?",), "Three.", (Cited("new-land", "9"),)))
    assert lines[:4] == [schema, "topic: rig", "facts:", "  - id: masts"]


def test_a_new_answer_takes_the_old_ones_place_and_the_day_is_set(workshop: Workshop) -> None:
    diff = workshop.propose(SetAnswer("launch", "It was #1 in\nLarvik: yes.", checked="2026-11-24")).diff()
    assert (
        "-    answer: The Fram was launched on 26 October 1892.\n"
        "+    answer: |-\n+      It was #1 in\n+      Larvik: yes.\n"
    ) in diff
    assert "-    checked: 2026-10-01\n+    checked: 2026-11-24\n" in diff
    same = "The hull is round, so that the ice lifts the ship instead of crushing it."
    assert added(workshop, SetAnswer("hull", same, checked="2026-11-24")) == ["    checked: 2026-11-24"]


def test_a_translation_stands_in_the_order_of_the_originals_and_names_what_it_was_made_of(workshop: Workshop) -> None:
    launch = AddTranslation("launch", "fr", ("Quand ?",), "En 1892.")
    change = workshop.propose(launch, AddTranslation("fram", "fr", ("C'était quoi ?",), "Un navire."))
    (file,) = change.files
    assert file.after
    names = [line.strip(" :") for line in file.after.decode().splitlines() if line.startswith("  ") and line[2] != " "]
    assert names == ["fram", "designer", "launch"]
    made = change.content.editions["fr"].facts["launch"]
    assert made.of == change.content.editions["en"].facts["launch"].digest


def test_a_translation_made_anew_names_the_original_of_now(workshop: Workshop) -> None:
    workshop.apply(workshop.propose(AddTranslation("fram", "fr", ("C'était quoi ?",), "Un navire.")), by="1")
    workshop.apply(workshop.propose(SetAnswer("fram", "A polar ship.")), by="1")
    old = workshop.propose(AddPhrasing("fram", "x")).content
    assert old.editions["fr"].facts["fram"].of != old.editions["en"].facts["fram"].digest
    new = workshop.propose(SetAnswer("fram", "Un navire polaire.", "fr")).content
    assert new.editions["fr"].facts["fram"].of == new.editions["en"].facts["fram"].digest


def test_the_first_translation_of_a_language_makes_its_file(workshop: Workshop) -> None:
    change = workshop.propose(AddTranslation("crew", "es", ("¿Cuántos hombres?",), "Trece hombres."))
    (file,) = change.files
    assert (file.name, file.before) == ("translations/es/facts/expeditions.yaml", None)
    assert change.content.editions["es"].facts["crew"].answer == "Trece hombres."


def test_a_disputed_claim_is_translated_with_its_fact(workshop: Workshop) -> None:
    spanish = AddTranslation("first-expedition", "es", ("¿Quién?",), "Nansen.", disputed=("En 1894.",))
    (claim,) = workshop.propose(spanish).content.editions["es"].facts["first-expedition"].disputes
    assert claim.claim == "En 1894."


def test_a_question_that_nothing_answers_goes_under_its_kind(workshop: Workshop) -> None:
    assert added(workshop, AddOutside("what: lunch", "everyday")) == ['    - "what: lunch"']
    assert added(workshop, AddOutside("who sank her", "trap")) == ["  trap:", "    - who sank her"]
    made = added(workshop, AddOutside("quelle heure", "everyday", "fr"))
    assert made[1:] == ["outside:", "  everyday:", "    - quelle heure"]


def test_a_kind_is_added_to_an_empty_file_of_questions(workshop: Workshop, folder: Folder) -> None:
    folder.write("tests/en/outside.yaml", "outside: {}\n")
    change = workshop.propose(AddOutside("x", "near"), AddOutside("y", "near"))
    assert change.files[0].after == b"outside:\n  near:\n    - x\n    - y\n"


def test_a_source_goes_behind_the_others_and_can_be_cited_at_once(workshop: Workshop) -> None:
    source = AddSource("log", "The log: 1893", "Fram Museum", "1893", "FM/1", "https://example.org/log", "A copy.")
    change = workshop.propose(
        source, SetSources("hull", (Cited("museum-catalogue", "entry 5"), Cited("log", "page 1")))
    )
    cited = change.content.editions["en"].facts["hull"].citations
    assert [(c.source.id, c.at) for c in cited] == [("museum-catalogue", "entry 5"), ("log", "page 1")]
    assert cited[1].source.title == "The log: 1893"


def test_phrasings_are_set_with_no_line_changed_that_stays(workshop: Workshop, folder: Folder) -> None:
    folder.edit("facts/ship.yaml", "- what day did", "- old # why\n      # note\n      - what day did")
    wanted = ("First?", "When was the Fram launched?", "what day did it first touch water", "last")
    change = workshop.propose(SetPhrasings("launch", wanted))
    assert tuple(p.text for p in change.content.editions["en"].facts["launch"].phrasings) == wanted
    assert [line for line in change.diff().splitlines() if line[0] in "+-"][2:] == [
        "+      - First?",
        "-      - old # why",
        "+      - last",
    ]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (SetField("hull", "see", ("designer", "fram")), ["+    see: [designer, fram]"]),
        (SetField("designer", "not", ("Who: built it?",)), ["+    not:", '+      - "Who: built it?"']),
        (SetField("launch", "date", "1892"), ["-    date: 1892-10-26", "+    date: 1892"]),
        (SetField("launch", "date", None), ["-    date: 1892-10-26"]),
        (SetField("launch", "event", "The Fram is launched"), ["+    event: The Fram is launched"]),
        (SetField("second-expedition", "see", ()), ["-    see: [first-expedition]"]),
        (
            SetField("second-expedition", "see", ("crew", "first-expedition")),
            ["-    see: [first-expedition]", "+    see: [crew, first-expedition]"],
        ),
        (SetField("designer", "event", "Plans are drawn", "fr"), ["+    event: Plans are drawn"]),
        (SetSourceField("new-land", "note", None), ["-    note: A translation."]),
        (SetSourceField("new-land", "note", "no"), ["-    note: A translation.", '+    note: "no"']),
        (SetSourceField("new-land", "symbol", "N/1"), ["+    symbol: N/1"]),
        (SetSourceField("new-land", "date", "1905"), ['-    date: "1904"', '+    date: "1905"']),
        (
            SetSources("hull", (Cited("farthest-north", "chapter 2"),)),
            ["-      - source: museum-catalogue", "-        at: entry 4"],
        ),
        (SetAnswer("launch", "The Fram was launched on 26 October 1892.", checked="2026-10-01"), []),
        (SetPhrasings("designer", ("nom de l'architecte naval",), "fr"), ["-      - Qui a dessiné le Fram ?"]),
    ],
)
def test_a_field_is_set_in_its_usual_place_or_taken_out(workshop: Workshop, edit: Edit, lines: list[str]) -> None:
    change = workshop.propose(edit)
    assert [line for line in change.diff().splitlines() if line[0] in "+-" and line[:3] not in ("---", "+++")] == lines
    assert change.content


def test_a_dispute_is_set(workshop: Workshop) -> None:
    dispute = Disputed("It was elm: no.", (Cited("new-land", "page 2"),))
    content = workshop.propose(SetField("hull", "disputed", (dispute,))).content
    assert content.editions["en"].facts["hull"].disputes[0].claim == "It was elm: no."


def test_a_whole_file_is_replaced(workshop: Workshop) -> None:
    glossary = b"terms:\r\n  - term: X\r\n    meaning: Y\r\n"
    change = workshop.propose(ReplaceFile("glossary.yaml", glossary))
    assert change.files[0].after == glossary
    assert [term.term for term in change.content.editions["en"].terms] == ["X"]


def test_a_change_that_would_break_the_base_tells_its_faults_and_places(workshop: Workshop) -> None:
    change = workshop.propose(ReplaceFile("facts/ship.yaml", b"topic: ship\nfacts:\n  - id: fram\n    answr: x\n"))
    with pytest.raises(KnowledgeError, match=r"facts/ship.yaml:4:5: there is no field 'answr'"):
        change.knowledge()


@pytest.mark.parametrize(
    "broken",
    [
        b"a: [",
        b"",
        b"# nothing\n",
        b"\xff\xfe",
        b"a: &x [1]\nb: *x\n",
        b"[" * 5000,
        b"fram: 1",
        b"- fram",
        b"#" * (2 << 20),
    ],
)
def test_a_file_that_is_broken_already_is_left_alone_with_a_reason(
    workshop: Workshop, folder: Folder, broken: bytes
) -> None:
    (folder.path / "facts/ship.yaml").write_bytes(broken + b"# hull\n")
    with pytest.raises(EditError):
        workshop.propose(AddPhrasing("hull", "x"))
    assert (folder.path / "facts/ship.yaml").read_bytes() == broken + b"# hull\n"


def test_a_link_out_of_the_folder_is_not_followed(workshop: Workshop, folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_bytes((folder.path / "facts/ship.yaml").read_bytes())
    (folder.path / "facts/ship.yaml").unlink()
    (folder.path / "facts/ship.yaml").symlink_to(outside)
    with pytest.raises(EditError, match="leads out of"):
        workshop.propose(AddPhrasing("hull", "x"))
    os.symlink(tmp_path, folder.path / "translations" / "es")
    with pytest.raises(EditError, match="leads out of"):
        workshop.propose(AddTranslation("crew", "es", ("x",), "x"))


def test_in_the_bots_own_base_a_phrasing_for_every_tenth_fact_adds_one_line_each() -> None:
    workshop = Workshop(BASE)
    facts = list(load_content(BASE).editions["en"].facts)[::10]
    for file in workshop.propose(*(AddPhrasing(fact, f"{fact} or: not") for fact in facts)).files:
        assert file.before
        assert file.after
        kept = [line for line in file.after.splitlines(keepends=True) if b" or: not" not in line]
        assert b"".join(kept) == file.before
        assert len(file.after.splitlines()) - len(kept) == sum(b" or: not" in line for line in file.after.splitlines())
