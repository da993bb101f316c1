"""The words of all rows, in the full-text index of the database that is there. The only raw SQL of the search.

SQLite: a contentless FTS5 table of tokens made by `rules`; its own tokenizer only splits at blanks (`ascii` takes every
character beyond ASCII for a letter, also those that its Unicode tables don't know). PostgreSQL: lexemes without positions
under a GIN index. Both answer with the newest row numbers first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from xinhuo.ground.search.models import SearchRow
from xinhuo.ground.search.rules import Wanted, place_tokens, tokens_of

MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', detail=none, tokenize='ascii')",
        "DROP TABLE search_words",
    ),
    "postgresql": (
        "CREATE TABLE search_words (row_id bigint PRIMARY KEY, words tsvector NOT NULL);"
        "CREATE INDEX search_words_gin ON search_words USING gin (words)",
        "DROP TABLE search_words",
    ),
}


def tokens(row: SearchRow) -> list[str]:
    """All tokens of a row: of its text, of its place, of its kind."""
    return sorted(tokens_of(row.words) | place_tokens(row.path, row.shard) | {f"k{row.kind}"})


def add(rows: Sequence[SearchRow]) -> None:
    """Index rows that are saved and not indexed yet."""
    add_tokens([(row.pk, " ".join(tokens(row))) for row in rows])


def add_tokens(rows: Iterable[tuple[int, str]]) -> None:
    """The same for row numbers with tokens that were made before, blanks between them."""
    if connection.vendor == "sqlite":
        _many("INSERT INTO search_words(rowid, words) VALUES (%s, %s)", rows)
    else:
        said = ((number, words.split(" ")) for number, words in rows)
        _many("INSERT INTO search_words(row_id, words) VALUES (%s, array_to_tsvector(%s::text[]))", said)


def remove(rows: Sequence[SearchRow]) -> None:
    """Take rows out, which must be as they were when they were added: the index keeps no text of its own."""
    if connection.vendor == "sqlite":
        gone = [(row.pk, " ".join(tokens(row))) for row in rows]
        _many("INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', %s, %s)", gone)
    else:
        _many("DELETE FROM search_words WHERE row_id = %s", [(row.pk,) for row in rows])


def empty() -> None:
    """Forget all words."""
    if connection.vendor == "sqlite":
        _run("INSERT INTO search_words(search_words) VALUES ('delete-all')", [])
    else:
        _run("DELETE FROM search_words", [])


def newest(wanted: Wanted, places: Sequence[str], kind: str, most: int) -> list[int]:
    """Numbers of rows with all tokens of `wanted` that lie in one of `places`, newest first, at most `most`."""
    words, beginnings = [*wanted.whole, *([f"k{kind}"] if kind else [])], wanted.beginnings
    if connection.vendor == "sqlite":
        parts = [f'"{one}"' for one in words] + [f'"{one}"*' for one in beginnings]
        said = " AND ".join([*parts, "(" + " OR ".join(f'"{one}"' for one in places) + ")"])
        sql = "SELECT rowid FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s"
    else:
        parts = [f"'{one}'" for one in words] + [f"'{one}':*" for one in beginnings]
        said = " & ".join([*parts, "(" + " | ".join(f"'{one}'" for one in places) + ")"])
        sql = "SELECT row_id FROM search_words WHERE words @@ %s::tsquery ORDER BY row_id DESC LIMIT %s"
    return [number for (number,) in _run(sql, [said, most])]


def _many(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _run(sql: str, said: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return cursor.fetchall() if cursor.description else []
