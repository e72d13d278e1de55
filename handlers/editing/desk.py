"""What lies on an admin's desk: changes that wait for a second tap, and what the bot is asking them for.

It is a file in the folder of the base's history, so that a restart, or another process, finds it as it was.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from knowledge.editing import (
    AddFact,
    AddOutside,
    AddPhrasing,
    AddSource,
    Change,
    Edit,
    ReplaceFile,
    SetAnswer,
    SetSources,
)
from knowledge.editing.atomic import write_whole
from knowledge.editing.history import FOLDER

KEPT = 24 * 60 * 60
"""Seconds after which what lies on a desk is swept off."""
MOST = 12
"""How many changes lie there; the latest stay."""
_KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (AddFact, AddOutside, AddPhrasing, AddSource, ReplaceFile, SetAnswer, SetSources)
}

Mark = tuple[str, str]
"""A name of what an edit rests on, and a digest of how that was when the edit was shown."""


class Purpose(StrEnum):
    """What an admin is asked for something for."""

    FACT = "fact"
    PHRASING = "phrasing"
    ANSWER = "answer"
    SOURCE = "source"
    OUTSIDE = "outside"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the bot asks an admin, step by step."""

    purpose: Purpose
    id: str = field(default_factory=lambda: new_id())
    given: dict[str, str] = field(default_factory=dict)
    """What is known, by the name of its step; an empty text where a step was skipped."""
    trail: tuple[str, ...] = ()
    """The steps that were answered, in order: those that can be gone back."""
    offers: tuple[tuple[str, str], ...] = ()
    """What can be tapped now: values with their labels."""
    tickets: tuple[str, ...] = ()
    """The open questions that the change is for."""
    turn: int = 0
    """How often something was asked, so that no button of an earlier question counts."""
    at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that was shown, and waits for the second tap."""

    edits: tuple[Edit, ...] = ()
    marks: tuple[Mark, ...] = ()
    """What the edits rest on."""
    undoes: str | None = None
    """The id of the change in the log that it takes back instead."""
    tickets: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: new_id())
    done: bool = False
    """Whether it has been made; it is kept so that a second tap can be told so."""
    dialogue: Dialogue | None = None
    """What led to it, if its words can still be changed."""
    at: float = field(default_factory=time.time)


@dataclass(slots=True)
class Desk:
    """An admin's desk."""

    proposals: dict[str, Proposal] = field(default_factory=dict)
    """By id, the latest last."""
    dialogue: Dialogue | None = None

    def put(self, proposal: Proposal) -> None:
        """Lay a change on the desk, in the place of the one with its id if there is one."""
        self.proposals.pop(proposal.id, None)
        self.proposals[proposal.id] = proposal
        while len(self.proposals) > MOST:
            del self.proposals[next(iter(self.proposals))]


def new_id() -> str:
    """Return an id that nobody guesses."""
    return secrets.token_hex(4)


def marks_of(change: Change) -> tuple[Mark, ...]:
    """Return what the edits of `change` rest on."""
    return tuple((name, _digest(seen)) for name, seen in change.seen)


def load_desk(folder: Path, admin: int) -> Desk:
    """Return the desk of an admin at the base in `folder`; an empty one where nothing can be read."""
    try:
        kept = json.loads(_place(folder, admin).read_bytes())
        proposals = (_proposal(item) for item in kept["proposals"])
        dialogue = _dialogue(kept["dialogue"])
        desk = Desk({each.id: each for each in proposals if _is_fresh(each)})
        desk.dialogue = dialogue if dialogue and _is_fresh(dialogue) else None
    except (OSError, ValueError, KeyError, TypeError):
        return Desk()  # there is none yet, or one of another version: whatever lay there is begun again
    return desk


def save_desk(folder: Path, admin: int, desk: Desk) -> None:
    """Keep the desk of an admin; OSError where that cannot be done."""
    proposals = [asdict(each) | {"edits": _as_json(each.edits)} for each in desk.proposals.values()]
    kept = {"proposals": proposals, "dialogue": desk.dialogue and asdict(desk.dialogue)}
    place = _place(folder, admin)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, json.dumps(kept, ensure_ascii=True).encode())
    for other in place.parent.iterdir():
        with suppress(FileNotFoundError):  # another process has been quicker
            if time.time() - other.stat().st_mtime > KEPT:
                other.unlink()  # nothing on it is fresh: its admin may be none any more


def _place(folder: Path, admin: int) -> Path:
    return folder / FOLDER / "desks" / f"{admin:d}.json"


def _is_fresh(item: Proposal | Dialogue) -> bool:
    return time.time() - item.at < KEPT


def _as_json(edits: Iterable[Edit]) -> list[Any]:
    return [[type(edit).__name__, _KINDS[type(edit).__name__].dump_python(edit, mode="json")] for edit in edits]


def _edits(kept: Sequence[Any]) -> tuple[Edit, ...]:
    return tuple(_KINDS[name].validate_python(fields) for name, fields in kept)


def _proposal(kept: dict[str, Any]) -> Proposal:
    marks = tuple((name, digest) for name, digest in kept.pop("marks"))
    edits, dialogue = _edits(kept.pop("edits")), _dialogue(kept.pop("dialogue"))
    made = Proposal(**kept)
    return replace(made, edits=edits, marks=marks, dialogue=dialogue, tickets=tuple(made.tickets))


def _dialogue(kept: dict[str, Any] | None) -> Dialogue | None:
    if kept is None:
        return None
    made = Dialogue(**kept)
    offers = tuple((value, label) for value, label in made.offers)
    return replace(
        made, purpose=Purpose(made.purpose), trail=tuple(made.trail), offers=offers, tickets=tuple(made.tickets)
    )


def _digest(seen: object) -> str:
    plain = seen if isinstance(seen, bytes) else json.dumps(seen, sort_keys=True).encode()
    return sha256(plain).hexdigest()[:16]
