"""What the fuzzer must know of this API: who calls, and what there is to be found.

`ASSAY_WORLD` is the address of the test that runs it: GET answers a caller and the ids of what belongs to them, POST
makes a new one. A call that deletes or switches off something is followed by a new one, so that what comes after it
does not only meet what is gone.
"""

import json
import os
import urllib.request
import zlib
from typing import Any

import schemathesis

WORLD = os.environ["ASSAY_WORLD"]
ENDING = ("DELETE", "PATCH")
MAX_WAIT_S = 1
MAX_VALUE = 200
_now: dict[str, Any] = {}


def _ask(method: str) -> dict[str, Any]:
    request = urllib.request.Request(WORLD, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        _now.update(json.load(answer))
    return _now


@schemathesis.auth(refresh_interval=None)
class Caller:
    def get(self, case: schemathesis.Case, ctx: schemathesis.AuthContext) -> str:
        return str((_now or _ask("GET"))["jwt"])

    def set(self, case: schemathesis.Case, data: str, ctx: schemathesis.AuthContext) -> None:
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Three of four calls go to something that exists; nobody waits long for a scan that nobody does, nor sends more
    than a request's head may hold: that is refused before anything of ours sees it."""
    for name, value in (case.query or {}).items():
        if isinstance(value, str) and len(value) > MAX_VALUE:
            case.query[name] = value[:MAX_VALUE]
    if case.query and "wait" in case.query:
        wait = str(case.query["wait"])
        if wait.isdigit():
            case.query["wait"] = min(int(wait), MAX_WAIT_S)
    for part, known in (_now or _ask("GET"))["known"].items():
        if part in case.path:
            for name, values in known.items():
                if name in (case.path_parameters or {}):
                    drawn = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())
                    if drawn % 4:
                        case.path_parameters[name] = values[drawn % len(values)]
            return


@schemathesis.hook
def after_call(ctx: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    ended = case.method.upper() in ENDING and response.status_code < 300
    if ended or response.status_code == 401:
        sent = dict(response.request.headers).get("Authorization", "")
        if ended or sent == f"Bearer {_now.get('jwt')}":
            _ask("POST")
