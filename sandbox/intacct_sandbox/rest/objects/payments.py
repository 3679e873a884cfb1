"""Payments over the wire: created, changed while they wait, deleted, and moved by workflows.

Source: docs/api/payments.md, docs/api/approvals.md. A detail may use money and credits; each becomes an application.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from intacct_sandbox.company.documents.approvals import (
    approved_state,
    next_step,
    state_after_submit,
)
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.company.lookup import Named, find_key
from intacct_sandbox.company.payments.booking import (
    book_payment,
    delete_payment,
    move_payment,
    reverse_payment,
    rewrite_payment,
)
from intacct_sandbox.company.payments.rows import StandingPayment, load_payment
from intacct_sandbox.company.payments.shape import Applied, Credit, CreditKind, Payment, Where
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.objects.acts import Act, Behaviour
from intacct_sandbox.rest.objects.payload import Payload, is_key
from intacct_sandbox.rest.objects.values import values_of
from intacct_sandbox.rest.objects.workflow_payload import WorkflowPayload

Workflow = Callable[[Act, Any], int]


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """One side's spelling.

    Attributes:
        credits: By the path of an amount: what is used, and the path of its reference.
        targets: The paths of what may be paid.
        unsent: The state when a create says none.
    """

    name: str
    subledger: Subledger
    day: str
    details: str
    targets: tuple[str, ...]
    credits: dict[str, tuple[CreditKind, tuple[str, ...]]]
    unsent: str
    reverse_day: str


RECEIPT = PaymentForm(
    name="accounts-receivable/payment",
    subledger=RECEIVABLES,
    day="paymentSummary.receiptDate",
    details="paymentDetails",
    targets=("arInvoice", "positiveAdjustment"),
    credits={
        "adjustmentAmount": ("adjustment", ("arAdjustment",)),
        "postedAdvanceAmount": ("advance", ("arAdvance",)),
        "postedOverPaymentAmount": ("overPayment", ("arPostedOverPayment",)),
        "negativeInvoiceAmount": ("negativeInvoice", ("negativeInvoice",)),
    },
    unsent="complete",
    reverse_day="reversedDate",
)
DISBURSEMENT = PaymentForm(
    name="accounts-payable/payment",
    subledger=PAYABLES,
    day="paymentDate",
    details="details",
    targets=("bill", "apCreditAdjustment"),
    credits={
        "adjustmentAmount": ("adjustment", ("apDebitAdjustment",)),
        "postedAdvanceAmount": ("advance", ("apAdvance",)),
        "inlineAmount": ("negativeInvoice", ("inlineBill",)),
    },
    unsent="draft",
    reverse_day="paymentDate",
)


@dataclass(frozen=True, slots=True)
class Payments:
    """What can be done with payments of one side over the wire."""

    form: PaymentForm

    def behaviour(self) -> Behaviour:
        """What a payment takes."""
        workflows: dict[str, Workflow] = {"submit": self._submit, "reverse": self._reverse}
        if self.form is RECEIPT:
            return Behaviour(self.create, None, self.delete, workflows)
        workflows |= {
            "approve": self._approve,
            "decline": self._decline,
            "confirm": self._confirm,
        }
        return Behaviour(self.create, self.update, self.delete, workflows)

    def create(self, act: Act, body: Any) -> int:
        """A new payment: posted, or waiting as its state says."""
        payload = Payload(self.form.name, body)
        paid = self.form.subledger.paid_state
        state = payload.text("state", self.form.unsent)
        if state not in {"draft", paid}:
            raise Malformed(
                "invalidParameter", f"state must be draft or {paid}, or absent", target="/state"
            )
        if payload.text("action", "") == "submit" and state == "draft":
            state = "submitted"
        payment = self._read(act.ledger, payload, None)
        return book_payment(act.ledger, replace(payment, state=state), at=act.at)

    def update(self, act: Act, key: int, body: Any) -> None:
        """Change a payment that waits; never its state."""
        payload = Payload(self.form.name, body, is_update=True)
        if payload.says("state"):
            raise Malformed(
                "REST-1050", "state is read-only", message_id="IA.READ_ONLY_FIELD", target="/state"
            )
        standing = self._load(act, key)
        _refuse_state(standing, {"draft", "declined"}, "changed")
        changed = self._read(act.ledger, payload, standing.payment)
        rewrite_payment(act.ledger, standing, changed, at=act.at)

    def delete(self, act: Act, key: int) -> None:
        """Delete a payment with its applications and its entry."""
        delete_payment(act.ledger, self._load(act, key), at=act.at)

    def _load(self, act: Act, key: int) -> StandingPayment:
        return load_payment(act.ledger, key, self.form.subledger)

    def _submit(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("submit", body).key())
        _refuse_state(standing, {"draft", "declined"}, "submitted")
        state = self.form.subledger.paid_state
        if self.form is DISBURSEMENT:
            amount = standing.payment.base
            state = state_after_submit(act.assumptions, amount, agreed="approved")
        move_payment(act.ledger, standing, state, at=act.at)
        return standing.key

    def _approve(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("approve", body).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "approved")
        state = approved_state(standing.state, standing.payment.base, agreed="approved")
        move_payment(act.ledger, standing, state, at=act.at)
        return standing.key

    def _decline(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("decline", body).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "declined")
        move_payment(act.ledger, standing, "declined", at=act.at)
        return standing.key

    def _confirm(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("confirm", body).key())
        _refuse_state(standing, {"approved"}, "confirmed")
        move_payment(act.ledger, standing, "confirmed", at=act.at)
        return standing.key

    def _reverse(self, act: Act, body: Any) -> int:
        payload = self._workflow("reverse", body)
        day = self.form.reverse_day
        standing = self._load(act, payload.key())
        on = payload.day_or_none(day)
        reverse_payment(act.ledger, standing, on=on, at=act.at, target=f"/{day}")
        return standing.key

    def _workflow(self, verb: str, body: Any) -> WorkflowPayload:
        return WorkflowPayload(f"{self.form.name}/{verb}", body)

    def _read(self, ledger: Ledger, payload: Payload, before: Payment | None) -> Payment:
        form = self.form
        old = before or _blank(form.subledger)
        currency = payload.text("txnCurrency.currency", old.currency)
        applied = old.applied
        if before is None or payload.says(form.details):
            applied = tuple(
                part
                for number, each in enumerate(payload.items(form.details))
                for part in self._applied(each, f"/{form.details}/{number}")
            )
        taken = {form.day, form.details, "state", "action", "description", "documentNumber"}
        taken |= {"financialEntity.entityId", "financialEntity.id", form.subledger.party}
        taken |= {"paymentMethod", "txnCurrency.currency", "undepositedGLAccount"}
        rest = values_of(ledger, payload, without=frozenset(taken))
        return replace(
            old,
            party_key=self._party(ledger, payload, old),
            bank_account_key=_bank(ledger, payload, old),
            undeposited_key=_undeposited(ledger, payload, old),
            number=payload.text("documentNumber", old.number or "") or None,
            payment_date=payload.day(form.day, old.payment_date or None),
            method=payload.text("paymentMethod", old.method or None),
            amount=_money(payload, applied),
            applied=applied,
            description=payload.text("description", old.description or "") or None,
            currency=currency,
            base_amount=payload.cents_or_none("baseCurrency.amountToPay"),
            rate=None,
            extra={**(old.extra or {}), **rest.fields},
        )

    def _applied(self, each: Payload, target: str) -> list[Applied]:
        """What a detail applies: its money, and each credit that it gives an amount of."""
        path = next((path for path in self.form.targets if each.has(path)), self.form.targets[0])
        document = _key(each, path, target)
        found: list[Applied] = []
        money = each.cents_or_none("txnCurrency.paymentAmount")
        if money:
            where = Where(f"{target}/{path}", f"{target}/txnCurrency/paymentAmount")
            found.append(Applied(document, money, where=where))
        for amount_path, (kind, references) in self.form.credits.items():
            amount = each.cents_or_none(f"txnCurrency.{amount_path}")
            if amount:
                credit = Credit(
                    kind, _key(each, references[0], target), f"{target}/{references[0]}"
                )
                where = Where(f"{target}/{path}", f"{target}/txnCurrency/{amount_path}")
                found.append(Applied(document, amount, credit, where))
        if not found:
            rule = self.form.subledger.rule("AR-0501")
            raise Refused(rule, "A payment detail must apply something", target=target)
        return found

    def _party(self, ledger: Ledger, payload: Payload, old: Payment) -> int:
        word, code = self.form.subledger.party, self.form.subledger.code
        if old.party_key and not payload.says(word):
            return old.party_key
        return find_key(ledger, "party", payload.named(word), target=f"/{word}", subledger=code)


def _blank(subledger: Subledger) -> Payment:
    return Payment(subledger, 0, None, None, "", "", 0, ())


def _key(each: Payload, path: str, target: str) -> int:
    key = each.named(path).key
    if not is_key(key):
        raise Malformed("REST-1043", f"{path} needs a key", target=f"{target}/{path}")
    return int(key)


def _money(payload: Payload, applied: tuple[Applied, ...]) -> int:
    of_money = sum(each.amount for each in applied if each.credit is None)
    given = None
    if not payload.object_type.fields["txnCurrency.totalAmount"].is_read_only:
        given = payload.cents_or_none("txnCurrency.totalAmount")
    extra = payload.object_type.fields.get("overPaymentAmount")
    left = payload.cents_or_none("overPaymentAmount") if extra else None
    return of_money + (left or 0) if given is None else given


def _bank(ledger: Ledger, payload: Payload, old: Payment) -> int | None:
    for path in ("financialEntity.entityId", "financialEntity.id"):
        named = payload.text(path, "") if path in payload.object_type.fields else ""
        if named:
            target = "/" + path.replace(".", "/")
            return find_key(ledger, "bank_account", Named(id=named), target=target)
    return old.bank_account_key


def _undeposited(ledger: Ledger, payload: Payload, old: Payment) -> int | None:
    path = "undepositedGLAccount"
    if path not in payload.object_type.fields or not payload.has(path):
        return old.undeposited_key
    return find_key(ledger, "account", payload.named(path), target=f"/{path}")


def _refuse_state(standing: StandingPayment, states: set[str], done: str) -> None:
    if standing.state not in states:
        raise Refused(
            standing.payment.subledger.rule("AR-0512"),
            f"The payment is {standing.state} and cannot be {done}{next_step(standing.state)}",
        )
