"""What the parser's nodes tell of a file beside its data: how it is written, and where a value really ends."""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from knowledge.editing.snippets import Manner, is_day
from knowledge.files.reading import Tree


class Survey:
    """The data of a file, and how it is written."""

    def __init__(self) -> None:
        self.dashes: Counter[int] = Counter()
        self.quotes: Counter[str] = Counter()
        self.bare_days = self.quoted_days = 0

    def manner(self, newline: str) -> Manner:
        """Return how most of the file is written, its lines ending in `newline`."""
        bare_days = self.bare_days > 0 or not self.quoted_days
        return Manner(_commonest(self.dashes, 2), _commonest(self.quotes, '"'), newline, bare_days)

    def tree(self, node: Any) -> Tree:
        """Return the data of a node, each scalar as the base's reader has it."""
        match node:
            case yaml.MappingNode():
                for key, value in node.value:
                    if is_day(key.value, str(value.value)):
                        self.bare_days += not value.style
                        self.quoted_days += bool(value.style)
                    if isinstance(value, yaml.SequenceNode) and not value.flow_style and not node.flow_style:
                        self.dashes[value.start_mark.column - node.start_mark.column] += 1
                return {str(key.value): self.tree(value) for key, value in node.value}
            case yaml.SequenceNode():
                return [self.tree(value) for value in node.value]
            case _:
                if node.style in ("'", '"') and not set("'\"\\") & set(node.value):
                    self.quotes[node.style] += 1
                return str(node.value).strip()


def end_of(node: Any, text: str) -> int:
    """Return where the last sign of a value ends; the parser's mark is behind the comments and gaps that follow."""
    match node:
        case yaml.CollectionNode() if node.flow_style or not node.value:
            return int(node.end_mark.index)
        case yaml.MappingNode():
            key, value = node.value[-1]
            return max(int(key.end_mark.index), end_of(value, text))
        case yaml.SequenceNode():
            return end_of(node.value[-1], text)
    end = int(node.end_mark.index)
    return len(text[:end].rstrip()) if node.style in (">", "|") else end


def _commonest(counts: Counter[Any], otherwise: Any) -> Any:
    return counts.most_common(1)[0][0] if counts else otherwise
