"""Our TLSH gives what the reference library (5.0.0) gave for the same bytes."""

import hashlib
import json
from pathlib import Path

import pytest
from assay_filetype.tlsh import Tlsh

GOLDEN = json.loads(Path(__file__).with_name("tlsh_golden.json").read_text())


def noise(size, seed):
    blocks = (hashlib.sha256(f"{seed}:{number}".encode()).digest() for number in range(-(-size // 32)))
    return b"".join(blocks)[:size]


KINDS = {
    "noise": lambda size: noise(size, "noise"),
    "text": lambda size: bytes(97 + byte % 26 if byte % 7 else 32 for byte in noise(size, "text")),
    "repeat": lambda size: (b"The quick brown fox. " * (size // 21 + 1))[:size],
    "half": lambda size: bytes(size // 2) + noise(size - size // 2, "half"),
}


def test_the_golden_answers_hold_both_kinds():
    assert {answer is None for _, _, answer in GOLDEN} == {True, False}


@pytest.mark.parametrize(("kind", "size", "answer"), GOLDEN)
def test_the_answer_is_the_reference_s(kind, size, answer):
    hasher = Tlsh()
    hasher.update(KINDS[kind](size))
    assert hasher.digest() == answer


@pytest.mark.parametrize("step", [1, 3, 4, 5, 1000])
def test_pieces_of_any_length_give_the_same(step):
    content = KINDS["text"](3200)
    hasher = Tlsh()
    for place in range(0, len(content), step):
        hasher.update(content[place : place + step])
    assert hasher.digest() == next(answer for kind, size, answer in GOLDEN if (kind, size) == ("text", 3200))
