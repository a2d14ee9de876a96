"""What is said of a signature, without the network and so without trust."""

import logging
import struct
from datetime import UTC, datetime

import pefile
import pytest
from asn1crypto import algos, cms, core, keys, x509
from assay_pe.authentihash import authentihash
from assay_pe.build import Resource, build_pe
from assay_pe.signature import BROKEN, MATCHES, NOT_CHECKED
from assay_pe.take_apart import take_apart
from assay_pe.version_info import read_texts

LOG = logging.getLogger("pe")


def certificate(subject, issuer, serial):
    name = {text: x509.Name.build({"common_name": text}) for text in (subject, issuer)}
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    return x509.Certificate(
        {
            "tbs_certificate": {
                "version": "v3",
                "serial_number": serial,
                "signature": algorithm,
                "issuer": name[issuer],
                "validity": {
                    "not_before": x509.Time({"utc_time": datetime(2024, 1, 2, 3, 4, tzinfo=UTC)}),
                    "not_after": x509.Time({"utc_time": datetime(2027, 1, 2, 3, 4, tzinfo=UTC)}),
                },
                "subject": name[subject],
                "subject_public_key_info": keys.PublicKeyInfo.wrap(
                    keys.RSAPublicKey({"modulus": 3233, "public_exponent": 17}), "rsa"
                ),
            },
            "signature_algorithm": algorithm,
            "signature_value": b"\0",
        }
    )


def signed(content):
    """The file with a certificate table whose digest is right; the signature's value is not."""
    pe = pefile.PE(data=content, fast_load=True)
    digest = bytes.fromhex(authentihash(pe, content))
    algorithm = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
    told = _tlv(0x30, _tlv(0x30, b"") + _tlv(0x30, algorithm + core.OctetString(digest).dump()))
    certificates = [certificate("Acme", "Acme Authority", 4660), certificate("Acme Authority", "Acme Authority", 1)]
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificates[0].issuer, "serial_number": 4660}},
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": [
            {"type": "signing_time", "values": [cms.Time({"utc_time": datetime(2025, 7, 24, 12, 5, tzinfo=UTC)})]}
        ],
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": b"\0",
    }
    shell = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"")}),
            "certificates": certificates,
            "signer_infos": [signer],
        }
    )
    # The library does not know Authenticode's content, so its place is filled by hand.
    placeholder = shell["encap_content_info"].dump()
    kind = core.ObjectIdentifier("1.3.6.1.4.1.311.2.1.4").dump()
    own = core.Sequence.load(_tlv(0x30, kind + _tlv(0xA0, told))).dump()
    body = shell.dump()
    header = len(body) - len(shell.contents)
    contents = body[header:].replace(placeholder, own, 1)
    message = _tlv(0x30, core.ObjectIdentifier("1.2.840.113549.1.7.2").dump() + _tlv(0xA0, _tlv(0x30, contents)))
    table = struct.pack("<IHH", 8 + len(message), 0x200, 2) + message
    out = bytearray(content + table.ljust(-(-len(table) // 8) * 8, b"\0"))
    struct.pack_into(
        "<II", out, pe.OPTIONAL_HEADER.DATA_DIRECTORY[4].get_file_offset(), len(content), len(out) - len(content)
    )
    return bytes(out)


def _tlv(tag, content):
    length = len(content)
    size = bytes([length]) if length < 128 else bytes([0x82]) + length.to_bytes(2, "big")
    return bytes([tag]) + size + content


@pytest.fixture(scope="module")
def signed_pe():
    return signed(build_pe())


def test_signers_are_named_and_nothing_is_claimed_of_them(signed_pe):
    info = take_apart(signed_pe, LOG)["signature_info"]
    assert info["verified"] == MATCHES
    assert "not checked" in info["verified"]
    assert info["signers"] == "Acme; Acme Authority"
    assert info["signing date"] == "12:05 PM 07/24/2025"
    first = info["signers details"][0]
    assert first["name"] == "Acme"
    assert first["status"] == NOT_CHECKED
    assert first["serial number"] == "12 34"
    assert first["cert issuer"] == "Acme Authority"
    assert first["valid from"] == "03:04 AM 01/02/2024"
    assert len(info["x509"]) == 2


def test_a_changed_file_does_not_verify(signed_pe):
    changed = bytearray(signed_pe)
    changed[0x610] ^= 1
    assert take_apart(bytes(changed), LOG)["signature_info"]["verified"] == BROKEN


def test_signing_does_not_change_the_authentihash(signed_pe):
    assert take_apart(signed_pe, LOG)["authentihash"] == take_apart(build_pe(), LOG)["authentihash"]


def test_an_unsigned_file_has_no_word_on_signatures():
    assert "signature_info" not in take_apart(build_pe(), LOG)


@pytest.mark.parametrize("cut", range(0, 900, 50))
def test_a_damaged_signature_is_answered(signed_pe, cut):
    damaged = bytearray(signed_pe)
    place = len(damaged) - 900 + cut
    damaged[place : place + 8] = b"\xff" * 8
    found = take_apart(bytes(damaged), LOG)["signature_info"]["verified"]
    assert found in (MATCHES, BROKEN) or found.startswith("The signature could not be read")


def test_another_file_s_signature_does_not_verify(signed_pe):
    other = build_pe(entry=0x1004)
    swapped = other[: len(build_pe())] + signed_pe[len(build_pe()) :]
    place = pefile.PE(data=other, fast_load=True).OPTIONAL_HEADER.DATA_DIRECTORY[4].get_file_offset()
    moved = bytearray(swapped)
    struct.pack_into("<II", moved, place, len(build_pe()), len(swapped) - len(build_pe()))
    assert take_apart(bytes(moved), LOG)["signature_info"]["verified"] == BROKEN


def version_block(key, value=b"", children=b"", kind=1):
    head = key.encode("utf-16-le") + b"\0\0"
    head += bytes(-(6 + len(head)) % 4)
    body = value + bytes(-len(value) % 4) + children
    return struct.pack("<HHH", 6 + len(head) + len(body), len(value) // 2 if kind else len(value), kind) + head + body


def test_the_version_resource_is_told():
    text = "Editor\0".encode("utf-16-le")
    table = version_block("040904b0", children=version_block("ProductName", text))
    block = version_block("VS_VERSION_INFO", bytes(52), version_block("StringFileInfo", children=table), kind=0)
    assert read_texts(block) == {"ProductName": "Editor"}
    found = take_apart(build_pe(resources=[Resource(16, 1, 0x409, block)]), LOG)
    assert found["signature_info"] == {"product": "Editor"}


@pytest.mark.parametrize("block", [b"", b"\0" * 100, b"\xff" * 1000, struct.pack("<HHH", 6, 0, 0) * 200])
def test_a_damaged_version_resource_ends(block):
    assert isinstance(read_texts(block), dict)
