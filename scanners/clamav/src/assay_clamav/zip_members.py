"""What programs can unpack from a ZIP, by whichever of its records they go.

Most programs go by the directory that the last end record names; some by an earlier one, when several archives stand
one behind the other; some, that read a stream, by the header before each member. A member is listed here when any of
them would find it. `plain` says that clamd 1.4 found every one as well. From libclamav's unzip.c: it takes offsets from
the beginning of the file, believes each local header's method, sizes and flags, knows nothing of ZIP64, and looks at no
member that the directory does not name. In a file that does not begin as a ZIP it tries each local header that has
sizes, but not in every type of file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assay_clamav.deflate import Lengths, TooMuch
from assay_clamav.spans import Spans
from assay_clamav.zip_records import (
    ENCRYPTED,
    END,
    END_BYTES,
    ENTRY,
    LOCAL,
    MASKED,
    MAX_COMMENT_BYTES,
    SIZES_BEHIND,
    EndRecord,
    Entry,
    LocalHeader,
    read_end_records,
    read_entry,
    read_local_header,
)

# Stored, imploded, deflated, deflate64, bzip2: what libclamav unpacks.
METHODS = frozenset({0, 6, 8, 9, 12})
STORED, DEFLATED = 0, 8
# Every method that was ever given a number; another one where a header seems to stand means that none does.
_ALL_METHODS = frozenset({*range(11), 12, 14, 16, 18, 19, 20, *range(93, 100)})
_SPLIT_MARKS = (b"PK00", b"PK\x07\x08")
_NEWEST_VERSION = 63
_LONGEST_NAME = 4096

MAX_MEMBERS = 100_000
MAX_DIRECTORIES = 16
MAX_MARKS = 1_000_000
"""So many times the first bytes of a record are tried where no record need be."""


class Unreadable(Exception):
    """Something in the ZIP can be unpacked by some program and not be shown to clamd. The text says what."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member with bytes. `start` is where its local header stands, `data` where its packed bytes begin."""

    start: int
    data: int
    packed: int
    unpacked: int
    method: int
    flags: int
    name: bytes

    @property
    def end(self) -> int:
        return self.data + self.packed


@dataclass(frozen=True, slots=True)
class Zip:
    """`plain` when clamd finds every one of the members by itself."""

    members: list[Member]
    plain: bool


def read_zip(data: Any, most_unpacked: int) -> Zip | None:
    """None for what no program takes for a ZIP. `most_unpacked` bounds, in bytes, what is inflated to find an end.

    Time and memory are linear in the buffer's length. Raises `Unreadable`.
    """
    streamed = _begins_as_zip(data)
    reading = _Reading(data, streamed, most_unpacked)
    try:
        reading.read_directories(0 if streamed else max(0, len(data) - END_BYTES - MAX_COMMENT_BYTES))
        if streamed:
            reading.read_hidden()
    except TooMuch:
        raise Unreadable(f"the ZIP unpacks to more than the {most_unpacked} bytes that are looked at") from None
    if not streamed and not reading.members:
        return None
    return Zip(list(reading.members), streamed and reading.plain)


def _begins_as_zip(data: Any) -> bool:
    head = data[:8]
    return head.startswith(LOCAL) or (head[:4] in _SPLIT_MARKS and head[4:] == LOCAL)


