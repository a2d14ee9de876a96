"""What the engine says of known and unknown files."""

import importlib.util
import sqlite3
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("knowngood_sources", Path(__file__).with_name("sources.py"))
sources = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sources)
digest, write_csv, write_sqlite = sources.digest, sources.write_csv, sources.write_sqlite


def listed(tmp_path, *lines: str):
    path = tmp_path / "ours.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_without_a_set_it_says_nothing_and_says_so(load, scan):
    assert scan(b"anything").verdict is None
    assert not scan(b"anything").attributes
    engine, context = load()
    assert "no set of known files was imported" in context.notes[0]
    assert engine.versions().signatures is None


def test_nsrl_describes_and_never_judges(run, scan, tmp_path):
    assert run("import", write_sqlite(tmp_path / "rds.db", {"2003.zip": b"a zip"}))[0] == 0
    result = scan(b"a zip")
    assert result.verdict is None
    assert result.attributes == {
        "nsrl_info": {"filenames": ["2003.zip"], "products": ["Print Workshop; 2004 (ValuSoft)"]},
        "tags": ["nsrl"],
    }
    assert scan(b"another zip").attributes == {}


def test_nsrl_of_version_2_is_found_by_sha1(run, scan, tmp_path):
    assert run("import", write_csv(tmp_path, {"setup.exe": b"a setup"}))[0] == 0
    assert scan(b"a setup").attributes["nsrl_info"] == {
        "filenames": ["setup.exe"],
        "products": ['Neverwinter Nights "Gold" (Atari)'],
    }


def test_a_trusted_list_makes_harmless(run, scan, tmp_path):
    path = listed(tmp_path, "# ours", f"{digest('sha256', b'ours')}  ./bin/ours.exe")
    assert run("import", path, "--trusted", "--organization", "Example", "--link", "https://example.com/x")[0] == 0
    result = scan(b"ours")
    assert result.verdict == "harmless"
    assert result.attributes == {
        "trusted_verdict": {
            "organization": "Example",
            "filename": "ours.exe",
            "link": "https://example.com/x",
            "verdict": "goodware",
        },
        "tags": ["trusted"],
    }
    assert scan(b"not ours").verdict is None


def test_a_list_that_is_not_trusted_names_its_distributor(run, scan, tmp_path):
    assert run("import", listed(tmp_path, digest("md5", b"theirs")), "--organization", "They")[0] == 0
    result = scan(b"theirs")
    assert result.verdict is None
    assert result.attributes == {
        "known_distributors": {"distributors": ["They"], "filenames": []},
        "tags": ["known-distributor"],
    }


def test_md5_and_sha1_do_not_vouch(run, scan, tmp_path):
    path = listed(tmp_path, digest("md5", b"ours"), digest("sha1", b"ours"))
    code, _, said = run("import", path, "--trusted", "--organization", "Example")
    assert code == 1
    assert "needs SHA-256" in said
    assert scan(b"ours").verdict is None


def test_where_there_is_a_sha256_the_same_md5_is_another_file(run, scan, tmp_path):
    database = write_sqlite(tmp_path / "rds.db", {"real.exe": b"real"})
    with sqlite3.connect(database) as rds:
        rds.execute("UPDATE FILE SET md5 = ?, sha1 = ?", (digest("md5", b"forged"), digest("sha1", b"forged")))
    rds.close()
    assert run("import", database)[0] == 0
    assert scan(b"real").attributes["tags"] == ["nsrl"]
    assert scan(b"forged").attributes == {}


def test_names_are_bounded(run, scan, tmp_path):
    hash256 = digest("sha256", b"")
    path = listed(tmp_path, *(f"{hash256}  name-{number}" for number in range(5000)))
    assert run("import", path, "--organization", "They")[0] == 0
    assert len(scan(b"", max_names=7).attributes["known_distributors"]["filenames"]) == 7


def test_the_version_changes_with_every_set_and_with_what_is_said_of_it(run, load, tmp_path):
    path = listed(tmp_path, digest("sha256", b"ours"))
    versions = []
    for more in (["--organization", "A"], ["--organization", "B"], ["--organization", "B", "--trusted"]):
        assert run("import", path, "--name", "ours", *more)[0] == 0
        versions.append(load()[0].versions().signatures)
    assert run("import", path, "--name", "more", "--organization", "B")[0] == 0
    versions.append(load()[0].versions().signatures)
    assert len(set(versions)) == 4
    assert run("remove", "more")[0] == 0
    assert load()[0].versions().signatures == versions[2]


def test_a_damaged_set_is_left_out_and_named(run, load, scan, data, tmp_path):
    path = listed(tmp_path, digest("sha256", b"ours"))
    assert run("import", path, "--trusted", "--organization", "We")[0] == 0
    (data / "broken.set").write_bytes(b"SQLite format 3\0" + bytes(4096))
    (data / "text.set").write_text("no set")
    _, context = load()
    assert len(context.notes) == 2
    assert scan(b"ours").verdict == "harmless"
