"""A filled-in table changes just what it says, and each cell that cannot be used is named with its remedy."""

from __future__ import annotations

import pytest

from knowledge import KnowledgeBase
from knowledge.editing import Workshop
from knowledge.exchange import ExchangeError, Plan, Table, facts_table, plan_import, sources_table
from knowledge.exchange.tables import tabulate
from tests.knowledge.folder import Folder

NEW = {
    "id": "deck",
    "topic": "ship",
    "questions": "Of what is the deck?\ndeck wood",
    "answer": "Of pine.",
    "sources": "new-land: page 9",
}


def table(*rows: dict[str, str]) -> Table:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return tabulate("t.csv", [columns, *([row.get(column, "") for column in columns] for row in rows)])


def plan(fram: KnowledgeBase, *rows: dict[str, str], topic: str | None = None) -> Plan:
    return plan_import(fram, [table(*rows)], topic)


def faults(fram: KnowledgeBase, *rows: dict[str, str]) -> list[str]:
    with pytest.raises(ExchangeError) as refused:
        plan(fram, *rows)
    assert "nothing is imported" in refused.value.message
    return [str(fault) for fault in refused.value.faults]


def imported(folder: Folder, *tables: Table, topic: str | None = None) -> KnowledgeBase:
    """Return the base in `folder` with `tables` in it."""
    workshop = Workshop(folder.path)
    change = workshop.propose(*plan_import(KnowledgeBase.load(folder.path), tables, topic).edits)
    workshop.apply(change, by="a test")
    return KnowledgeBase.load(folder.path)


def test_what_was_exported_changes_nothing(fram: KnowledgeBase) -> None:
    found = plan_import(fram, [facts_table(fram), sources_table(fram)])
    assert (found.edits, found.added, found.changed) == ((), (), ())
    assert found.unchanged == len(facts_table(fram).rows) + len(sources_table(fram).rows) == 14


def test_the_shipped_base_comes_back_unchanged(shipped: KnowledgeBase) -> None:
    assert plan_import(shipped, [facts_table(shipped), sources_table(shipped)]).edits == ()


def test_one_language_alone_can_be_exported_and_imported(fram: KnowledgeBase) -> None:
    french = facts_table(fram, "fr")
    assert [row.cells["id"] for row in french.rows] == ["designer", "first-expedition"]
    assert plan_import(fram, [french]).edits == ()


def test_every_column_reaches_the_files(folder: Folder) -> None:
    row = NEW | {
        "disputed": "It is of oak.\n- new-land: page 1\n- farthest-north: page 2\n\nOf teak.\n- new-land: page 3",
        "not": "Of what is the keel?",
        "see": "hull\ndesigner",
        "date": "1892",
        "event": "The deck is laid",
        "checked": "2026-11-01",
    }
    base = imported(folder, table(row))
    assert {**facts_table(base).rows[5].cells} == {**row, "language": "en"}
    assert plan(base, row).edits == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("questions", "Who designed the Fram?\nwhose design is it"),
        ("questions", "name of the naval architect"),
        ("answer", "Colin Archer: designed it # yes."),
        ("sources", "new-land: page 2\nfarthest-north: chapter 2"),
        ("disputed", "Nansen did.\n- new-land: page 4"),
        ("not", "Who designed the Maud?"),
        ("see", "hull"),
        ("date", "1890/1892"),
        ("event", "The ship is designed"),
        ("checked", "2026-11-24"),
    ],
)
def test_a_changed_cell_changes_its_field_and_no_other(folder: Folder, column: str, text: str) -> None:
    before = {**facts_table(KnowledgeBase.load(folder.path), "en").rows[1].cells}
    assert before["id"] == "designer"
    changed = {"id": "designer", "questions": before["questions"], "answer": before["answer"], column: text}
    if column == "disputed":  # each claim is translated, too
        translated = {"id": "designer", "language": "fr", "questions": "Qui l'a dessiné ?", "answer": "Archer."}
        base = imported(folder, table(changed, translated | {"disputed": "Nansen."}))
    else:
        base = imported(folder, table(changed))
    assert {**facts_table(base, "en").rows[1].cells} == before | {column: text}


