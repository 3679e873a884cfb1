"""What reference data may be made of, and where its answers are kept between processes.

Reference data is what a company is set up with: accounts, journals, entities, dimensions, models. An object
that is not listed here, a column of money or an aggregate is a programming error: figures are never kept.
Source: docs/api/reference-data.md.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from intacct_client.cache import TIME_TO_LIVE, KeptAnswer
from intacct_client.envelopes import decode
from intacct_client.query import Query

if TYPE_CHECKING:
    # It opens files with SQLite, which a server must not wait for while it lists its tools.
    from intacct_client.reference_store import ReferenceStore

OBJECTS = frozenset(
    {
        "accounts-payable/term",
        "company-config/class",
        "company-config/company-preference",
        "company-config/department",
        "company-config/entity",
        "company-config/inter-entity-advanced-map",
        "company-config/location",
        "company-config/user",
        "general-ledger/account",
        "general-ledger/account-category",
        "general-ledger/account-group",
        "general-ledger/account-group-category-member",
        "general-ledger/account-group-computation",
        "general-ledger/account-group-member",
        "general-ledger/account-range",
        "general-ledger/budget",
        "general-ledger/journal",
        "general-ledger/reporting-period",
        "general-ledger/statistical-account",
        "general-ledger/statistical-journal",
    }
)


class ReferenceReading:
    """The answers that one piece of reference data is made of.

    Attributes:
        read_at: When the oldest of them was read; None before the first.
        size: Their bytes.
    """

    def __init__(
        self, account: str, store: "ReferenceStore | None", clock: Callable[[], float]
    ) -> None:
        """Start with none.

        Args:
            account: The fingerprint of the sign-in, which is bound to a company and an entity.
            store: Where answers are kept for other processes; None keeps none.
            clock: Seconds since 1970.
        """
        self._account = account
        self._store = store
        self._clock = clock
        self.read_at: float | None = None
        self.size = 0

    async def answer(self, request: list[Any], read: Callable[[], Awaitable[Any]]) -> Any:
        """The answer to a request: a kept one that is good still, or a new one, then kept.

        Args:
            request: All that the answer depends on.
            read: Asks Intacct.
        """
        name = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        if self._store is not None:
            since = self._clock() - TIME_TO_LIVE
            kept = await to_thread.run_sync(self._store.read, self._account, name, since)
            if kept is not None:
                return self._handed_out(kept)
        answer = await read()
        # Decimals become text in both cases, so that a remembered answer is like a new one.
        new = KeptAnswer(json.dumps(answer, ensure_ascii=False, default=str), self._clock())
        if self._store is not None:
            await to_thread.run_sync(self._store.write, self._account, name, new)
        return self._handed_out(new)

    def _handed_out(self, kept: KeptAnswer) -> Any:
        self.read_at = min(kept.read_at, self.read_at or kept.read_at)
        self.size += len(kept.body)
        return decode(kept.body)


def check_query(query: Query) -> None:
    """Hold a query to what reference data may be made of.

    Raises:
        ValueError: It asks for figures or documents.
    """
    _check_object(query.object)
    figures = [each.path for each in query.columns if each.kind == "money" or each.is_aggregate]
    if figures:
        raise ValueError(f"{figures[0]!r} of {query.object} is a figure: it is never remembered.")


def check_record(name: str, only: tuple[str, ...]) -> None:
    """Hold the reading of a record to what reference data may be made of.

    Raises:
        ValueError: It is a document, or no parts are named: a whole record may hold a tax id.
    """
    _check_object(name)
    if not only:
        raise ValueError(f"Name the parts of {name} that are wanted: they are kept on disk.")


def _check_object(name: str) -> None:
    if name not in OBJECTS:
        raise ValueError(f"{name} is no reference data: it is never remembered.")
