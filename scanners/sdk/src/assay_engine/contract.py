"""The messages and the manifest, checked against the JSON Schema that is generated from the contracts."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Check = Callable[[object], object]
UnionName = Literal["host-request", "host-message"]
BoundName = Literal["MAX_LINE_BYTES", "MAX_LOG_LINES", "MAX_LOG_MESSAGE", "MAX_NESTING"]


class ContractError(ValueError):
    """A message or manifest that does not have the agreed form. The text says which part and why."""


def check_manifest(value: object) -> None:
    """Raises `ContractError` unless `value` has the form of an `engine.toml`."""
    _apply(_manifest_check(), value)


def check_message(name: UnionName, value: object) -> dict[str, Any]:
    """`value` as a message of that union; raises `ContractError` when it is none."""
    if not isinstance(value, dict):
        raise ContractError("a message is a JSON object")
    operation = value.get("op")
    made = _message_checks(name).get(operation) if isinstance(operation, str) else None
    if made is None:
        raise ContractError("unknown op")
    _apply(made(), value)
    return value


def parse_message(name: UnionName, line: bytes) -> dict[str, Any]:
    """The message on one line; raises `ContractError` for whatever is none."""
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ContractError(f"not JSON: {type(error).__name__}") from error
    if is_nested_deeper(value, bound("MAX_NESTING")):
        raise ContractError(f"nested deeper than {bound('MAX_NESTING')} levels")
    return check_message(name, value)


def is_nested_deeper(value: object, levels: int) -> bool:
    """Whether lists and objects lie in one another deeper than that; a list in an object is two levels.

    Without recursion, so that no value ends it for want of stack. `value` must not hold itself.
    """
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(levels):
        level = [inner for each in level for inner in _inside(each) if isinstance(inner, _CONTAINERS)]
    return bool(level)


_CONTAINERS = (dict, list, tuple)


def _inside(container: Any) -> Iterable[object]:
    return container.values() if isinstance(container, dict) else container


@cache
def bound(name: BoundName) -> int:
    return int(schema("bounds")[name])


def schema(name: str) -> dict[str, Any]:
    text = files("assay_engine").joinpath("schemas", f"{name}.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def _apply(made: Check, value: object) -> None:
    from fastjsonschema import JsonSchemaValueException

    try:
        made(value)
    except JsonSchemaValueException as error:
        raise ContractError(str(error.message)[:1000]) from None
    except RecursionError:
        raise ContractError("nested too deeply") from None


@cache
def _manifest_check() -> Check:
    return _compile(schema("engine-manifest"))


@cache
def _message_checks(name: UnionName) -> dict[str, Callable[[], Check]]:
    """A check for each `op`: quicker than trying every form of the union, and it can say what is wrong."""
    whole = schema(name)
    defs = whole["$defs"]
    union = defs[whole["$ref"].rpartition("/")[2]]
    forms = {form["properties"]["op"]["const"]: form for form in union["oneOf"]}
    if "result" in forms:
        # What was parsed from JSON is JSON: to check each of its values again took 66 ms for 71 KB.
        forms["result"]["properties"]["attributes"]["additionalProperties"] = True
    return {operation: cache(lambda form=form: _compile({**form, "$defs": defs})) for operation, form in forms.items()}


def _compile(form: dict[str, Any]) -> Check:
    # Compiled once to a plain function; interpreting the schema for each line would cost a multiple.
    import fastjsonschema

    made: Check = fastjsonschema.compile(form, use_default=False)
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