@pytest.mark.parametrize("column", ["not", "date", "checked", "see", "disputed"])
def test_an_emptied_cell_takes_out_what_is_optional(folder: Folder, column: str) -> None:
    base = KnowledgeBase.load(folder.path)
    row = next(row for row in facts_table(base, "en").rows if row.cells[column])
    rows = [{**row.cells, column: ""}]
    if column == "disputed":
        rows.append({"id": row.cells["id"], "language": "fr", "questions": "Qui la commandait ?", "answer": "Nansen."})
    base = imported(folder, table(*rows))
    assert next(other for other in facts_table(base, "en").rows if other.number == row.number).cells[column] == ""


def test_a_column_that_is_missing_is_left_alone(fram: KnowledgeBase) -> None:
    row = next(row.cells for row in facts_table(fram).rows if row.cells["checked"])
    assert plan(fram, {name: row[name] for name in ("id", "questions", "answer")}).edits == ()


def test_facts_can_refer_to_each_other_and_to_sources_of_the_same_import(folder: Folder) -> None:
    sources = tabulate(
        "s.csv", [["id", "title", "publisher", "date"], ["", "The Log of the Fram", "Aschehoug", "1893"]]
    )
    cites = {"sources": "log-fram: 1 July"}
    first = NEW | cites | {"see": "mast"}
    second = NEW | cites | {"id": "mast", "questions": "How high is the mast?", "see": "deck"}
    base = imported(folder, table(first, second), sources)
    assert base.sources["log-fram"].publisher == "Aschehoug"
    assert [base.edition().facts[fact].see for fact in ("deck", "mast")] == [("mast",), ("deck",)]


def test_a_source_is_changed_by_its_id(folder: Folder) -> None:
    columns = ["id", "title", "publisher", "date", "note", "url"]
    rows = [columns, ["new-land", "New Land", "Longmans", "1904", "", "https://books.example/new-land"]]
    source = imported(folder, tabulate("s.csv", rows)).sources["new-land"]
    assert (source.publisher, source.note, source.url) == ("Longmans", None, "https://books.example/new-land")


def test_a_new_fact_takes_the_topic_that_is_given_and_an_id_made_of_its_question(folder: Folder) -> None:
    row = {name: NEW[name] for name in ("questions", "answer", "sources")}
    fact = imported(folder, table(row), topic="ship").edition().facts["deck"]
    assert (fact.topic, fact.title) == ("ship", "Of what is the deck?")


def test_a_row_without_an_id_is_that_of_the_fact_which_has_its_question(fram: KnowledgeBase) -> None:
    row = {"id": "", "questions": "who designed the fram", "answer": "Archer."}
    assert plan(fram, row).changed == ("designer",)


def test_a_translation_is_added_wherever_its_row_stands(folder: Folder) -> None:
    translated = {"id": "deck", "language": "fr", "questions": "De quoi est le pont ?", "answer": "De pin."}
    base = imported(folder, table(translated | {"language": "FR"}), table(NEW))
    assert base.edition("fr").facts["deck"].answer == "De pin."
    assert plan(base, translated, NEW).edits == ()


