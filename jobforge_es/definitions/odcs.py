"""Check a contract against the Open Data Contract Standard, with the JSON schema that its official package ships."""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from jobforge_es.definitions.broken import UnknownKey
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Findings
from jobforge_es.definitions.marked import Document
from jobforge_es.definitions.nearest import did_you_mean
from jobforge_es.definitions.nodes import Many, Map, Mark, Node, Text
from jobforge_es.definitions.sentences import Path, is_choice_of_keys, sentence, within

ARTICLE = "the Open Data Contract Standard"
ROUNDS = 8
"""Numbers become text where text is asked for; one round may uncover the next. Real contracts need one."""


def check_standard(document: Document, findings: Findings) -> None:
    """Note everything in which a contract departs from the standard.

    A number where the standard asks for text counts as the text that was written: ``version: 1.10`` is fine.
    """
    texts = set(_numbers_for_texts(document.root, ()))
    for _ in range(ROUNDS):
        errors = list(_leaves(_validator().iter_errors(_plain(document.root, (), texts))))
        numbers = {e for e in map(_number_for_text, errors) if e is not None} - texts
        if not numbers:
            break
        texts |= numbers
    told: set[tuple[Mark, str]] = set()
    spurious = [e for e in errors if not _is_telling(e)]
    for error in [e for e in errors if _is_telling(e)] or spurious:
        _tell(error, document, findings, told)


@functools.cache
def _schema() -> dict[str, Any]:
    source = importlib.resources.files("open_data_contract_standard").joinpath("schema.json")
    schema: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return schema


@functools.cache
def _validator() -> Any:
    import jsonschema  # heavy; only a changed contract needs it

    draft = jsonschema.Draft201909Validator
    keywords = {"uniqueItems": _unique_items, "unevaluatedProperties": _unevaluated}
    return jsonschema.validators.extend(draft, keywords)(_schema())  # type: ignore[no-untyped-call] # not typed there


def _unique_items(_: Any, wanted: Any, instance: Any, __: Any) -> Iterator[Any]:
    """Compare the items of a list by their JSON: the library's own comparison takes minutes for some thousands."""
    import jsonschema  # see above

    if wanted and isinstance(instance, list):
        seen = {json.dumps(item, sort_keys=True) for item in instance}
        if len(seen) < len(instance):
            yield jsonschema.ValidationError("an item stands twice")


