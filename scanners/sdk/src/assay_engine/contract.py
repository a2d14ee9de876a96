"""The messages and the manifest, checked against the JSON Schema that is generated from the contracts."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

SchemaName = Literal["engine-manifest", "host-request", "host-message"]


class ContractError(ValueError):
    """A message or manifest that does not have the agreed form. The text says which part and why."""


def check(name: SchemaName, value: object) -> None:
    """Raises `ContractError` unless `value` has the form that `name` describes."""
    from fastjsonschema import JsonSchemaValueException

    try:
        _validator(name)(value)
    except JsonSchemaValueException as error:
        raise ContractError(str(error.message)[:1000]) from None


def bound(name: Literal["MAX_LINE_BYTES", "MAX_LOG_LINES", "MAX_LOG_MESSAGE"]) -> int:
    return int(_bounds()[name])


def schema(name: str) -> dict[str, Any]:
    text = files("assay_engine").joinpath("schemas", f"{name}.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


@cache
def _bounds() -> dict[str, Any]:
    return schema("bounds")


@cache
def _validator(name: SchemaName) -> Callable[[object], object]:
    # Compiled once to a plain function: 4 µs for a log line where interpreting the schema takes 60 times that.
    import fastjsonschema

    compiled: Callable[[object], object] = fastjsonschema.compile(schema(name), use_default=False)
    return compiled
