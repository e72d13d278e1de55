from __future__ import annotations

from knowledge import KnowledgeBase
from knowledge.checking import Checked, Kind, check
from tests.knowledge.checking.conftest import TODAY, Checking

TESTS, OUTSIDE = "tests/en/expeditions.yaml", "tests/en/outside.yaml"


def checked(checking: Checking, rates: str) -> Checked:
    """Check the small base with a question that finds nothing and one that finds what it should not."""
    checking.folder.append(TESTS, "  - ask: xyzzy plugh\n    fact: crew\n")
    checking.folder.edit(OUTSIDE, "what is for lunch", "who designed the fram")
    checking.folder.write("tests/rates.yaml", rates)
    return check(KnowledgeBase.load(checking.folder.path), TODAY)


def test_within_the_rates_a_question_that_fails_is_for_information(checking: Checking) -> None:
    found = checked(checking, "golden:\n  en: {right: 0, found: 50, wrong: 50}\noutside: {everyday: 100}\n")
    kinds = {advice.kind for advice in found.notes}
    assert {Kind.NOT_FOUND, Kind.INTRUDING} <= kinds
    assert not {Kind.NOT_FOUND, Kind.INTRUDING} & {advice.kind for advice in found.warnings}
    assert found.report.shortfalls == ()


def test_beyond_the_rates_each_question_that_fails_is_a_warning_at_its_place(checking: Checking) -> None:
    found = checked(checking, "golden:\n  en: {right: 0, found: 100, wrong: 0}\noutside: {everyday: 0}\n")
    told = {advice.kind: str(advice) for advice in found.warnings}
    assert told[Kind.NOT_FOUND].startswith(f"{TESTS}:7:5: “xyzzy plugh” should find crew, and finds nothing; give that")
    assert told[Kind.INTRUDING].startswith(
        f"{OUTSIDE}:3:7: “who designed the fram” (everyday) should find nothing, and is answered with designer; "
    )
    assert len(found.report.shortfalls) == 2


def test_a_base_that_states_no_rates_allows_no_failure(checking: Checking) -> None:
    found = checked(checking, "golden: {}\n")
    assert {Kind.NOT_FOUND, Kind.INTRUDING} <= {advice.kind for advice in found.warnings}
    assert found.report.shortfalls == ()


def test_what_is_found_stands_in_the_order_of_the_files(fram: KnowledgeBase) -> None:
    advice = check(fram, TODAY).advice
    assert list(advice) == sorted(advice)
    assert advice


def test_how_many_phrasings_are_found_without_themselves_is_counted(fram: KnowledgeBase) -> None:
    found = check(fram, TODAY)
    assert 0 < found.still_offered < found.left_out == 20