class _Reading:
    """One ZIP while it is read. `streamed` says that it can be read as a stream, too: the file begins with it.
    `members` is a dictionary for its order and against repetition."""

    def __init__(self, data: Any, streamed: bool, most_unpacked: int) -> None:
        self._data = data
        self._streamed = streamed
        self._lengths = Lengths(data, most_unpacked)
        self.members: dict[Member, None] = {}
        self.plain = True
        self._directories: list[tuple[int, int]] = []
        self._named: list[tuple[int, int]] = []
        self._read: set[tuple[int, int]] = set()
        self._marks = 0

    def read_directories(self, lowest: int) -> None:
        """From the last end record that begins at `lowest` or behind it to the first, those within members left out."""
        # Records that a stored member holds are the business of who scans that member.
        taken = self._taken()
        end, last = len(self._data) - END_BYTES + len(END), True
        while (place := self._data.rfind(END, lowest, max(end, 0))) >= 0:
            around = taken.begin_around(place)
            if around is not None:
                end = around
                continue
            self._count_mark()
            end = place + len(END) - 1
            before = len(self._directories)
            for start, base in self._starts(place, last):
                self._read_directory(start, base, last)
            if len(self._directories) > before:
                taken = self._taken()
            last = False
        if not self._directories:
            self.plain = False

    def _starts(self, place: int, last: bool) -> list[tuple[int, int]]:
        """Where the directory of this end record may begin, and what is to be added to the offsets in it."""
        records = read_end_records(self._data, place)
        places = dict.fromkeys(place for record in records for place in _places(record))
        found = [(start, base) for start, base in places if start >= 0 and self._data[start : start + 4] == ENTRY]
        # clamd knows the offset of the last record alone, and only as it stands there.
        if not (last and found == [(records[0].offset, 0)]):
            self.plain = False
        return found

    def _read_directory(self, start: int, base: int, last: bool) -> None:
        if (start, base) in self._read:
            return
        self._read.add((start, base))
        if len(self._read) > MAX_DIRECTORIES:
            raise Unreadable(f"the ZIP has more than {MAX_DIRECTORIES} directories")
        place = start
        while (entry := read_entry(self._data, place)) is not None:
            found = self._add_named(entry, base)
            if not found and last:
                raise Unreadable("the ZIP's directory names a file that is not where it should be")
            place = entry.end
        self._directories.append((start, place))

    def _add_named(self, entry: Entry, base: int) -> bool:
        """Adds the member; False when it is not there. Programs that miss it at the one offset try the other."""
        self._check_count(len(self._named))
        found = False
        for start in dict.fromkeys((entry.offset + base, entry.offset)):
            header = read_local_header(self._data, start)
            if header is None or (found and not _plausible(header)):
                continue
            found = True
            packed = min(entry.packed, len(self._data) - header.data)
            member = Member(start, header.data, packed, entry.unpacked, entry.method, entry.flags, header.name)
            self._named.append((start, member.end))
            self._add(member)
            if packed and header.method not in METHODS:
                raise Unreadable(_lacks(header.method))
            if not _seen(entry, header, start, len(self._data)):
                self.plain = False
            if self._streamed and _ends_by_itself(header):
                self._add_as_streamed(member)
        return found

    def _add_as_streamed(self, member: Member) -> None:
        """A stream's reader takes these bytes to their own end, whatever length the directory gives them."""
        length = self._lengths.measure(member.data)
        if length is not None and length > member.packed:
            self.plain = False
            self._add(replace(member, packed=length, method=DEFLATED))

    def read_hidden(self) -> None:
        """Members that no directory names, found by who reads the file as a stream."""
        for begin, end in self._taken().gaps(len(self._data)):
            place = begin
            while (place := self._data.find(LOCAL, place, end)) >= 0:
                self._count_mark()
                member = self._hidden(place)
                if member is not None and member.packed:
                    self.plain = False
                    self._add(member)
                    self._check_count(len(self.members))
                place = max(member.end if member else 0, place + len(LOCAL))

    def _hidden(self, place: int) -> Member | None:
        header = read_local_header(self._data, place)
        if header is None or not _plausible(header):
            return None
        packed = self._length(header)
        if packed is None:
            return None
        unpacked = packed if header.method == STORED else header.unpacked
        return Member(place, header.data, packed, unpacked, header.method, header.flags, header.name)

    def _length(self, header: LocalHeader) -> int | None:
        """How many packed bytes follow this header; None when they are none: then no program unpacks them either."""
        if _ends_by_itself(header):
            return self._lengths.measure(header.data)
        if not header.flags & SIZES_BEHIND or header.packed:
            return min(header.packed, len(self._data) - header.data)
        if header.name.endswith(b"/"):
            return 0
        raise Unreadable("the ZIP holds a file that its directory does not name and whose length nothing tells")

    def _add(self, member: Member) -> None:
        if not member.packed:
            return
        if member.method not in METHODS:
            raise Unreadable(_lacks(member.method))
        self.members[member] = None

    def _taken(self) -> Spans:
        return Spans(self._named + self._directories)

    @staticmethod
    def _check_count(members: int) -> None:
        if members >= MAX_MEMBERS:
            raise Unreadable(f"the ZIP has {MAX_MEMBERS} members or more")

    def _count_mark(self) -> None:
        self._marks += 1
        if self._marks > MAX_MARKS:
            raise Unreadable(f"more than {MAX_MARKS} places in the file look like parts of a ZIP")


def _places(record: EndRecord) -> Iterator[tuple[int, int]]:
    yield record.directory_end - record.size, record.directory_end - record.size - record.offset
    yield record.offset, 0


def _seen(entry: Entry, header: LocalHeader, start: int, length: int) -> bool:
    """Whether clamd, which goes by the local header, looks at the same bytes as who goes by the directory."""
    if entry.packed == 0:
        return header.packed == 0 or bool(header.flags & SIZES_BEHIND)
    told = entry if header.flags & SIZES_BEHIND else header
    return (
        start == entry.offset
        and not entry.zip64
        and not header.zip64
        and not header.flags & MASKED
        and (header.flags ^ entry.flags) & ENCRYPTED == 0
        and header.method == entry.method
        and told.packed == entry.packed
        # It takes a stored member that is declared longer than it is for a deflated one, and scans nothing.
        and (header.method != STORED or told.unpacked <= told.packed)
        and header.data + max(told.packed, 30) <= length
        and entry.end < length
    )


def _ends_by_itself(header: LocalHeader) -> bool:
    return bool(header.flags & SIZES_BEHIND) and not header.flags & ENCRYPTED and header.method == DEFLATED


def _plausible(header: LocalHeader) -> bool:
    """Whether a member may begin here, and not just four bytes that look like it."""
    return (
        header.version & 0xFF <= _NEWEST_VERSION
        and header.method in _ALL_METHODS
        and 0 < len(header.name) <= _LONGEST_NAME
    )


def _lacks(method: int) -> str:
    return f"the ZIP holds a file packed by method {method}, which ClamAV cannot unpack"
