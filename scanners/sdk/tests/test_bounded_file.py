import io
import tracemalloc
import zipfile

import pytest
from assay_engine.bounded_file import BoundedFile, ReadTooLongError
from assay_engine.identify import identify

MIB = 1024 * 1024


@pytest.fixture
def ten_bytes(tmp_path):
    path = tmp_path / "ten"
    path.write_bytes(b"0123456789")
    return path


@pytest.mark.parametrize("size", [-1, None, 9, 10])
def test_no_read_takes_more_than_the_bound(ten_bytes, size):
    with BoundedFile(ten_bytes, 8) as file, pytest.raises(ReadTooLongError):
        file.read(size)


def test_what_is_asked_for_beyond_the_end_does_not_count(ten_bytes):
    with BoundedFile(ten_bytes, 8) as file:
        file.seek(4)
        assert file.read(1000) == b"456789"
        file.seek(4)
        assert file.read() == b"456789"


def archive_with_a_directory_of(path, size):
    """A ZIP whose directory is that long and was all written: the comment of its one member is in it many times."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for number in range(size // 60_000 + 1):
            member = zipfile.ZipInfo(f"{number}.txt")
            member.comment = b"c" * 60_000
            file.writestr(member, "x")
    path.write_bytes(made.getvalue())
    return path


def test_a_long_directory_is_refused_before_it_is_read(tmp_path):
    path = archive_with_a_directory_of(tmp_path / "long.zip", 2 * MIB)
    with BoundedFile(path, MIB) as file, pytest.raises(ReadTooLongError):
        zipfile.ZipFile(file)
    with BoundedFile(path, 4 * MIB) as file:
        assert len(zipfile.ZipFile(file).namelist()) > 30


def test_a_sample_with_a_long_directory_is_identified_without_reading_it(tmp_path):
    path = archive_with_a_directory_of(tmp_path / "long.zip", 10 * MIB)
    tracemalloc.start()
    try:
        assert identify(path).tag == "zip"
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5 * MIB
