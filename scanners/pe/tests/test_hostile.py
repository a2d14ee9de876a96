"""Damaged and hostile files end with an answer or `Unsupported`, in bounded space."""

import json
import logging
import struct

import pytest
from assay_engine import Unsupported
from assay_pe.build import DATA, Resource, Section, build_pe
from assay_pe.resources import MAX_DETAILS
from assay_pe.take_apart import take_apart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LOG = logging.getLogger("pe")
# An answer of more than 4 MiB is none, and a signature may take half of one besides.
MAX_ANSWER_BYTES = 3 * 1024 * 1024
MAX_LIST, MAX_TEXT = 256, 1024


def answer(content):
    try:
        attributes = take_apart(content, LOG)
    except Unsupported:
        return None
    assert len(json.dumps(attributes, allow_nan=False, ensure_ascii=False).encode()) < MAX_ANSWER_BYTES
    assert_bounded(attributes["pe_info"])
    return attributes["pe_info"]


def assert_bounded(value):
    if isinstance(value, str):
        assert len(value) <= MAX_TEXT
    elif isinstance(value, (dict, list)):
        assert len(value) <= MAX_LIST
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            assert_bounded(each)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_truncation_is_answered(known_pe, data):
    answer(known_pe[: data.draw(st.integers(0, len(known_pe)))])


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_words_is_answered(known_pe, data):
    content = bytearray(known_pe)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 4))
        word = data.draw(st.sampled_from([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]) | st.integers(0, 2**32 - 1))
        struct.pack_into("<I", content, place, word)
    answer(bytes(content))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_a_launcher_is_answered(launchers, data):
    content = bytearray(launchers[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, 0x400 - 1))] = data.draw(st.integers(0, 255))
    answer(bytes(content))


def test_a_hundred_thousand_imports_are_cut():
    functions = [f"Function{number}" for number in range(100_000)]
    info = answer(build_pe(imports={"a.dll": functions}))
    assert all(len(library["imported_functions"]) <= 256 for library in info.get("import_list", []))


def test_ten_thousand_libraries_are_cut():
    info = answer(build_pe(imports={f"library{number}.dll": ["f"] for number in range(10_000)}))
    assert len(info["import_list"]) == 256


def test_ten_thousand_exports_are_cut():
    info = answer(build_pe(exports=[f"f{number:05}" for number in range(8_000)]))
    assert len(info["exports"]) == 256


def test_five_thousand_resources_are_counted_and_the_first_described():
    info = answer(build_pe(resources=[Resource(10, number, 0, b"x") for number in range(4_000)]))
    assert len(info["resource_details"]) == MAX_DETAILS
    assert info["resource_types"] == {"RT_RCDATA": 4_000}


def test_resource_tables_that_refer_to_themselves_end():
    content = bytearray(build_pe(resources=[Resource(10, 1, 0, b"x")]))
    table = content.index(struct.pack("<HHIIHHHH", 0, 1, 10, 0x80000018, 0, 0, 0, 0)[:12]) - 12
    struct.pack_into("<I", content, table + 20, 0x80000000)
    assert "resource_details" not in answer(bytes(content))


def test_sections_that_all_lie_over_each_other_are_looked_at_only_so_often(caplog):
    big = bytes(300_000)
    content = bytearray(
        build_pe(sections=[Section(b".a", big), *[Section(b".b", b"x", DATA) for _ in range(90)]], entry=0)
    )
    first = content.index(b".a\0\0\0\0\0\0")
    for number in range(1, 91):
        struct.pack_into("<II", content, first + 40 * number + 16, len(big), 0x600)
    info = answer(bytes(content))
    assert len(info["sections"]) == 91 or "could not be read" in caplog.text
    measured = [section for section in info["sections"] if "md5" in section]
    assert 0 < len(measured) < len(info["sections"])


def test_a_debug_directory_of_a_gigabyte_is_cut():
    content = bytearray(build_pe(pdb="x.pdb"))
    optional = content.index(b"PE\0\0") + 24
    struct.pack_into("<I", content, optional + 96 + 6 * 8 + 4, 0x40000000)
    assert len(answer(bytes(content)).get("debug", [])) <= 256


def with_debug_paths(path, count):
    """A file with so many debug entries that all lead to this path."""
    blob = b"RSDS" + bytes(16) + struct.pack("<I", 1) + path + b"\0"
    at = count * 28
    entries = struct.pack("<IIHHIIII", 0, 0, 0, 0, 2, len(blob), 0x1000 + at, 0x600 + at) * count
    content = bytearray(build_pe(sections=[Section(b".debug", entries + blob, DATA)]))
    optional = content.index(b"PE\0\0") + 24
    struct.pack_into("<II", content, optional + 96 + 6 * 8, 0x1000, len(entries))
    return bytes(content)


def test_paths_to_symbols_are_cut():
    [*_, last] = entries = answer(with_debug_paths("\U0001f9a0".encode() * 5000, 300))["debug"]
    assert len(entries) == 256
    assert len(last["codeview"]["name"]) == 512


@settings(max_examples=12)
@given(data=st.data())
def test_a_file_that_is_too_much_in_every_way_is_cut(data):
    def times(most):
        return data.draw(st.sampled_from([0, 1, 255, 256, 257, most]))

    long = "\u3042" * times(300)
    libraries = {f"library{number}.dll": [f"F{number}" + "x" * 500] * 20 for number in range(times(300))}
    answer(
        build_pe(
            imports=libraries,
            exports=[f"e{number:05}" + "y" * 600 for number in range(times(600))],
            resources=[Resource(f"T{number}{long}"[:300], number, number, b"x") for number in range(times(600))],
            rich=[(number, number, number) for number in range(times(400))],
            pdb="C:\\" + "\u3042" * times(2000),
        )
    )


def test_what_a_damaged_part_hides_is_named_in_the_log(caplog, known_pe):
    content = bytearray(known_pe)
    optional = content.index(b"PE\0\0") + 24
    struct.pack_into("<II", content, optional + 96 + 4 * 8, len(content) - 16, 16)
    attributes = take_apart(bytes(content), LOG)
    assert attributes["signature_info"]["verified"].startswith("The signature could not be read")
    assert attributes["pe_info"]["import_list"]


@pytest.mark.parametrize("name", [b"\x00\x01\x02\x03\x04\x05\x06\x07", b"\xe2\x80\xae\xffabcd", b"<b>\n\r\t\0\0"])
def test_names_from_the_file_carry_no_control_characters(name):
    [section] = answer(build_pe(sections=[Section(name, b"\xc3")]))["sections"]
    assert section["name"].isprintable()
