"""What the journal's file holds, and how it is opened.

A record is on disk before what it announces is sent: write-ahead log, and every commit is synced
(`synchronous=FULL`; `NORMAL` may lose the last ones when the power goes).
"""

import sqlite3

from connectwise_time.errors import Unavailable

_VERSION = 1
_SCHEMA = """
CREATE TABLE operations (
    caller TEXT NOT NULL,
    id TEXT NOT NULL,
    site TEXT NOT NULL,
    target TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    began REAL NOT NULL,
    here REAL NOT NULL,
    due REAL,
    entry INTEGER,
    facts TEXT NOT NULL,
    PRIMARY KEY (caller, id)
) STRICT;
CREATE UNIQUE INDEX one_at_a_time ON operations (site, target)
    WHERE state IN ('sending', 'unknown');
CREATE INDEX by_target ON operations (site, target, began);
CREATE INDEX by_call ON operations (caller, fingerprint, began);
CREATE INDEX open ON operations (caller, due) WHERE due IS NOT NULL;
CREATE INDEX by_entry ON operations (site, entry) WHERE entry IS NOT NULL;
CREATE TABLE sites (
    site TEXT PRIMARY KEY,
    echoes INTEGER NOT NULL
) STRICT;
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    caller TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    plan TEXT NOT NULL,
    agreed INTEGER NOT NULL DEFAULT 0,
    voided TEXT NOT NULL DEFAULT '',
    used REAL NOT NULL
) STRICT;
CREATE INDEX of_caller ON plans (caller, fingerprint);
CREATE INDEX by_use ON plans (used);
CREATE TABLE items (
    plan TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    begun REAL NOT NULL,
    ended TEXT,
    told TEXT NOT NULL DEFAULT '',
    at REAL,
    PRIMARY KEY (plan, key)
) STRICT;
CREATE INDEX unsettled ON items (plan) WHERE ended IS NULL OR ended = 'unknown';
"""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the file what this version expects; one that is newer stays as it is, to the byte.

    Raises:
        Unavailable: It is newer.
        sqlite3.Error: It cannot be read or made.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    version = _version_of(connection)
    if version <= _VERSION:
        connection.execute("PRAGMA journal_mode = WAL")
    if version == 0:
        connection.execute("BEGIN IMMEDIATE")
        version = _version_of(connection)  # another process may have been faster
        if version == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
    if version > _VERSION:
        raise Unavailable(
            "The journal is from a newer version of this program, and nothing is written"
            " without it.",
            remedy="Update connectwise-time, or give another folder in CONNECTWISE_TIME_DATA.",
        )


def _version_of(connection: sqlite3.Connection) -> int:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