def test_texts_of_any_kind_reach_the_files_as_they_are(folder: Folder) -> None:
    answer = "- no: yes # 1.10 'quoted' \"twice\" @ & * ! | > % ` {a} [b] ـ مرحبا 😀"
    base = imported(folder, table(NEW | {"answer": answer}))
    assert base.edition().facts["deck"].answer == answer


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"questions": ""}, "column C (questions): the list needs 1 or more and has 0"),
        ({"answer": ""}, "column D (answer): the text is empty"),
        ({"sources": ""}, "column E (sources): the list needs 1 or more and has 0"),
        ({"sources": "new-land"}, "column E (sources): 'new-land' names no place; write the source's id, a colon and"),
        ({"sources": "new-lnd: page 1"}, "column E (sources): there is no source 'new-lnd'; did you mean 'new-land'?"),
        ({"disputed": "It is of oak."}, "(disputed): 'It is of oak.' has no source; write each below the claim"),
        ({"disputed": "Oak.\n- nowhere: page 1"}, "(disputed): there is no source 'nowhere'"),
        ({"id": "Deck 1"}, "column A (id): 'Deck 1' does not fit; an id has 1 to 48 characters"),
        ({"topic": "shp"}, "column B (topic): there is no topic 'shp'; the topics are ship, expeditions"),
        ({"topic": ""}, "column B (topic): a new fact needs a topic; the topics are ship, expeditions"),
        ({"language": "tlh"}, "(language): nothing is known of the language 'tlh'; known are"),
        ({"see": "dsigner"}, "(see): there is no fact 'dsigner'; did you mean 'designer'?"),
        ({"see": "deck"}, "(see): a fact need not name itself"),
        ({"date": "14/09/2006"}, "(date): '14/09/2006' does not fit; write a date as 2006-09-14"),
        ({"date": "2006-02-30"}, "(date): the calendar has no 2006-02-30"),
        ({"checked": "2006"}, "(checked): '2006' does not fit"),
        ({"event": "x" * 101}, "(event): the text has 101 characters and may have 100"),
        ({"questions": "Why is the hull round?"}, "the question 'Why is the hull round?' belongs to hull already"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_its_remedy(
    fram: KnowledgeBase, row: dict[str, str], told: str
) -> None:
    [fault] = faults(fram, NEW | row)
    assert fault.startswith("t.csv, row 2, column ")
    assert told in fault


def test_all_faults_are_told_at_once_in_the_order_of_the_rows(fram: KnowledgeBase) -> None:
    rows = [NEW | {"answer": ""}, NEW, NEW | {"id": "mast", "questions": "mast?", "sources": "x"}, {"id": "hull"}]
    assert [fault.split(":")[0] for fault in faults(fram, *rows)] == [
        "t.csv, row 2, column D (answer)",
        "t.csv, row 3, column A (id)",
        "t.csv, row 4, column E (sources)",
        "t.csv, row 5, column C (questions)",
        "t.csv, row 5, column D (answer)",
        "t.csv, row 5, column E (sources)",
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": "nothing"}, "column A (id): there is no fact 'nothing'; add the fact first"),
        ({"id": ""}, "column A (id): a translation names its fact; write the fact's id here"),
        ({"see": "hull"}, "column E (see): a translation has no 'see' of its own; change the row of designer in 'en'"),
        ({"disputed": "Nansen."}, "(disputed): the original has 0 disputed claims and this has 1; translate each"),
        ({"answer": ""}, "column D (answer): the text is empty"),
    ],
)
def test_what_a_translation_cannot_have_is_refused(fram: KnowledgeBase, row: dict[str, str], told: str) -> None:
    translated = {"id": "designer", "language": "fr", "questions": "Qui l'a dessiné ?", "answer": "Archer."}
    [fault] = faults(fram, translated | row)
    assert told in fault


def test_a_fact_is_not_moved_to_another_topic(fram: KnowledgeBase) -> None:
    [fault] = faults(fram, {"id": "hull", "topic": "expeditions", "questions": "hull?", "answer": "Round."})
    assert "hull belongs to the topic 'ship'; to move a fact, move its lines in the files" in fault


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            ["id", "questions", "anwser"],
            "row 1, column C (anwser): there is no column 'anwser'; did you mean 'answer'?",
        ),
        (["id", "questions"], "row 1: the column 'answer' is missing; the columns are id, topic, language, questions"),
        (["id", "title", "date"], "row 1: the column 'publisher' is missing; the columns are id, title, publisher"),
    ],
)
def test_a_table_with_other_columns_is_refused(fram: KnowledgeBase, columns: list[str], told: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        plan_import(fram, [tabulate("t.csv", [columns, ["a"] * len(columns)])])
    assert told in str(refused.value)
