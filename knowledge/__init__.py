"""Text in, sourced fact out: reads, checks and searches a knowledge base. Knows nothing of Telegram."""

from pathlib import Path

from knowledge.answering import KnowledgeBase
from knowledge.errors import Fault, KnowledgeError
from knowledge.matching.matcher import Matcher
from knowledge.model import (
    Citation,
    Dispute,
    Edition,
    Explanation,
    Fact,
    Found,
    Match,
    Outcome,
    Phrasing,
    Source,
    Topic,
)

BASE = Path(__file__).parent / "base"
"""The folder of the base that comes with the package."""

__all__ = [
    "BASE",
    "Citation",
    "Dispute",
    "Edition",
    "Explanation",
    "Fact",
    "Fault",
    "Found",
    "KnowledgeBase",
    "KnowledgeError",
    "Match",
    "Matcher",
    "Outcome",
    "Phrasing",
    "Source",
    "Topic",
]
