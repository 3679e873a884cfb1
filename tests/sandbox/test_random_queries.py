"""Random queries over ten objects give the rows that the plain Python model gives."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from effort import EXAMPLES
from intacct_sandbox.serve import Seed
from opened import company
from query_model import Kind, Row, Table, answer
from wire import Wire, sign_in

TODAY = date(2026, 10, 31)
QUERIES = 100 * EXAMPLES  # of each object
WORDS = ("today", "yesterday", "currentMonth", "priorMonth", "currentYear", "priorYear")
KINDS: dict[str, dict[str, Kind]] = {
    "accounts-receivable/customer": {
        "key": "key", "id": "text", "name": "text", "status": "word", "creditLimit": "number",
        "isOnHold": "flag", "totalDue": "money", "term.id": "text", "entity.id": "text",
        "lastInvoiceCreatedDate": "day", "parent.name": "text",
    },
    "accounts-payable/vendor": {
        "key": "key", "id": "text", "name": "text", "status": "word", "totalDue": "money",
        "taxId": "text", "term.description": "text", "lastPaymentMadeDate": "day",
    },
    "accounts-receivable/invoice": {
        "key": "key", "invoiceNumber": "text", "customer.name": "text", "state": "word",
        "invoiceDate": "day", "dueDate": "day", "totalTxnAmount": "money",
        "totalTxnAmountDue": "money", "dueInDays": "number", "customer.isOnHold": "flag",
    },
    "accounts-payable/bill": {
        "key": "key", "billNumber": "text", "vendor.id": "text", "state": "word",
        "createdDate": "day", "postingDate": "day", "totalBaseAmount": "money",
        "entity.baseCurrency.id": "text",
    },
    "accounts-payable/bill-line": {
        "key": "key", "bill.key": "key", "lineNumber": "key", "glAccount.id": "text",
        "txnAmount": "money", "memo": "text", "dimensions.department.id": "text",
        "bill.postingDate": "day", "bill.vendor.name": "text",
    },
    "general-ledger/journal-entry": {
        "key": "key", "txnNumber": "number", "glJournal.id": "text", "postingDate": "day",
        "description": "text", "state": "word", "reversedBy.key": "key", "entity.id": "text",
    },
    "general-ledger/journal-entry-line": {
        "key": "key", "txnType": "word", "baseAmount": "money", "entryDate": "day",
        "glAccount.id": "text", "glAccount.accountType": "word", "journalEntry.glJournal.id": "text",
        "dimensions.location.id": "text", "dimensions.department.name": "text",
        "dimensions.customer.id": "text",
    },
    "general-ledger/account": {
        "key": "key", "id": "text", "name": "text", "accountType": "word", "normalBalance": "word",
        "closeToGLAccount.id": "text", "closingType": "word",
    },
    "accounts-receivable/payment-detail": {
        "key": "key", "arPayment.key": "key", "arInvoice.invoiceNumber": "text",
        "paymentDate": "day", "txnCurrency.paymentAmount": "money",
        "arInvoice.customer.name": "text",
    },
    "general-ledger/reporting-period": {
        "key": "key", "id": "text", "startDate": "day", "endDate": "day", "isBudgetable": "flag",
        "status": "word",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def stranger() -> Iterator[Wire]:
    with company(Seed(7, TODAY, 1_200)) as sandbox, TestClient(sandbox.app) as http:
        yield sign_in(http, sandbox)


class Asking:
    """Draws requests that the API takes."""

    def __init__(self, table: Table, chance: Random) -> None:
        self.table = table
        self.chance = chance
        self.paths = sorted(table.kinds)

    def request(self) -> dict[str, Any]:
        chance = self.chance
        request: dict[str, Any] = {"object": self.table.name}
        if chance.random() < 0.35:
            request |= self._aggregate()
        else:
            request["fields"] = chance.sample(self.paths, chance.randint(1, 4))
            by = [path for path in chance.sample(self.paths, chance.randint(0, 2)) if path != "key"]
            request["orderBy"] = [*({path: self._direction()} for path in by), {"key": "asc"}]
        filters = [self._filter() for _ in range(chance.randint(0, 4))]
        if filters:
            request["filters"] = filters
            request["filterExpression"] = self._expression(len(filters))
            request["filterParameters"] = {
                "caseSensitiveComparison": chance.random() < 0.6,
                "includePrivate": True,
            }
        else:
            request["filterParameters"] = {"includePrivate": True}
        request["start"] = chance.choice([1, 1, 1, 2, 17])
        request["size"] = chance.choice([1, 3, 100, 4000])
        return request

    def _aggregate(self) -> dict[str, Any]:
        chance, kinds = self.chance, self.table.kinds
        by = chance.sample([path for path in self.paths if path != "key"], chance.randint(0, 2))
        asked: list[str] = []
        for path in chance.sample(self.paths, chance.randint(1, 3)):
            words = ["count"]
            if kinds[path] in {"money", "number"}:
                words += ["sum", "avg", "min", "max"]
            elif kinds[path] in {"text", "day"}:
                words += ["min", "max"]
            asked.append(f"{chance.choice(words)}:{path}")
        return {"fields": [*by, *asked], "orderBy": [{path: self._direction()} for path in by]}

    def _direction(self) -> str:
        return self.chance.choice(["asc", "desc"])

    def _expression(self, count: int) -> str:
        if self.chance.random() < 0.4:
            return self.chance.choice(["and", "or"])
        parts = [str(self.chance.randint(1, count)) for _ in range(self.chance.randint(1, 5))]
        while len(parts) > 1:
            left = parts.pop(self.chance.randrange(len(parts)))
            right = parts.pop(self.chance.randrange(len(parts)))
            joined = f"{left} {self.chance.choice(['and', 'or'])} {right}"
            parts.append(f"({joined})" if self.chance.random() < 0.6 else joined)
        return parts[0]

    def _filter(self) -> Row:
        chance = self.chance
        path = chance.choice(self.paths)
        kind = self.table.kinds[path]
        operators = ["$eq", "$ne", "$in", "$notIn"]
        if kind != "flag":
            operators += ["$lt", "$lte", "$gt", "$gte", "$between", "$notBetween"]
        if kind in {"text", "word"}:
            operators += ["$contains", "$startsWith", "$endsWith"]
            operators += ["$notContains", "$notStartsWith", "$notEndsWith"]
        operator = chance.choice(operators)
        if operator in {"$in", "$notIn"}:
            return {operator: {path: [self._value(path) for _ in range(chance.randint(1, 4))]}}
        if "etween" in operator:
            return {operator: {path: [self._set(path), self._set(path)]}}
        if operator in {"$eq", "$ne"}:
            return {operator: {path: self._value(path)}}
        value = self._set(path)
        if kind in {"text", "word"} and operator.lower().endswith(("contains", "with")):
            cut = chance.randint(0, len(value))
            value = chance.choice([value[:cut], value[cut:], value.swapcase()])
        elif kind == "day" and chance.random() < 0.2:
            value = chance.choice(WORDS)
        return {operator: {path: value}}

    def _value(self, path: str) -> Any:
        """A value that some row has; null where a row has none."""
        return self.chance.choice(self.table.rows)[path]

    def _set(self, path: str) -> Any:
        seen = [row[path] for row in self.table.rows if row[path] is not None]
        ready: dict[Kind, Any] = {"day": "2026-01-01", "money": "0.00", "number": 0, "key": "1"}
        return self.chance.choice(seen) if seen else ready.get(self.table.kinds[path], "x")


def all_rows(wire: Wire, name: str, fields: list[str]) -> list[Row]:
    """Every row, page by page."""
    rows: list[Row] = []
    size = 4000
    while len(rows) % size == 0:
        page = wire.query(
            object=name,
            fields=fields,
            orderBy=[{"key": "asc"}],
            filterParameters={"includePrivate": True},
            start=len(rows) + 1,
            size=size,
        )
        if not page:
            break
        rows += page
    return rows


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.behaviour("query.grammar")
def test_random_queries_give_the_model_s_rows(stranger: Wire, name: str):
    kinds = KINDS[name]
    table = Table(name, kinds, all_rows(stranger, name, list(kinds)))
    asking = Asking(table, Random(name))
    for _ in range(QUERIES):
        request = asking.request()
        response = stranger.post("/services/core/query", request)
        assert response.status_code == 200, (request, response.text)
        body = response.json()
        expected, total = answer(request, table, TODAY)
        assert (body["ia::result"], body["ia::meta"]["totalCount"]) == (expected, total), request
