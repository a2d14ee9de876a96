"""Calls VirusTotal's own client, unchanged, as its users do, and says as JSON what came of it.

A line of JSON on standard input, `{"id", "call", ...arguments}`, is answered by one on standard output, `{"id", "answer"}` or
`{"id", "error": {"code", "message"}}`. Every call has a thread and a client of its own, so that waiting holds up nobody.
"""

import json
import sys
import threading

import vt

HOST, TOKEN = sys.argv[1], sys.argv[2]
CALLS = {}


def call(function):
    CALLS[function.__name__] = function
    return function


def described(thing):
    return thing.to_dict()


@call
def scan_file(client, path, wait=False):
    with open(path, "rb") as file:
        analysis = client.scan_file(file, wait_for_completion=wait)
    return {"id": analysis.id, "type": analysis.type, "attributes": described(analysis).get("attributes", {})}


@call
def get_object(client, path, params=None):
    return described(client.get_object(path, params=params))


@call
def get_json(client, path, params=None):
    return client.get_json(path, params=params)


@call
def get_data(client, path):
    return client.get_data(path)


@call
def iterate(client, path, params=None, limit=None, batch_size=0):
    return [described(each) for each in client.iterator(path, params=params, limit=limit, batch_size=batch_size)]


@call
def iterate_in_two_halves(client, path, batch_size):
    """Stops at the end of a page, and goes on with a new iterator by the cursor of the old one.

    In the middle of a page the client's cursor is already that of the next one, whatever the server does.
    """
    iterator = client.iterator(path, batch_size=batch_size)
    halves = [next(iterator).id for _ in range(batch_size)]
    return halves + [each.id for each in client.iterator(path, cursor=iterator.cursor, batch_size=batch_size)]


@call
def post_comment(client, sha256, text):
    return described(client.post_object(f"/files/{sha256}/comments", obj=vt.Object("comment", obj_attributes={"text": text})))


@call
def post_vote(client, sha256, verdict):
    return described(client.post_object(f"/files/{sha256}/votes", obj=vt.Object("vote", obj_attributes={"verdict": verdict})))


@call
def delete(client, path):
    return client.delete(path).status


@call
def analyse(client, sha256):
    """As the client's own documentation has it: nothing in the body."""
    return client.post(f"/files/{sha256}/analyse").json()


@call
def download_file(client, file_hash, path):
    with open(path, "wb") as file:
        client.download_file(file_hash, file)


@call
def download_zip_files(client, hashes, path, password=None):
    with open(path, "wb") as file:
        client.download_zip_files(hashes, file, password=password, sleep_time=1)


@call
def scan_url(client, url):
    return described(client.scan_url(url))


def work(request):
    request_id, name = request.pop("id"), request.pop("call")
    host, token = request.pop("host", HOST), request.pop("token", TOKEN)
    try:
        with vt.Client(token, host=host, agent="assay tests") as client:
            answer = {"answer": CALLS[name](client, **request)}
    except vt.APIError as error:
        answer = {"error": {"code": error.code, "message": error.message}}
    except Exception as error:  # noqa: BLE001 - whatever the client throws is what its user would see
        answer = {"error": {"code": type(error).__name__, "message": str(error)}}
    with PRINTING:
        print(json.dumps({"id": request_id, **answer}), flush=True)


PRINTING = threading.Lock()
for line in sys.stdin:
    threading.Thread(target=work, args=(json.loads(line),), daemon=True).start()