def _unevaluated(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """Ask the library about keys only where one is not known in any case: asking takes most of the time of all."""
    if isinstance(instance, dict) and not instance.keys() <= _known_anyway(schema):
        import jsonschema  # see above

        ask = jsonschema.Draft201909Validator.VALIDATORS["unevaluatedProperties"]
        yield from ask(validator, wanted, instance, schema)


def _known_anyway(schema: Any) -> set[str]:
    """Give the keys that the standard knows at a place whatever else is written there."""
    known = set(schema.get("properties", ()))
    if "$ref" in schema:
        known |= _known_anyway(_resolved(schema["$ref"]))
    return known.union(*(_known_anyway(part) for part in schema.get("allOf", ())))


@functools.cache
def _text_keys() -> frozenset[str]:
    """Give the keys that hold a text wherever the standard knows them."""
    texts: set[str] = set()
    others: set[str] = set()
    _sort_keys(_schema(), texts, others)
    return frozenset(texts - others)


def _sort_keys(schema: Any, texts: set[str], others: set[str]) -> None:
    """Gather the keys that hold a text, and those that hold something else, at any depth of the standard."""
    if isinstance(schema, list):
        for each in schema:
            _sort_keys(each, texts, others)
    elif isinstance(schema, dict):
        properties = schema.get("properties", {})
        for key, each in properties.items():
            resolved = _resolved(each["$ref"]) if "$ref" in each else each
            (texts if resolved.get("type") == "string" else others).add(key)
        inner = {key: each for key, each in schema.items() if key not in ("properties", "$defs")}
        for each in (*properties.values(), *schema.get("$defs", {}).values(), *inner.values()):
            _sort_keys(each, texts, others)


def _numbers_for_texts(node: Node, path: Path) -> Iterator[Path]:
    """Give the paths of numbers under keys that hold a text everywhere; the validator finds the rest."""
    match node:
        case Text() if path and path[-1] in _text_keys() and _is_number(node.value):
            yield path
        case Many():
            for place, item in enumerate(node.items):
                yield from _numbers_for_texts(item, (*path, place))
        case Map():
            for key, pair in node.pairs.items():
                yield from _numbers_for_texts(pair.node, (*path, key))
        case _:
            pass


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(node: Node, path: Path, texts: set[Path]) -> Any:
    match node:
        case Text():
            return node.text if path in texts else node.value
        case Many():
            return [_plain(item, (*path, i), texts) for i, item in enumerate(node.items)]
        case Map():
            return {key: _plain(pair.node, (*path, key), texts) for key, pair in node.pairs.items()}


def _leaves(errors: Iterable[Any]) -> Iterator[Any]:
    """Give, of each choice that failed, what is wrong in the branch that was probably meant."""
    for error in errors:
        branches: dict[Any, list[Any]] = {}
        for inner in error.context or ():
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        meant = [branch for branch in branches.values() if not any(map(_is_other_kind, branch))]
        if meant and not is_choice_of_keys(error):
            yield from _leaves(meant[0])
        else:
            yield error


def _is_other_kind(error: Any) -> bool:
    """Tell whether a branch fails because it is for a list, say, and a text was written."""
    return error.validator == "type" and not error.relative_path


def _number_for_text(error: Any) -> Path | None:
    """Give the path of a number that stands where text is asked for, or None."""
    wanted = error.validator_value if error.validator == "type" else None
    return tuple(error.absolute_path) if wanted == "string" and _is_number(error.instance) else None


def _is_telling(error: Any) -> bool:
    """Tell whether an error is one of its own: keys are also called unknown where something else in them is wrong."""
    return error.validator != "unevaluatedProperties" or bool(_unknown(error))


def _unknown(error: Any) -> list[str]:
    known = set(_known_keys(error.schema))
    return [key for key in error.instance if key not in known]


def _known_keys(schema: Any, depth: int = 0) -> Iterator[str]:
    """Give every key that the standard knows at a place."""
    if not isinstance(schema, dict) or depth > 8:
        return
    yield from schema.get("properties", ())
    reference = schema.get("$ref")
    if reference:
        yield from _known_keys(_resolved(reference), depth + 1)
    for choice in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(choice, ()):
            yield from _known_keys(part, depth + 1)
    for part in ("then", "else"):
        yield from _known_keys(schema.get(part), depth + 1)


def _resolved(reference: str) -> Any:
    node: Any = _schema()
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _tell(error: Any, document: Document, findings: Findings, told: set[tuple[Mark, str]]) -> None:
    path: Path = tuple(error.absolute_path)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        _tell_keys(error, path, document, findings, told)
        return
    mark = node_at(document.root, path).mark
    what, mend = sentence(error, path, node_at(document.root, path))
    if (mark, what) not in told:
        told.add((mark, what))
        findings.add(mark, what, why=f"{ARTICLE} asks for it", mend=mend)


def _tell_keys(error: Any, path: Path, document: Document, findings: Findings, told: set[tuple[Mark, str]]) -> None:
    node = node_at(document.root, path)
    known = sorted(set(_known_keys(error.schema)))
    unknown = _unknown(error)
    here = within(path)
    for key in unknown or [k for k in re.findall(r"'([^']*)'", error.message) if k in error.instance]:
        mark = node.pairs[key].key if isinstance(node, Map) else node.mark
        if (mark, key) in told:
            continue
        told.add((mark, key))
        if unknown:
            what, mend = f"unknown key {quoted(key)}{here}{did_you_mean(key, known)}", f"known keys: {', '.join(known)}"
            what_else = "keep what the standard does not know under `customProperties`"
            findings.add(mark, what, why=f"{ARTICLE} has no such key here", mend=(mend, what_else), kind=UnknownKey)
        else:
            what = f"the key {quoted(key)} has no meaning beside the others{here}"
            findings.add(
                mark, what, why=f"{ARTICLE} gives it none here", mend=f"remove `{key}`, or correct what is beside it"
            )


def node_at(root: Node, path: Path) -> Node:
    """Give the value at a path, or the last one before it that exists."""
    node = root
    for part in path:
        match node, part:
            case Map(), str() if part in node.pairs:
                node = node.pairs[part].node
            case Many(), int() if part < len(node.items):
                node = node.items[part]
            case _:
                return node
    return node
