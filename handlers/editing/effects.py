"""What a change would alter in the answers, as it is shown before the second tap."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from handlers.showing.excerpts import shorten
from handlers.showing.markup import bold, plain
from handlers.showing.wording import Texts
from knowledge import Found, KnowledgeBase, Outcome
from knowledge.differences import Differences, Replies, ReplyChange, Verdict, differences
from knowledge.editing import Change
from knowledge.editing.folder import as_it_would_be
from knowledge.live import giving_way
from knowledge.snapshot import digest

MOST = 6
"""How many changed replies are named."""
QUESTION = 80
"""UTF-16 units that are shown of a question."""
REPLY = 60
"""UTF-16 units that are shown of a reply to it."""
VERSIONS = 3
"""Of how many versions of a base the replies are remembered."""
_MARKS = {Verdict.BETTER: "✅", Verdict.WORSE: "⚠️", Verdict.OTHER: "•"}
_ORDER = (Verdict.WORSE, Verdict.OTHER, Verdict.BETTER)


_known: OrderedDict[str, Replies] = OrderedDict()
"""What the latest versions of a base reply: the next change is of one of them, and only half as much is to be asked."""


def effects(change: Change, base: KnowledgeBase, version: str, questions: Sequence[tuple[str, str]]) -> Differences:
    """Return what differs in the replies to test questions and to `questions`; takes seconds.

    Args:
        change: what would be changed.
        base: the one that answers.
        version: the mark of its files.
        questions: the open ones, with their languages.

    Raises:
        KnowledgeError: where the base would be broken.
    """
    with giving_way():
        after = KnowledgeBase(change.content, base)
        with as_it_would_be(change.folder, change.after) as copy:
            known = _replies_of(version), _replies_of(digest(copy))
        return differences(base, after, questions, known=known)


def count(base: KnowledgeBase, questions: Sequence[tuple[str, str]]) -> int:
    """Return how many questions are put to a base and to what it would be."""
    return len(base.golden) + len(base.outside) + len(questions)


def _replies_of(version: str) -> Replies:
    replies = _known.setdefault(version, {})
    _known.move_to_end(version)
    while len(_known) > VERSIONS:
        _known.popitem(last=False)
    return replies


def told(found: Differences, texts: Texts) -> str:
    """Return what differs, as HTML: what is worse first."""
    if not found.replies:
        return plain(texts.alters_nothing.format(count=found.replayed))
    replies = sorted(found.replies, key=lambda reply: _ORDER.index(reply.verdict))
    more = len(replies) - MOST
    lines = [bold(texts.alters.format(count=len(replies), asked=found.replayed))]
    lines += [_line(reply, texts) for reply in replies[:MOST]]
    lines += [plain(texts.more.format(count=more))] if more > 0 else []
    return "\n".join(lines)


def _line(reply: ReplyChange, texts: Texts) -> str:
    before, after = (shorten(_what(found, texts), REPLY) for found in (reply.before, reply.after))
    question = shorten(" ".join(reply.question.split()), QUESTION)
    return plain(f"{_MARKS[reply.verdict]} {question}: {before} → {after}")


def _what(found: Found, texts: Texts) -> str:
    """Return what a question leads to, in a few words."""
    if found.outcome is Outcome.CHOOSE:
        return texts.alters_choice.format(facts=", ".join(match.fact.id for match in found.choices))
    return ", ".join(match.fact.id for match in found.answers) or texts.alters_unknown
