import json

import pytest
from assay_engine.contract import ContractError, bound, check_message, is_nested_deeper, parse_message, schema
from assay_engine.host.lines import LineSplitter, LineTooLongError
from assay_engine.host.run_log import PrintedLines, RunLog
from assay_engine.process.lines import encode_line
from hypothesis import given
from hypothesis import strategies as st

LINES = st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")))


@given(LINES, st.lists(st.integers(1, 50)), st.binary(max_size=20).map(lambda rest: rest.replace(b"\n", b"")))
def test_lines_are_the_same_however_they_are_cut(lines, cuts, rest):
    stream = b"".join(line + b"\n" for line in lines) + rest
    splitter = LineSplitter()
    found = []
    for size in cuts:
        chunk, stream = stream[:size], stream[size:]
        found += splitter.feed(chunk)
    found += splitter.feed(stream)
    assert found == [line for line in lines if line]
    assert splitter.rest == rest


@given(st.binary(max_size=300), st.integers(1, 60), st.integers(1, 60))
def test_never_more_than_the_bound_is_held_or_given(stream, size, max_bytes):
    splitter = LineSplitter(max_bytes)
    longest = max(len(part) + 1 for part in stream.split(b"\n"))
    try:
        for start in range(0, len(stream), size):
            for line in splitter.feed(stream[start : start + size]):
                assert len(line) < max_bytes
            assert len(splitter.rest) < max_bytes
    except LineTooLongError:
        assert longest > max_bytes
    else:
        assert longest <= max_bytes


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_contract_error(line):
    with pytest.raises(ContractError):
        parse_message("host-message", line)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = {
    "op": st.sampled_from(["result", "error", "log", "identified", "engines", "scan"]),
    "id": st.text(max_size=6),
    "sha256": st.sampled_from(["0" * 64, "x"]),
    "verdict": st.sampled_from(["malicious", "undetected", None, "clean"]),
    "label": st.none() | st.text(max_size=4),
    "attributes": st.dictionaries(st.sampled_from(["said", "Said"]), JSON, max_size=2),
    "versions": st.just({"package": "1", "engine": "1", "signatures": None, "signatures_date": None}) | JSON,
    "duration_ms": st.integers(-1, 5),
    "outcome": st.sampled_from(["failure", "unsupported", "fine"]),
    "message": st.text(max_size=8),
    "seq": st.integers(0, 3),
    "level": st.sampled_from(["info", "loud"]),
    "time": st.sampled_from(["2026-01-01T00:00:00.000Z", "now"]),
    "type": st.none() | st.just({"tag": None, "mime": "a/b", "magic": ""}) | JSON,
    "engines": st.just([]),
}
BY_OP = {
    "result": ["sha256", "verdict", "label", "attributes", "versions", "duration_ms"],
    "error": ["outcome", "message", "versions", "duration_ms"],
    "log": ["seq", "time", "level", "message"],
    "identified": ["type"],
    "engines": ["engines"],
    "scan": ["sha256"],
}


@st.composite
def messages(draw):
    operation = draw(FIELDS["op"])
    names = [*BY_OP[operation], "id"] if operation != "engines" else ["engines"]
    message = {"op": operation, **{name: draw(FIELDS[name]) for name in names}}
    if draw(st.integers(0, 9)) == 0:
        message.pop(draw(st.sampled_from(sorted(message))))
    return message


@given(messages())
def test_the_quick_check_agrees_with_a_complete_implementation_of_json_schema(message):
    from jsonschema import Draft202012Validator

    complete = Draft202012Validator(schema("host-message"))
    try:
        check_message("host-message", message)
        accepted = True
    except ContractError:
        accepted = False
    assert accepted == complete.is_valid(message)


@given(JSON)
def test_what_is_sent_is_one_line_that_reads_back(value):
    line = encode_line({"value": value})
    assert line.count(b"\n") == 1
    assert json.loads(line) == {"value": value}


def test_what_json_cannot_say_is_not_sent():
    for value in (float("nan"), float("inf"), "x" * bound("MAX_LINE_BYTES")):
        with pytest.raises(ValueError, match=r".+"):
            encode_line({"value": value})


@given(JSON)
def test_nesting_is_counted_as_recursion_would(value):
    def levels(inner):
        if not isinstance(inner, dict | list):
            return 0
        return 1 + max((levels(each) for each in (inner.values() if isinstance(inner, dict) else inner)), default=0)

    assert not is_nested_deeper(value, levels(value))
    assert levels(value) == 0 or is_nested_deeper(value, levels(value) - 1)


@pytest.mark.parametrize("levels", [bound("MAX_NESTING"), 5_000, 100_000])
def test_no_depth_is_too_deep_to_be_refused(levels):
    value = []
    for _ in range(levels):
        value = [value]
    with pytest.raises(ValueError, match="nested deeper"):
        encode_line({"value": value})


def test_a_value_that_holds_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(ValueError, match=r"Circular|nested"):
        encode_line({"value": value})


@given(st.integers(0, 2500))
def test_logs_are_numbered_from_one_and_cut_once(count):
    sent = []
    log = RunLog("run", sent.append)
    for number in range(count):
        log.write("info", str(number))
    most = bound("MAX_LOG_LINES")
    assert [line["seq"] for line in sent] == list(range(1, min(count, most + 1) + 1))
    assert ("dropped" in sent[-1]["message"]) == (count > most) if sent else count == 0
    for line in sent[-3:]:
        check_message("host-message", line)


@given(st.lists(st.binary(max_size=5000)))
def test_nothing_printed_is_lost_or_held_without_end(chunks):
    sent = []
    printed = PrintedLines(RunLog("run", sent.append))
    for chunk in chunks:
        printed.feed(chunk)
    printed.end()
    if len(sent) <= bound("MAX_LOG_LINES"):
        kept = "".join(line["message"] for line in sent)
        assert sum(map(str.isalnum, kept)) >= sum(character in b"abcXYZ019" for character in b"".join(chunks))
