"""Certificate tables that were made to break the reader cost nothing but what cannot be read in them."""

import json
import logging
import struct

import pytest
from asn1crypto import core
from assay_pe.build import build_pe
from assay_pe.signature import BROKEN, MATCHES, MAX_SERIAL_BYTES, UNREAD
from assay_pe.take_apart import take_apart
from hypothesis import given, settings
from hypothesis import strategies as st

LOG = logging.getLogger("pe")
UNSIGNED = build_pe(imports={"KERNEL32.dll": ["ExitProcess"]})
MAX_SIGNATURE_BYTES = 512 * 1024


def tlv(tag, *parts):
    content = b"".join(parts)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts):
    return tlv(0x30, *parts)


def a_set(*parts):
    return tlv(0x31, *parts)


def oid(dotted):
    return core.ObjectIdentifier(dotted).dump()


NULL, ONE = b"\5\0", tlv(2, b"\1")
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"), NULL)
RSA = sequence(oid("1.2.840.113549.1.1.1"), NULL)
SIGNED_DATA, INDIRECT_DATA = oid("1.2.840.113549.1.7.2"), oid("1.3.6.1.4.1.311.2.1.4")
SIGNING_TIME, COUNTER_SIGNATURE = oid("1.2.840.113549.1.9.5"), oid("1.2.840.113549.1.9.6")
NOON = tlv(23, b"250724120500Z")


def name(text):
    return sequence(a_set(sequence(oid("2.5.4.3"), tlv(12, text))))


def signer(within=None, serial=ONE):
    unsigned = sequence(COUNTER_SIGNATURE, a_set(within)) if within else sequence(SIGNING_TIME, a_set(NOON))
    return sequence(ONE, sequence(name(b"Acme"), serial), SHA256, RSA, tlv(4, b"x"), tlv(0xA1, unsigned))


def countersigned(times):
    made = signer()
    for _ in range(times):
        made = signer(made)
    return made


def certificate(text=b"Acme", usages=1, serial=ONE):
    valid = sequence(tlv(23, b"200101000000Z"), tlv(23, b"300101000000Z"))
    signature = sequence(oid("1.2.840.113549.1.1.11"), NULL)
    key = sequence(RSA, tlv(3, b"\0" + sequence(ONE, ONE)))
    usage = sequence(oid("2.5.29.37"), tlv(4, sequence(tlv(6, b"\x2a\x7f") * usages)))
    version, extensions = tlv(0xA0, tlv(2, b"\2")), tlv(0xA3, sequence(usage))
    told = sequence(version, serial, signature, name(text), valid, name(text), key, extensions)
    return sequence(told, signature, tlv(3, b"\0x"))


def table(by, *certificates):
    digest = sequence(sequence(oid("1.3.6.1.4.1.311.2.1.15"), NULL), sequence(SHA256, tlv(4, bytes(32))))
    content = sequence(INDIRECT_DATA, tlv(0xA0, digest))
    message = sequence(
        SIGNED_DATA, tlv(0xA0, sequence(ONE, a_set(SHA256), content, tlv(0xA0, *certificates), a_set(by)))
    )
    return struct.pack("<IHH", 8 + len(message), 0x200, 2) + message


def with_table(certificates):
    out = bytearray(UNSIGNED)
    place = out.index(b"PE\0\0") + 24 + 96 + 4 * 8
    struct.pack_into("<II", out, place, len(out), len(certificates))
    return bytes(out + certificates)


def describe(certificates):
    """The file's own attributes are there, whatever the table holds."""
    attributes = take_apart(with_table(certificates), LOG)
    assert attributes["pe_info"]["import_list"]
    assert attributes["pe_info"]["imphash"]
    signature = attributes["signature_info"]
    assert signature["verified"] in (MATCHES, BROKEN) or signature["verified"].startswith(UNREAD)
    assert len(json.dumps(signature, allow_nan=False, ensure_ascii=False).encode()) < MAX_SIGNATURE_BYTES
    return signature


def test_one_counter_signature_gives_its_date():
    assert describe(table(countersigned(1), certificate()))["signing date"] == "12:05 PM 07/24/2025"


@pytest.mark.parametrize("times", [100, 1_200, 8_000])
def test_counter_signatures_within_each_other_cost_the_date_alone(times):
    signature = describe(table(countersigned(times), certificate()))
    assert signature["verified"] == BROKEN
    assert signature["signers"] == "Acme"
    assert "signing date" not in signature


def test_sets_within_sets_without_end_are_answered():
    # Of indefinite length, which a parser has to follow to find where it ends.
    endless = b"\x30\x80" * 20_000
    assert describe(struct.pack("<IHH", 8 + len(endless), 0x200, 2) + endless)["verified"].startswith(UNREAD)
    assert describe(table(signer(), endless))["verified"]


def test_two_hundred_thousand_usages_are_cut():
    [detail] = describe(table(signer(), certificate(usages=200_000)))["x509"]
    assert 0 < len(detail["valid usage"]) < 4096


def test_a_serial_number_of_half_a_megabyte_is_cut():
    serial = tlv(2, b"\x01" * 500_000)
    signature = describe(table(signer(serial=serial), certificate(serial=serial)))
    assert signature["signers"] == "Acme"
    assert len(signature["x509"][0]["serial number"]) == 3 * MAX_SERIAL_BYTES - 1


def test_names_without_end_and_certificates_without_number_are_cut():
    many = [certificate(b"\xf0\x9f\xa6\xa0" * 1_000, usages=50) for _ in range(100)]
    signature = describe(table(signer(), *many))
    assert len(signature["x509"]) == 32
    assert set(signature["signers"].split("; ")) == {"\U0001f9a0" * 256}


def test_a_certificate_that_cannot_be_read_costs_itself_alone(caplog):
    broken = bytearray(certificate(b"Broken"))
    place = broken.index(b"200101")
    broken[place : place + 6] = b"999999"
    signature = describe(table(signer(), certificate(), bytes(broken)))
    assert [detail["name"] for detail in signature["x509"]] == ["Acme"]
    assert signature["signers"] == "Acme"
    assert "certificate could not be read" in caplog.text


KNOWN = table(countersigned(2), certificate(), certificate(b"Authority", usages=3))


@settings(max_examples=400)
@given(data=st.data())
def test_any_change_of_a_certificate_table_is_answered(data):
    changed = bytearray(KNOWN)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(
            st.sampled_from([0, 1, 2, 0x30, 0x31, 0x80, 0x82, 0xA0, 0xFF]) | st.integers(0, 255)
        )
    describe(bytes(changed))


@settings(max_examples=100)
@given(length=st.integers(8, len(KNOWN)))
def test_any_truncation_of_a_certificate_table_is_answered(length):
    describe(KNOWN[:length])
