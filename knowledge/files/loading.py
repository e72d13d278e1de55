"""A folder of YAML in, a checked `Content` out, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ValidationError

from knowledge.errors import Fault, KnowledgeError
from knowledge.files import format as forms
from knowledge.files.building import build_content
from knowledge.files.form_faults import form_fault
from knowledge.files.placing import places_of
from knowledge.files.reading import Document, read_document
from knowledge.files.references import reference_faults
from knowledge.model import Content

FORMS: Mapping[str, type[BaseModel]] = {
    "base.yaml": forms.BaseFile,
    "sources.yaml": forms.SourcesFile,
    "topics.yaml": forms.TopicsFile,
    "glossary.yaml": forms.GlossaryFile,
    "smalltalk.yaml": forms.SmallTalkFile,
    "facts/*.yaml": forms.FactsFile,
    "tests/rates.yaml": forms.RatesFile,
    "tests/*/outside.yaml": forms.OutsideFile,
    "tests/*/*.yaml": forms.QuestionsFile,
    "translations/*/base.yaml": forms.BaseTranslation,
    "translations/*/sources.yaml": forms.SourcesTranslation,
    "translations/*/topics.yaml": forms.TopicsTranslation,
    "translations/*/glossary.yaml": forms.GlossaryFile,
    "translations/*/smalltalk.yaml": forms.SmallTalkFile,
    "translations/*/facts/*.yaml": forms.FactsTranslation,
}
"""The files of a base by name, and what stands in them; the first pattern that fits counts."""
REQUIRED = ("base.yaml", "sources.yaml", "topics.yaml")


@dataclass(slots=True)
class _File:
    document: Document
    form: BaseModel | None
    """None while the file has faults of its own."""


def load_content(folder: Path) -> Content:
    """Return the base in `folder`.

    Raises:
        KnowledgeError: with the faults of all the files, not the first alone.
    """
    files = {name: _read(folder, name) for name in names_in(folder)}
    faults = [fault for file in files.values() for fault in file.document.faults]
    missing = [name for name in REQUIRED if name not in files]
    faults += [Fault(name, 1, 1, f"the file is missing from {folder}; every base needs it") for name in missing]
    if not any(name.startswith("facts/") for name in files):
        faults.append(Fault("facts", 1, 1, f"{folder} has no file of facts; add facts/<topic>.yaml"))
    documents = {name: file.document for name, file in files.items()}
    faults += reference_faults(documents)
    if faults:
        raise KnowledgeError(faults)
    content = build_content({name: file.form for name, file in files.items() if file.form})
    return replace(content, places=places_of(documents, next(iter(content.editions))))


def form_of(name: str) -> type[BaseModel] | None:
    """Return what stands in the base's file called `name`; None where no base has such a file."""
    return next((form for pattern, form in FORMS.items() if _fits(name, pattern)), None)


def names_in(folder: Path) -> list[str]:
    """Return the names of the YAML files in `folder`, sorted, so that the order on disk changes nothing."""
    try:
        if not folder.is_dir():
            raise KnowledgeError(
                [Fault(str(folder), 1, 1, "there is no such folder; name the folder that holds base.yaml")]
            )
        next(folder.iterdir(), None)
        names = [path.relative_to(folder) for path in folder.rglob("*") if path.suffix in (".yaml", ".yml")]
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror}); mend its permissions"
        raise KnowledgeError([Fault(str(folder), 1, 1, message)]) from error
    # What begins with a dot belongs to an editor or to git, or is the history of what was changed.
    return sorted(name.as_posix() for name in names if not any(part.startswith(".") for part in name.parts))


def _read(folder: Path, name: str) -> _File:
    kind = form_of(name)
    if kind is None:
        expected = ", ".join(FORMS)
        return _File(
            Document(name, faults=[Fault(name, 1, 1, f"no such file belongs to a base; the files are {expected}")]),
            None,
        )
    document = read_document(folder / name, name)
    if document.faults:
        return _File(document, None)
    try:
        return _File(document, kind.model_validate(document.data))
    except ValidationError as error:
        document.faults += [form_fault(document, kind, details) for details in error.errors()]
        return _File(document, None)


def _fits(name: str, pattern: str) -> bool:
    """Tell whether a file's name fits a pattern in which `*` stands for one folder or file name."""
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)
