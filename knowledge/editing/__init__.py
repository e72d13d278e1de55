"""Changes of a base that keep every comment: proposed, looked at, made as one, and taken back.

```python
workshop = Workshop(folder)
change = workshop.propose(AddPhrasing("hld-2006-dates", "quelles dates en 2006", "fr"))
print(change.diff())
workshop.apply(change, by="12345")
workshop.undo(by="12345")
```
"""

from knowledge.editing.change import Change, FileChange
from knowledge.editing.edits import (
    AddFact,
    AddOutside,
    AddPhrasing,
    AddSource,
    AddTranslation,
    Cited,
    Disputed,
    Edit,
    ReplaceFile,
    SetAnswer,
    SetField,
    SetPhrasings,
    SetSourceField,
    SetSources,
)
from knowledge.editing.errors import EditError, StaleError
from knowledge.editing.history import Entry
from knowledge.editing.scalars import tidy
from knowledge.editing.values import free_id
from knowledge.editing.workshop import Workshop

__all__ = [
    "AddFact",
    "AddOutside",
    "AddPhrasing",
    "AddSource",
    "AddTranslation",
    "Change",
    "Cited",
    "Disputed",
    "Edit",
    "EditError",
    "Entry",
    "FileChange",
    "ReplaceFile",
    "SetAnswer",
    "SetField",
    "SetPhrasings",
    "SetSourceField",
    "SetSources",
    "StaleError",
    "Workshop",
    "free_id",
    "tidy",
]
