"""Authenticode signatures: who is named in them, and whether they belong to this file.

Nothing is asked of the network, so whether the certificates can be trusted or were revoked is not known here, and the
words used say so.
"""

import struct
from collections.abc import Iterable
from functools import partial
from itertools import islice
from typing import Any

from asn1crypto import cms, core, parser, x509

from assay_pe.authentihash import authentihash, certificate_table
from assay_pe.damage import DAMAGE, Reader, reason
from assay_pe.names import readable

MATCHES = "The digest in the signature matches the file; its value and the certificates were not checked"
BROKEN = "The digital signature of the object did not verify."
UNREAD = "The signature could not be read"
NOT_CHECKED = "Not checked"
MAX_TABLE_BYTES = 1024 * 1024
MAX_CERTIFICATES = 32
MAX_USAGES = 32
MAX_ATTRIBUTES = 256
MAX_COUNTER_SIGNATURES = 8
"""Those that are within one another; one is usual."""
MAX_SERIAL_BYTES = 32
"""RFC 5280 allows 20."""
_PKCS_SIGNED_DATA = 2
_INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4"
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})


class _DigestInfo(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", cms.DigestAlgorithm), ("digest", core.OctetString)]  # noqa: RUF012


class _IndirectData(core.Sequence):  # type: ignore[misc]
    _fields = [("data", core.Any), ("digest", _DigestInfo)]  # noqa: RUF012


def describe_signature(pe: Any, data: Any, read: Reader) -> dict[str, Any]:
    """Empty for a file without certificates, else `verified` and what else could be read."""
    table = certificate_table(pe, len(data))
    if table.size < 8:
        return {}
    try:
        signed = _signed_data(bytes(data[table.offset : table.offset + min(table.size, MAX_TABLE_BYTES)]))
        verified = MATCHES if _digest_matches(signed, pe, data) else BROKEN
    except DAMAGE as error:
        return {"verified": f"{UNREAD}: {reason(error)}"}
    certificates = read("certificates", lambda: _certificates(signed)) or []
    return {
        "verified": verified,
        **(read("signer", lambda: _signer(signed, certificates, read)) or {}),
        "x509": _details(certificates, read),
    }


def _signed_data(table: bytes) -> Any:
    length, _, kind = struct.unpack_from("<IHH", table)
    if kind != _PKCS_SIGNED_DATA:
        raise ValueError(f"certificate of type {kind}")
    content = cms.ContentInfo.load(table[8 : max(8, length)])
    if content["content_type"].native != "signed_data":
        raise ValueError(f"not signed data but {content['content_type'].native}")
    return content["content"]


def _certificates(signed: Any) -> list[Any]:
    chosen = [choice.chosen for choice in islice(signed["certificates"], MAX_CERTIFICATES)]
    return [certificate for certificate in chosen if isinstance(certificate, x509.Certificate)]


def _signer(signed: Any, certificates: list[Any], read: Reader) -> dict[str, Any]:
    """Of the first who signed; empty when nobody did."""
    first = next(iter(signed["signer_infos"]), None)
    if first is None:
        return {}
    chain = _chain(first["sid"].chosen, certificates)
    date = read("signing date", lambda: _signing_date(first))
    return {
        "signers": "; ".join(_name(certificate) for certificate in chain),
        "signers details": _details(chain, read),
        **({} if date is None else {"signing date": date}),
    }


def _details(certificates: Iterable[Any], read: Reader) -> list[dict[str, Any]]:
    details = (read("certificate", partial(_detail, one)) for one in certificates)
    return [detail for detail in details if detail is not None]


def _digest_matches(signed: Any, pe: Any, data: Any) -> bool:
    content = signed["encap_content_info"]
    if content["content_type"].dotted != _INDIRECT_DATA:
        raise ValueError("no Authenticode content")
    # Explicitly tagged [0], which the library keeps as it is because it does not know this content's type.
    class_, _, tag, _, inner, _ = parser.parse(content["content"].dump())
    if (class_, tag) != (2, 0):
        raise ValueError("Authenticode content without its tag")
    told = _IndirectData.load(inner)
    algorithm = told["digest"]["algorithm"]["algorithm"].native
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"digest {algorithm}")
    return bool(told["digest"]["digest"].native.hex() == authentihash(pe, data, algorithm))


def _chain(signer: Any, certificates: list[Any]) -> list[Any]:
    """The signer's certificate and its issuers, as far as they are in the file."""
    serial = signer["serial_number"].native
    chain = [certificate for certificate in certificates if certificate.serial_number == serial][:1]
    while chain and len(chain) < MAX_CERTIFICATES:
        issuer = chain[-1].issuer
        above = [
            certificate
            for certificate in certificates
            if _is_same(certificate.subject, issuer) and certificate not in chain
        ]
        if not above:
            break
        chain.append(above[0])
    return chain


def _is_same(name: Any, other: Any) -> bool:
    """Names that cannot be prepared for comparison, such as those with an emoji, are the same when their bytes are."""
    try:
        return bool(name == other)
    except ValueError:
        return bool(name.dump() == other.dump())


def _detail(certificate: Any) -> dict[str, Any]:
    validity = certificate["tbs_certificate"]["validity"]
    usage = certificate.extended_key_usage_value
    usages = [readable(str(word.native), 64) for word in islice(usage or (), MAX_USAGES)]
    return {
        "name": _name(certificate),
        "status": NOT_CHECKED,
        "valid usage": ", ".join(usages) if usage is not None else "All",
        "algorithm": readable(str(certificate["signature_algorithm"]["algorithm"].native), 64),
        "valid from": _date(validity["not_before"].native),
        "valid to": _date(validity["not_after"].native),
        "serial number": _spaced(certificate.serial_number),
        "cert issuer": _common_name(certificate.issuer),
        "thumbprint": certificate.sha1.hex().upper(),
    }


def _name(certificate: Any) -> str:
    return _common_name(certificate.subject)


def _common_name(name: Any) -> str:
    parts = name.native
    chosen = parts.get("common_name") or parts.get("organization_name") or parts.get("organizational_unit_name") or "?"
    return readable(chosen if isinstance(chosen, str) else str(chosen))


def _signing_date(signer: Any) -> str | None:
    """From the signer's own word or from an old-style counter signature within it; neither was checked."""
    for _ in range(MAX_COUNTER_SIGNATURES):
        told, counter_signer = None, None
        for attribute in islice(_attributes(signer), MAX_ATTRIBUTES):
            told = told or (attribute if attribute["type"].native == "signing_time" else None)
            if attribute["type"].native == "counter_signature":
                counter_signer = counter_signer or attribute["values"][0]
        if told is not None:
            return _date(told["values"][0].native)
        if counter_signer is None:
            return None
        signer = counter_signer
    return None


def _attributes(signer: Any) -> Iterable[Any]:
    parts = (signer["signed_attrs"], signer["unsigned_attrs"])
    return (attribute for part in parts if not isinstance(part, core.Void) for attribute in part)


def _date(moment: Any) -> str:
    return str(moment.strftime("%I:%M %p %m/%d/%Y"))


def _spaced(serial: int) -> str:
    text = f"{abs(serial):X}"
    text = text.rjust(len(text) + len(text) % 2, "0")
    return " ".join(text[index : index + 2] for index in range(0, min(len(text), 2 * MAX_SERIAL_BYTES), 2))
