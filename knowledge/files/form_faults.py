"""What pydantic finds wrong with a file, said to the editor who wrote it."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import process

from knowledge.errors import Fault
from knowledge.files.reading import Document, Loc


def form_fault(document: Document, kind: type[BaseModel], details: ErrorDetails) -> Fault:
    """Return what pydantic found, said to an editor."""
    loc: Loc = details["loc"]
    context = details.get("ctx", {})
    name = loc[-1] if loc else ""
    given = details["input"]
    match details["type"]:
        case "missing":
            message = f"the field '{name}' is missing; add it to this entry"
        case "extra_forbidden":
            known = _fields_around(kind, loc)
            near = process.extractOne(str(name), known, score_cutoff=60)
            hint = f"did you mean '{near[0]}'?" if near else f"the fields here are {', '.join(known)}"
            message = f"there is no field '{name}'; {hint}"
        case "string_too_short":
            message = "the text is empty; write it, or delete the field"
        case "string_too_long":
            message = f"the text has {len(given)} characters and may have {context['max_length']}; shorten it"
        case "too_short":
            message = f"the list needs {context['min_length']} or more and has {context['actual_length']}; add to it"
        case "too_long":
            message = f"the list may hold {context['max_length']} and holds {context['actual_length']}; shorten it"
        case "string_type":
            message = "a text must stand here, not a list or fields; put it on one line, in quotes if it has a colon"
        case "list_type":
            message = "a list must stand here; begin each of its lines with a dash"
        case "model_type" | "model_attributes_type" | "dict_type":
            message = "fields must stand here, each as a name, a colon and a value"
        case "string_pattern_mismatch":
            message = f"'{str(given)[:60]}' does not fit; {_pattern_remedy(str(context['pattern']))}"
        case "float_parsing" | "float_type":
            message = f"'{str(given)[:60]}' is no number; write one such as 97.5"
        case "less_than_equal" | "greater_than_equal":
            message = f"{given} is no share in hundredths; write a number from 0 to 100"
        case "calendar":
            message = f"{details['msg']}; correct the date"
        case _:
            message = details["msg"]
    return document.fault(loc, message)


def _pattern_remedy(pattern: str) -> str:
    if pattern.startswith("^https?"):
        return "write a whole address that begins with http:// or https://"
    if pattern.startswith(r"^\d"):
        return "write a date as 2006-09-14, or where the field allows it as 2006, 2006-09 or 2006-09-14/2006-09-15"
    if "_" in pattern:
        return "a command has 1 to 32 characters of a-z, 0-9 and _"
    return "an id has 1 to 48 characters of a-z, 0-9 and -"


def _fields_around(kind: type[BaseModel], loc: Loc) -> list[str]:
    """Return the names of the fields that may stand where `loc` names one that may not."""
    form: type[BaseModel] = kind
    for step in loc[:-1]:
        if isinstance(step, str):
            by_alias = {field.alias or name: field for name, field in form.model_fields.items()}
            inner = _inner_form(by_alias[step].annotation) if step in by_alias else None
            form = inner or form
    return [field.alias or name for name, field in form.model_fields.items()]


def _inner_form(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in getattr(annotation, "__args__", ()) if (found := _inner_form(inner))), None)
