"""What is wrong with a table, told to the person who filled it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """One thing wrong in one cell, or in a whole row."""

    file: str
    """The file's name, and of a workbook that of the sheet."""
    row: int
    """As a spreadsheet counts them: the names of the columns stand in row 1."""
    column: str | None
    """The letter and name of the column, such as `C (answer)`; None for the whole row."""
    message: str
    """What is wrong, and how to mend it."""

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}{f', column {self.column}' if self.column else ''}: {self.message}"


class ExchangeError(Exception):
    """A file cannot be read or written, or its contents cannot be used; `faults` are those of single cells."""

    def __init__(self, message: str, faults: tuple[CellFault, ...] = ()) -> None:
        self.message = message
        self.faults = faults
        super().__init__("\n".join([message, *map(str, faults)]))
