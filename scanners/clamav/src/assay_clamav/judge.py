"""From clamd's label to a verdict."""

from assay_engine import Result, Unsupported

UNOFFICIAL = ".UNOFFICIAL"
_BEYOND = "Heuristics.Limits.Exceeded"
_ENCRYPTED = "Heuristics.Encrypted"


def judge(label: str, own_labels: frozenset[str]) -> Result:
    """The verdict on a detection; raises `Unsupported` where clamd says that it could not look.

    Limits and encryption are reported by clamd as detections although nothing was found; it names them only when no
    signature matched. A rule of thumb (`Heuristics.…`) makes a file suspicious, a signature malicious.
    """
    name = clean_label(label, own_labels)
    if name.startswith(_BEYOND):
        raise Unsupported(f"ClamAV could not look at all of it: {name.removeprefix('Heuristics.')}")
    if name.startswith(_ENCRYPTED):
        raise Unsupported(f"ClamAV found nothing outside and cannot look inside: {name.removeprefix('Heuristics.')}")
    if name.startswith("Heuristics."):
        return Result.suspicious(name)
    return Result.malicious(name)


def clean_label(label: str, own_labels: frozenset[str]) -> str:
    """clamd marks every signature that ClamAV did not sign; on our own set's names the mark says nothing."""
    name = label.removesuffix(UNOFFICIAL)
    return name if name in own_labels else label[:256]
