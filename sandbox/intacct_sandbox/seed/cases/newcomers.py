"""Customers and vendors that exist for a case, so that no case leans on what chance made of another."""

from intacct_sandbox.company.ledger_entries.subledger import RECEIVABLES, Subledger
from intacct_sandbox.query.values import SqlValue
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.organisation import TIME, Organisation, Party

_SINCE = "2019-04-01"


class Newcomers:
    """Adds parties, in the first entity unless another is named."""

    def __init__(self, bookkeeper: Bookkeeper, organisation: Organisation) -> None:
        self._bookkeeper = bookkeeper
        self._org = organisation
        self._numbers = {"AR": 90_000, "AP": 90_000}  # far from those of the largest company

    def add(
        self, subledger: Subledger, name: str, *, entity: str = "100", **columns: SqlValue
    ) -> Party:
        """A new customer or vendor.

        Args:
            subledger: Receivables for a customer, payables for a vendor.
            name: The name.
            entity: The id of the entity it belongs to.
            columns: Columns of the table `party` beyond the usual.
        """
        known = self._org.customers if subledger is RECEIVABLES else self._org.vendors
        office = self._org.office(entity)
        self._numbers[subledger.code] += 1
        row: dict[str, SqlValue] = {
            "subledger": subledger.code,
            "entity_key": office.entity_key,
            "id": f"{'C' if subledger is RECEIVABLES else 'V'}-{self._numbers[subledger.code]}",
            "name": name,
            "status": "active",
            "currency": office.seed.currency,
            "term_key": known[0].term_key,
            "created_at": _SINCE + TIME,
            "modified_at": _SINCE + TIME,
            **columns,
        }
        key = self._bookkeeper.ledger.insert("party", row)
        return Party(key, office, known[0].term_key, known[0].days)
