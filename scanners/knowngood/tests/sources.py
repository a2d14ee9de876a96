"""Sources in the forms that are imported."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path


def digest(algorithm: str, content: bytes) -> str:
    return hashlib.new(algorithm, content).hexdigest()


def csv_set(folder: Path, contents: dict[str, bytes]) -> dict[str, str]:
    """NSRL's version 2: the texts of its files by their names."""
    files = ['"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"']
    for name, content in contents.items():
        sha1, md5 = digest("sha1", content).upper(), digest("md5", content).upper()
        files.append(f'"{sha1}","{md5}","00000000","{name}",{len(content)},7,"362",""')
    return {
        "NSRLFile.txt": "\r\n".join([*files, ""]),
        "NSRLProd.txt": '"ProductCode","ProductName","ProductVersion","OpSystemCode","MfgCode","Language",'
        '"ApplicationType"\r\n7,"Neverwinter Nights ""Gold""","1.0","362","9","English","Game"\r\n',
        "NSRLMfg.txt": '"MfgCode","MfgName"\r\n"9","Atari"\r\n',
    }


def write_csv(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, text in csv_set(folder, contents).items():
        (folder / name).write_text(text, "utf-8")
    return folder / "NSRLFile.txt"


SCHEMA = """
CREATE TABLE FILE (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name VARCHAR, file_size INTEGER, package_id INTEGER);
CREATE TABLE PKG (package_id INTEGER, name VARCHAR, version VARCHAR, operating_system_id INTEGER,
                  manufacturer_id INTEGER, language VARCHAR, application_type VARCHAR);
CREATE TABLE MFG (manufacturer_id INTEGER, name VARCHAR);
CREATE TABLE OS (operating_system_id INTEGER, name VARCHAR, version VARCHAR, manufacturer_id INTEGER);
"""


def statements(contents: dict[str, bytes]) -> list[str]:
    rows = [
        f"INSERT INTO FILE VALUES('{digest('sha256', content).upper()}','{digest('sha1', content)}',"
        f"'{digest('md5', content)}','{name}',{len(content)},5);"
        for name, content in contents.items()
    ]
    return [
        *rows,
        "INSERT INTO PKG VALUES(5,'Print Workshop; 2004','1',1,3,'English','Office');",
        "INSERT INTO MFG VALUES(3,'ValuSoft');",
    ]


def write_sqlite(path: Path, contents: dict[str, bytes], views: bool = False) -> Path:
    schema = SCHEMA
    with closing(sqlite3.connect(path)) as database:
        if views:
            schema = SCHEMA.replace("TABLE FILE", "TABLE METADATA")
        database.executescript(schema)
        if views:
            database.execute("CREATE VIEW FILE AS SELECT * FROM METADATA")
        for statement in statements(contents):
            database.execute(statement.replace("INTO FILE", "INTO METADATA") if views else statement)
        database.commit()
    return path
