"""Label Studio's JSON: tasks with annotations, each a list of results (choices, rating, number, text, spans, pairwise)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tidegauge.imports.elsewhere._foreign import ForeignLabel, Reader, Where, records, text_at

_TEXTS = frozenset(("textarea", "text"))


def _read(path: Path, where: Where) -> Iterator[ForeignLabel]:
    for number, task in enumerate(records(path), start=1):
        about = [task.get("data"), task.get("meta"), task]
        ids = (text_at(about, where.span), text_at(about, where.trace))
        annotations = task.get("annotations") or task.get("completions") or []
        for annotation in annotations:
            if isinstance(annotation, Mapping) and not annotation.get("was_cancelled"):
                yield from _annotation(number, ids, annotation, where)


def _annotation(
    number: int, ids: tuple[str | None, str | None], annotation: Mapping[str, Any], where: Where
) -> Iterator[ForeignLabel]:
    results = [one for one in annotation.get("result") or [] if isinstance(one, Mapping)]
    notes = [note for one in results if one.get("type") in _TEXTS for note in _texts(one)]
    blank = ForeignLabel(
        row=number,
        span_id=ids[0],
        trace_id=ids[1],
        name=None,
        said=None,
        reviewer=_who(annotation.get("completed_by")),
        at=text_at([annotation], "updated_at") or text_at([annotation], "created_at"),
        comment="\n".join(notes) or None,
        decides=bool(annotation.get("ground_truth")),
    )
    for one in results:
        if one.get("type") not in _TEXTS:
            yield from _result(blank, one, where)


def _result(blank: ForeignLabel, one: Mapping[str, Any], where: Where) -> Iterator[ForeignLabel]:
    kind, value = str(one.get("type")), one.get("value") or {}
    name = where.score or text_at([one], "from_name")
    label = replace(blank, name=name)
    if kind == "choices":
        chosen = [str(choice) for choice in value.get("choices") or []]
        if len(chosen) == 1:
            yield replace(label, said=chosen[0])
        else:
            yield from (replace(label, name=f"{name}.{choice}", said=1.0) for choice in chosen)
    elif kind in {"rating", "number"} and isinstance(value.get(kind), int | float):
        yield replace(label, said=float(value[kind]))
    elif kind == "pairwise":
        yield replace(label, said=1.0 if value.get("selected") == "left" else 0.0)
    elif kind == "labels":
        words = ", ".join(str(word) for word in value.get("labels") or [])
        place = f"{value.get('start')}:{value.get('end')}"
        yield replace(
            label, name=f"{name}.{words}", said=place, comment=str(value.get("text") or "") or label.comment
        )
    else:
        yield replace(label, fault=f"a result of the type “{kind}” is not read")


def _texts(one: Mapping[str, Any]) -> list[str]:
    text = (one.get("value") or {}).get("text")
    return [str(part) for part in text] if isinstance(text, list) else [str(text)] if text else []


def _who(told: object) -> str | None:
    """Return who annotated: the email address where the export has it, else the number."""
    if isinstance(told, Mapping):
        return text_at([told], "email") or text_at([told], "id")
    return None if told is None else str(told)


READER = Reader("label-studio", "Label Studio", "JSON, as Label Studio exports it (not JSON-MIN).", _read)
