"""Only clamd's exact words are believed."""

import pytest
from assay_clamav.client import ClamdError, ClamdGone, Reply, parse_reply
from assay_clamav.judge import judge
from assay_engine import Result, Unsupported

OWN = frozenset({"Eicar-Test-Signature"})


def test_ok_is_clean():
    assert parse_reply(b"fd[11]: OK\0") == Reply(None)


def test_found_carries_the_label():
    assert parse_reply(b"fd[11]: Win.Trojan.Agent-1 FOUND\0") == Reply("Win.Trojan.Agent-1")


@pytest.mark.parametrize(
    "answer",
    [
        b"fd[11]: Can't allocate memory ERROR\0",
        b"fd[11]: OK ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"OK\0",
        b"fd[11]: ok\0",
        b"fd[11]: OK\n\0",
        b"fd[11]: OK\0fd[11]: OK\0",
        b"fd[11]:  FOUND\0",
        b"fd[11]: \xff\xfe FOUND\0",
        b"fd[]: OK\0",
        b"\0",
    ],
)
def test_anything_else_is_a_failure(answer):
    with pytest.raises(ClamdError):
        parse_reply(answer)


@pytest.mark.parametrize("answer", [b"", b"fd[11]: OK", b"fd[11]: Win.Troj"])
def test_an_answer_cut_short_means_that_clamd_is_gone(answer):
    with pytest.raises(ClamdGone):
        parse_reply(answer)


def test_a_signature_is_malicious_and_a_rule_of_thumb_suspicious():
    assert judge("Win.Trojan.Agent-1", OWN) == Result.malicious("Win.Trojan.Agent-1")
    assert judge("Heuristics.Broken.Media.PNG", OWN) == Result.suspicious("Heuristics.Broken.Media.PNG")


def test_the_mark_of_an_unsigned_signature_stays_but_on_our_own():
    assert judge("Eicar-Test-Signature.UNOFFICIAL", OWN).label == "Eicar-Test-Signature"
    assert judge("Mine.UNOFFICIAL", OWN).label == "Mine.UNOFFICIAL"


@pytest.mark.parametrize("label", ["Heuristics.Limits.Exceeded.MaxScanSize", "Heuristics.Encrypted.Zip"])
def test_what_clamd_could_not_look_at_is_unsupported(label):
    with pytest.raises(Unsupported):
        judge(label, OWN)
