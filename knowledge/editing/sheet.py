"""One YAML file, and exact changes to it: what is not changed keeps every byte.

A change is spliced into the text at the places that the parser gives. After each, the file is read again, and must read
as it did but for what was asked for: no text can change what stands around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import yaml

from knowledge.editing.errors import EditError
from knowledge.editing.layout import Survey, end_of
from knowledge.editing.scalars import WIDTH, inline
from knowledge.editing.snippets import Value, bracketed, field_lines, is_day, item_lines, scalar_lines
from knowledge.files.reading import MAX_BYTES, MAX_DEPTH, Loc, Tree

_BOM = b"\xef\xbb\xbf"


class _Nodes(yaml.CSafeLoader):
    """Gives the nodes of a text; what a scalar could be besides text is not asked, which takes most of the time."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        del kind, value, implicit
        return ""


class Sheet:
    """The text of a file, with the places of what stands in it."""

    def __init__(self, name: str, raw: bytes) -> None:
        """Read `raw`.

        Args:
            name: the file's name within its base.
            raw: its bytes.

        Raises:
            EditError: where it is no YAML that a base may hold.
        """
        self.name = name
        self._bom = raw.startswith(_BOM)
        if len(raw) > MAX_BYTES:
            raise EditError(f"{name} is larger than {MAX_BYTES >> 10} KiB; split it into several first")
        try:
            self.text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise EditError(f"{name} is not UTF-8 text; save it as UTF-8 first") from None
        self._refuse_what_is_not_plain()
        self._read()

    @property
    def raw(self) -> bytes:
        """The file as it is to be written."""
        return (_BOM if self._bom else b"") + self.text.encode()

    @property
    def root(self) -> Any:
        """The parser's node of all that the file holds, with the places of everything in it."""
        return self._root

    def at(self, loc: Loc) -> Tree | None:
        """Return what stands at `loc`; None where nothing does."""
        tree: Tree | None = self.tree
        for step in loc:
            match tree, step:
                case dict(), str():
                    tree = tree.get(step)
                case list(), int() if -len(tree) <= step < len(tree):
                    tree = tree[step]
                case _:
                    return None
        return tree

    def entries(self, field: str) -> list[dict[str, Tree]]:
        """Return the entries of the list in `field`."""
        items = self.at((field,))
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise EditError(f"{self.name} lists no entries under '{field}'; hldbot check tells what is wrong")
        return [item for item in items if isinstance(item, dict)]

    def fields(self, field: str) -> dict[str, Tree]:
        """Return what stands by name in `field`."""
        items = self.at((field,))
        if not isinstance(items, dict):
            raise EditError(f"{self.name} has no fields under '{field}'; hldbot check tells what is wrong")
        return items

    def insert_item(self, loc: Loc, value: Value, place: int | None = None) -> None:
        """Put `value` into the list at `loc`, as its item number `place`, from 0; None for behind the last."""
        node = self._node(loc, yaml.SequenceNode)
        place = len(node.value) if place is None else place
        with self._verified(loc, lambda items: items.insert(place, _plain(value))):
            if not node.value:
                self._into_empty(loc, node, item_lines(value, self._column_below(loc), self.manner), bracketed(value))
                return
            beside, column = node.value[max(place - 1, 0)], node.start_mark.column
            if node.flow_style and place:
                self._into_brackets(node, beside.end_mark.index, bracketed(value))
            elif node.flow_style:
                self._splice(beside.start_mark.index, beside.start_mark.index, f"{bracketed(value)}, ")
            else:
                lines = item_lines(value, column, self.manner)
                in_brackets = f"{' ' * column}- {bracketed(value)}"
                if isinstance(beside, yaml.MappingNode) and beside.flow_style and len(in_brackets) <= WIDTH:
                    lines = [in_brackets]
                if place:
                    self._add_lines(end_of(beside, self.text), lines)
                else:
                    self._add_lines_before(node.start_mark.index, lines)

    def insert_field(self, loc: Loc, name: str, value: Value, place: int | None = None) -> None:
        """Put a field into the fields at `loc`.

        Args:
            loc: where the fields stand.
            name: the new field's name.
            value: what it is to hold.
            place: how many fields it goes behind; None for all.
        """
        node = self._node(loc, yaml.MappingNode)
        with self._verified(loc, lambda fields: fields.update({name: _plain(value)})):
            column, in_brackets = node.start_mark.column, f"{inline(name, flow=True)}: {bracketed(value)}"
            if not node.value:
                lines = field_lines(name, value, self._column_below(loc), self.manner)
                self._into_empty(loc, node, lines, in_brackets)
            elif place == 0 and not node.flow_style:
                self._add_lines_before(node.start_mark.index, field_lines(name, value, column, self.manner))
            else:
                key, held = node.value[place - 1 if place else -1]
                end = max(key.end_mark.index, end_of(held, self.text))
                if node.flow_style:
                    self._into_brackets(node, end, in_brackets)
                else:
                    self._add_lines(end, field_lines(name, value, column, self.manner))

    def set_text(self, loc: Loc, text: str) -> None:
        """Put `text` in the place of the text at `loc`, in its manner: a block stays a block."""
        node, parent = self._node(loc, yaml.ScalarNode), self._node(loc[:-1], yaml.CollectionNode)
        start, end = node.start_mark.index, end_of(node, self.text)
        with self._verified(loc[:-1], lambda around: around.__setitem__(loc[-1], text)):
            if parent.flow_style:
                self._splice(start, end, bracketed(text))
                return
            as_block = node.style in (">", "|")
            head, behind = self.text[start : self._line_end(start)], self.text[end : self._line_end(end)]
            note = f"  {head[head.index('#') :]}" if as_block and "#" in head else ""
            first, *others = scalar_lines(
                text,
                start - self.text.rfind("\n", 0, start) - 1,
                parent.start_mark.column + 2,
                self.manner,
                bare=is_day(loc[-1], text) and self.manner.bare_days,
                as_block=as_block,
            )
            if others and behind.strip():  # a block would swallow the comment behind the text
                first, others = inline(text, quote=self.manner.quote), []
            self._splice(start, end, self.manner.newline.join([first + note, *others]))

    def remove_field(self, loc: Loc, name: str) -> None:
        """Take the field called `name` out of the fields at `loc`; it is not the first one."""
        node = self._node(loc, yaml.MappingNode)
        place = [key.value for key, _ in node.value].index(name)
        key, held = node.value[place]
        end = max(key.end_mark.index, end_of(held, self.text))
        with self._verified(loc, lambda fields: fields.pop(name)):
            if node.flow_style:
                self._splice(end_of(node.value[place - 1][1], self.text), end, "")
            else:
                self._remove_lines(key.start_mark.index, end)

    def remove_item(self, loc: Loc, place: int) -> None:
        """Take item number `place`, from 0, out of the list at `loc`; it is not the only one."""
        node = self._node(loc, yaml.SequenceNode)
        item = node.value[place]
        with self._verified(loc, lambda items: items.pop(place)):
            if place == 0:
                # What stands before the first item, a name or a bracket, stands before the second then.
                start = item.start_mark.index
                self._splice(start, node.value[1].start_mark.index, "")
            elif node.flow_style:
                self._splice(end_of(node.value[place - 1], self.text), end_of(item, self.text), "")
            else:
                dash = self.text.rindex("-", 0, item.start_mark.index)
                self._remove_lines(dash, end_of(item, self.text))

    def _refuse_what_is_not_plain(self) -> None:
        """Refuse what a base must not hold anyway, and of which the parser could make nodes without end."""
        depth = 0
        try:
            for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH or getattr(event, "anchor", None):
                    raise EditError(f"{self.name} cannot be changed as it is; hldbot check tells what is wrong")
        except yaml.YAMLError:
            raise EditError(f"{self.name} is no YAML; hldbot check tells what is wrong") from None

    def _read(self) -> None:
        try:
            root = yaml.compose(self.text, Loader=_Nodes)
        except yaml.YAMLError:
            raise EditError(f"{self.name} is no YAML; hldbot check tells what is wrong") from None
        if root is None:
            raise EditError(f"{self.name} is empty; fill it, or delete it")
        self._root = root
        survey = Survey()
        self.tree: Tree = survey.tree(root)
        first = self.text.find("\n")
        self.manner = survey.manner("\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n")

    def _node(self, loc: Loc, kind: type[Any]) -> Any:
        """Return the parser's node at `loc`."""
        node: yaml.Node = self._root
        for step in loc:
            match node:
                case yaml.MappingNode():
                    found = next((value for key, value in node.value if key.value == step), None)
                case yaml.SequenceNode() if isinstance(step, int) and step < len(node.value):
                    found = node.value[step]
                case _:
                    found = None
            if found is None:
                break
            node = found
        else:
            if isinstance(node, kind):
                return node
        place = " › ".join(map(str, loc))
        raise EditError(f"{self.name} has not what belongs at {place}; hldbot check tells what is wrong")

    def _column_below(self, loc: Loc) -> int:
        """Return the column at which what stands in the field at `loc` begins."""
        around = self._node(loc[:-1], yaml.CollectionNode)
        node = self._node(loc, yaml.CollectionNode)
        return int(around.start_mark.column) + (self.manner.dash if isinstance(node, yaml.SequenceNode) else 2)

    def _into_empty(self, loc: Loc, node: Any, lines: list[str], in_brackets: str) -> None:
        """Fill what has nothing in it yet: on lines of its own, or within its brackets where they must stay."""
        start, end = node.start_mark.index, node.end_mark.index
        around = self._node(loc[:-1], yaml.CollectionNode)
        behind = self.text[end : self._line_end(end)].strip()
        if around.flow_style or not isinstance(around, yaml.MappingNode) or behind:
            self._splice(start + 1, start + 1, in_brackets)
        else:
            before = len(self.text[:start].rstrip(" "))
            self._splice(before, end, "".join(self.manner.newline + line for line in lines))

    def _into_brackets(self, node: Any, end: int, snippet: str) -> None:
        line = self.text.rfind("\n", 0, end) + 1
        room = WIDTH - (self._line_end(end) - line)
        wide = len(snippet) + 2 > room
        gap = self.manner.newline + " " * (node.start_mark.column + 1) if wide else " "
        self._splice(end, end, f",{gap}{snippet}")

    def _add_lines(self, end: int, lines: list[str]) -> None:
        """Put `lines` below the line in which `end` stands."""
        end = self._line_end(end)
        self._splice(end, end, "".join(self.manner.newline + line for line in lines))

    def _add_lines_before(self, start: int, lines: list[str]) -> None:
        """Put `lines` above the line in which `start` stands."""
        start = self.text.rfind("\n", 0, start) + 1
        self._splice(start, start, "".join(line + self.manner.newline for line in lines))

    def _remove_lines(self, start: int, end: int) -> None:
        """Take out the lines from that in which `start` stands, which is not the first, to that in which `end` does."""
        start = self.text.rfind("\n", 0, start)
        start -= self.text[start - 1 : start] == "\r"
        self._splice(start, self._line_end(end), "")

    def _line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        if end < 0:
            return len(self.text)
        return end - (self.text[end - 1 : end] == "\r" and end > place)

    def _splice(self, start: int, end: int, new: str) -> None:
        self.text = self.text[:start] + new + self.text[end:]

    @contextmanager
    def _verified(self, loc: Loc, change: Callable[[Any], object]) -> Iterator[None]:
        """Let a change of the text stand only if the file then reads as `change` makes what is at `loc`."""
        text = self.text
        expected = deepcopy(self.tree)
        around: Any = expected
        for step in loc:
            around = around[step]
        change(around)
        yield
        try:
            self._read()
        except EditError:
            self.tree = ""  # told below, as the fault of the change and not of the file
        if self.tree != expected:
            self.text = text
            self._read()
            raise EditError(f"{self.name} is written in a way that this cannot be put into; change it by hand")


def _plain(value: Value) -> Tree:
    match value:
        case str():
            return value
        case Mapping():
            return {key: _plain(value[key]) for key in value}
        case _:
            return [_plain(item) for item in value]
