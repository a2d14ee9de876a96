"""The importer: every form it takes, what it refuses, and that half an import is none."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from assay_knowngood.cli import main
from assay_knowngood.known_set import open_set
from assay_knowngood.sources.lines import MAX_LINE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location("knowngood_sources", Path(__file__).with_name("sources.py"))
sources = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sources)
SCHEMA, csv_set, digest, statements = sources.SCHEMA, sources.csv_set, sources.digest, sources.statements
write_csv, write_sqlite = sources.write_csv, sources.write_sqlite

CONTENTS = {"a.exe": b"one", "b.dll": b"two"}


def zipped(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def forms(folder):
    script = (SCHEMA + "\n".join(["PRAGMA foreign_keys=OFF;", "BEGIN;", *statements(CONTENTS), "COMMIT;"])).encode()
    texts = {f"RDS/{name}": text.encode() for name, text in csv_set(folder, CONTENTS).items()}
    listed = "".join(f"{digest('sha256', content)} *{name}\r\n" for name, content in CONTENTS.items()).encode()
    (folder / "rds.sql").write_bytes(script)
    (folder / "list.txt").write_bytes(b"\xef\xbb\xbf; a comment\n\n" + listed)
    database = write_sqlite(folder / "tables.db", CONTENTS)
    return {
        "csv": write_csv(folder, CONTENTS),
        "sqlite": database,
        "sqlite with views": write_sqlite(folder / "views.db", CONTENTS, views=True),
        "sql": folder / "rds.sql",
        "list": folder / "list.txt",
        "zip of csv": zipped(folder / "csv.zip", texts),
        "zip of sqlite": zipped(folder / "db.zip", {"RDS/rds.db": database.read_bytes(), "RDS/x.schema.sql": b"x"}),
        "zip of sql": zipped(folder / "sql.zip", {"rds.sql": script}),
        "zip of a list": zipped(folder / "list.zip", {"list.txt": listed}),
    }


FORMS = [
    "csv", "sqlite", "sqlite with views", "sql", "list", "zip of csv", "zip of sqlite", "zip of sql", "zip of a list",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_takes(form, run, scan, tmp_path):
    code, said, _ = run("import", forms(tmp_path)[form], "--name", "set", "--organization", "They")
    assert (code, said) == (0, "imported set: 2 entries of 2 rows\n")
    assert [scan(content).attributes["tags"] for content in CONTENTS.values()] == [
        [scan(b"one").attributes["tags"][0]]
    ] * 2
    assert scan(b"three").attributes == {}


def test_lists_what_there_is(run, tmp_path):
    assert run("import", write_sqlite(tmp_path / "RDS 2026.db", CONTENTS))[0] == 0
    code, said, _ = run("list", "--json")
    (about,) = json.loads(said)
    assert code == 0
    assert (about["name"], about["kind"], about["entries"], about["trusted"]) == ("rds-2026", "nsrl", 2, False)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "names no file"),
        ("prose.txt", b"Not a list at all.\n" * 200, "no list of hashes"),
        ("broken.db", b"SQLite format 3\0" + b"\xff" * 9000, "cannot be read"),
        ("NSRLFile.txt", b'"SHA-1","Other"\n"x","y"\n', "no column md5"),
        ("broken.zip", b"PK\x05\x06" + bytes(18), "names no file"),
        ("attach.sql", b"ATTACH 'x' AS y;\n", "not authorized"),
        ("function.sql", b"SELECT load_extension('x');\n", "not authorized"),
        ("delta.sql", b"INSERT INTO FILE VALUES('x');\n", "full database first"),
        ("half.sql", b"CREATE TABLE FILE (a", "middle of a statement"),
        ("huge.sql", b"-" * (17 * 1024 * 1024), "more than 16 MiB"),
    ],
)
def test_refuses_and_leaves_nothing(name, content, reason, run, data, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    code, _, said = run("import", path, "--organization", "They")
    assert code == 1
    assert reason in said
    assert [each.name for each in data.iterdir() if not each.name.startswith(".lock")] == []


def test_refuses_what_does_not_hold_together(run, tmp_path):
    assert "cannot be trusted as good" in run("import", write_sqlite(tmp_path / "r.db", CONTENTS), "--trusted")[2]
    listed = tmp_path / "list.txt"
    listed.write_text(digest("sha256", b"x"))
    assert "whose files" in run("import", listed)[2]
    assert "a set's name" in run("import", listed, "--organization", "x", "--name", "../x")[2]
    assert "cannot be read" in run("import", tmp_path / "missing")[2]
    assert run("remove", "missing")[0] == 1


def test_passes_over_what_is_broken_between_what_is_not(run, scan, tmp_path):
    path = write_csv(tmp_path, CONTENTS)
    lines = path.read_bytes().split(b"\r\n")
    rubbish = [
        b'"short","line"',
        b"x" * (3 * MAX_LINE),
        b"\xff\xfe\0\0",
        b'"nothex","x","0","n",1,7,"362",""',
        b"",
    ]
    path.write_bytes(b"\r\n".join([lines[0], *rubbish, *lines[1:]]))
    code, told, _ = run("import", path)
    assert (code, told) == (2, "imported nsrlfile: 2 entries of 2 rows, 4 that cannot be read\n")
    assert scan(b"two").attributes["tags"] == ["nsrl"]


def lines_of(*contents: bytes, algorithm: str = "sha256") -> list[str]:
    return [digest(algorithm, content) for content in contents]


def test_says_what_it_left_out_and_ends_with_2_when_that_is_a_sizeable_part(run, tmp_path):
    path = tmp_path / "t.txt"
    many = lines_of(*(str(number).encode() for number in range(1000)), algorithm="md5")
    path.write_text("\n".join([*lines_of(b"one"), *many, "rubbish"]))
    code, told, warned = run("import", path, "--trusted", "--organization", "We")
    assert code == 2
    assert told == "imported t: 1 entries of 1 rows, 1000 without SHA-256 left out, 1 that cannot be read\n"
    assert "much of the source was left out" in warned
    path.write_text("\n".join([*many, "rubbish"]))
    code, told, warned = run("import", path, "--organization", "We")
    assert (code, told, warned) == (0, "imported t: 1000 entries of 1000 rows, 1 that cannot be read\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "SHA256 (folder/a b.exe) = {}",
        "SHA256(folder/a b.exe)= {}",
        "SHA2-256(folder/a b.exe)= {}",
        "\\SHA256 (folder/a b.exe) = {}",
        '{},"a b.exe"',
        "{} *folder/a b.exe",
    ],
)
def test_reads_a_list_as_every_tool_writes_it(line, run, scan, tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("\n".join([*lines_of(b"first"), line.format(digest("sha256", b"one").upper())]))
    assert run("import", path, "--trusted", "--organization", "We")[:2] == (0, "imported t: 2 entries of 2 rows\n")
    assert scan(b"one").attributes["trusted_verdict"]["filename"] == "a b.exe"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-sig", "utf-32"])
def test_reads_a_list_in_the_encoding_of_its_mark(encoding, run, scan, tmp_path):
    text = "\r\n".join(f"{line}  Übung.exe" for line in lines_of(b"1", b"2", b"3", b"4", b"5"))
    path = tmp_path / "t.txt"
    path.write_bytes(("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be-sig" else text.encode(encoding))
    assert run("import", path, "--trusted", "--organization", "We")[:2] == (0, "imported t: 5 entries of 5 rows\n")
    assert scan(b"1").attributes["trusted_verdict"]["filename"] == "Übung.exe"


def test_zeros_are_no_digest_and_spoil_no_set(run, scan, tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("\n".join(["0" * 64, "0" * 32, *lines_of(b"one")]))
    code, told, _ = run("import", path, "--organization", "We")
    assert (code, told) == (2, "imported t: 1 entries of 1 rows, 2 that cannot be read\n")
    assert scan(b"one").attributes["tags"] == ["known-distributor"]


def test_a_damaged_zip_is_refused_whatever_is_damaged(run, tmp_path):
    listed = "\n".join(lines_of(*(str(number).encode() for number in range(3000)))).encode()
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = tmp_path / "damaged.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("list.txt", listed)
        whole = path.read_bytes()
        for at in range(40, len(whole) - 100, len(whole) // 23):
            path.write_bytes(whole[:at] + bytes(each ^ 0xFF for each in whole[at : at + 40]) + whole[at + 40 :])
            code, _, said = run("import", path, "--organization", "They")
            # Damaged bytes may also decompress, to lines that are no hashes.
            reasons = ("cannot be read", "no list of hashes")
            assert (code, any(reason in said for reason in reasons)) == (1, True), (method, at, said)
            assert run("list", "--json")[1] == "[]\n"


def test_a_failed_import_leaves_the_set_that_was_there(run, scan, tmp_path):
    path = tmp_path / "ours.txt"
    path.write_text(digest("sha256", b"ours"))
    assert run("import", path, "--trusted", "--organization", "We")[0] == 0
    path.write_bytes(b"SQLite format 3\0" + bytes(2000))
    assert run("import", path, "--trusted", "--organization", "We")[0] == 1
    assert scan(b"ours").verdict == "harmless"


def test_what_a_killed_import_left_is_never_used_and_is_removed(run, load, data, tmp_path):
    left = data / ".importing-x"
    left.mkdir(parents=True)
    (left / "half.set").write_bytes(b"half")
    assert load()[1].notes == [
        "no set of known files was imported, so nothing is known; see docs/operate/known-good.md"
    ]
    path = tmp_path / "ours.txt"
    path.write_text(digest("sha256", b"ours"))
    assert run("import", path, "--organization", "We")[0] == 0
    assert not left.exists()


MANY = 300_000
# What a process used at most is in its status; `ru_maxrss` would also count what its parent had when it was forked.
CHILD = """
import sys
from assay_knowngood.cli import main
code = main(sys.argv[1:])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
sys.exit(code)
"""


def test_memory_stays_bounded_however_many_rows_there_are(data, scan, tmp_path):
    path = tmp_path / "many.txt"
    with path.open("w") as file:
        for number in range(MANY):
            file.write(f"{digest('sha256', str(number).encode())}  file-{number}.dll\n")
    arguments = ["import", "--data", str(data), str(path), "--organization", "They"]
    done = subprocess.run([sys.executable, "-c", CHILD, *arguments], capture_output=True, text=True, check=True)
    assert f"{MANY} entries" in done.stdout
    # The rows alone are 25 MB of text and several times that as objects.
    assert int(done.stdout.split()[-1]) < 160 * 1024
    assert open_set(data / "many.set").about.entries == MANY
    assert scan(str(MANY - 1).encode()).attributes["known_distributors"]["filenames"] == [f"file-{MANY - 1}.dll"]


@given(st.binary(max_size=2000))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_imported_or_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    for name in ("any.txt", "any.sql"):
        (folder / name).write_bytes(content)
        assert main(["import", "--data", str(folder / "data"), str(folder / name), "--organization", "x"]) in (0, 1, 2)
