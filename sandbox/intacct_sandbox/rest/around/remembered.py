"""The answers that idempotency keys stand for, kept in the ledger so that they survive a restart.

A key is claimed before the work and gets its answer with it, in the work's own transaction. What is done in
several transactions (a composite) gets its answer after them: a process that ends before that leaves a claim
without an answer. The key is then refused, because nobody knows how far the work went.
Source: docs/api/idempotency.md. Units: seconds since 1970 by the sandbox's clock.
"""

import json
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger

REPLAYED_FOR = 48 * 3600
REMEMBERED_FOR = 60 * 86_400

_TABLE = """
CREATE TABLE IF NOT EXISTS idempotent_request (
  user_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  began REAL NOT NULL,
  status INTEGER,
  headers TEXT,
  body TEXT,
  PRIMARY KEY (user_id, idempotency_key)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Owned:
    """A key as one user gave it, and what it was given with."""

    user_id: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went out."""

    status: int
    headers: list[tuple[str, str]]
    body: str
    began: float


class Taken(Exception):
    """The key cannot be used for this request; the text says why."""


class Remembered:
    """The table of keys."""

    def __init__(self, ledger: Ledger, *, forgets_answers: bool) -> None:
        self._ledger = ledger
        self._forgets_answers = forgets_answers
        # Not in schema.sql: a company kept before there were keys gets the table too.
        ledger.write(_TABLE)

    def claim(self, owned: Owned, now: float) -> Answer | None:
        """Take a key for a request, or find the answer it already has.

        Returns:
            The answer to give again; None when the work is the caller's to do.

        Raises:
            Taken: The key belongs to another request, to one without an answer yet, or is too old.
        """
        with self._ledger.transaction():
            self._forget(now)
            row = self._ledger.one(
                "SELECT fingerprint, began, status, headers, body FROM idempotent_request"
                " WHERE user_id = ? AND idempotency_key = ?",
                (owned.user_id, owned.key),
            )
            if row is None:
                self._ledger.write(
                    "INSERT INTO idempotent_request (user_id, idempotency_key, fingerprint, began)"
                    " VALUES (?, ?, ?, ?)",
                    (owned.user_id, owned.key, owned.fingerprint, now),
                )
                return None
        fingerprint, began, status, headers, body = row
        if fingerprint != owned.fingerprint:
            raise Taken("The Idempotency-Key was used for another request")
        if status is None:
            raise Taken("The request with this Idempotency-Key began and has no answer yet")
        if now - began > REPLAYED_FOR:
            raise Taken("The Idempotency-Key was used more than 48 hours ago")
        return Answer(status, [(name, value) for name, value in json.loads(headers)], body, began)

    def keep(self, owned: Owned, answer: Answer) -> None:
        """Note the answer of a claimed key."""
        self._ledger.write(
            "UPDATE idempotent_request SET status = ?, headers = ?, body = ?"
            " WHERE user_id = ? AND idempotency_key = ?",
            (answer.status, json.dumps(answer.headers), answer.body, owned.user_id, owned.key),
        )

    def release(self, owned: Owned) -> None:
        """Give a claimed key back, unless its answer was kept: its work failed without one."""
        self._ledger.write(
            "DELETE FROM idempotent_request"
            " WHERE user_id = ? AND idempotency_key = ? AND status IS NULL",
            (owned.user_id, owned.key),
        )

    def _forget(self, now: float) -> None:
        lasting = REPLAYED_FOR if self._forgets_answers else REMEMBERED_FOR
        self._ledger.write(
            "DELETE FROM idempotent_request WHERE began < ? OR (began < ? AND status IS NOT NULL)",
            (now - REMEMBERED_FOR, now - lasting),
        )
