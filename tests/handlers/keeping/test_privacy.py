from __future__ import annotations

import pytest

from handlers.keeping.privacy import digest, leads_to_someone, ticket


@pytest.mark.parametrize(
    "text",
    [
        "write to keeper@lights.example please",
        "Keeper.Of-Lights+1@sub.lights.example",
        "call +44 20 7946 0958",
        "0033 (0)6 12 34 56 78?",
        "my number is 6123456",
        "612.345.678",
        "+33 6 2012 1999",
        "٠١٢٣٤٥٦٧٨",
    ],
)
def test_an_address_or_a_number_leads_to_someone(text: str) -> None:
    assert leads_to_someone(text)


@pytest.mark.parametrize(
    "text",
    [
        "compare 2006 2013",
        "1990 - 2000 - 2010",
        "2006-2013",
        "from 2006-09-14 2006-09-15",
        "A/RES/61/208",
        "281,000,000 migrants",
        "14 and 15 September 2006",
        "what is @keeper?",
        "Keeper @ light.house",
    ],
)
def test_years_symbols_and_figures_lead_to_nobody(text: str) -> None:
    assert not leads_to_someone(text)


def test_the_same_parts_have_the_same_ticket_and_others_another() -> None:
    tickets = [ticket("secret", *parts) for parts in ((1, 2, "a"), (1, 2, "a"), (12, "a"), (1, 2, "b"))]
    assert tickets[0] == tickets[1]
    assert len(set(tickets)) == 3


def test_a_ticket_cannot_be_made_without_the_secret() -> None:
    assert ticket("secret", 1) != ticket("guess", 1)


def test_a_ticket_takes_any_text_and_any_token() -> None:
    assert len(ticket("s" * 99, "\ud800\x00" * 4096)) == 32


def test_a_digest_is_the_same_in_every_process() -> None:
    """Python's own hashes of words are not."""
    assert digest("why", "is") == 0xF0EDA589BA74 == digest("why", "is")
    assert digest("why", "is") != digest("why is")
