"""The two subledgers, which mirror each other: what differs between receivables and payables.

Source: docs/api/states.md.
"""

from dataclasses import dataclass

from intacct_sandbox.company.ledger_entries.posting import Side


@dataclass(frozen=True, slots=True)
class Subledger:
    """One subledger.

    Attributes:
        code: `AR` or `AP`, as in the tables.
        control: What an account says of itself when it is this subledger's control account.
        increases: The side of the control account on which a document stands.
        document_journal: The journal its documents post to.
        payment_journal: The journal its payments post to.
        module: The module key on its journal entries.
        document: The accountant's word for its document.
        party: The accountant's word for its party.
        cash_journal: The cash book's journal of its payments, in companies that keep one.
        paid_state: The state of a payment that is in the ledger.
        reversed_states: What a payment becomes when it is reversed, and what its reversal is.
        payment_day: Where the day of a payment stands in its payload.
    """

    code: str
    control: str
    increases: Side
    document_journal: str
    payment_journal: str
    module: str
    document: str
    party: str
    cash_journal: str
    paid_state: str
    reversed_states: tuple[str, str]
    payment_day: str

    def rule(self, receivables_id: str) -> str:
        """The error id of a rule that both have, e.g. `AR-0414`, under this one's own code."""
        return f"{self.code}{receivables_id[2:]}"

    def customer_key(self, party_key: int) -> int | None:
        """The customer that a journal line names: the party, in receivables."""
        return party_key if self.code == "AR" else None

    def vendor_key(self, party_key: int) -> int | None:
        """The vendor that a journal line names: the party, in payables."""
        return party_key if self.code == "AP" else None


RECEIVABLES = Subledger(
    code="AR",
    control="receivablesAccount",
    increases="debit",
    document_journal="SJ",
    payment_journal="CRJ",
    module="4.AR",
    document="invoice",
    party="customer",
    cash_journal="CRJ-C",
    paid_state="complete",
    reversed_states=("reversed", "reversal"),
    payment_day="/paymentSummary/receiptDate",
)
PAYABLES = Subledger(
    code="AP",
    control="payablesAccount",
    increases="credit",
    document_journal="PJ",
    payment_journal="CDJ",
    module="3.AP",
    document="bill",
    party="vendor",
    cash_journal="CDJ-C",
    paid_state="confirmed",
    reversed_states=("voided", "voided"),
    payment_day="/paymentDate",
)
