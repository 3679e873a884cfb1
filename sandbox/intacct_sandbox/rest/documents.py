"""Documents over the wire: created, changed, deleted, and moved by workflows; their lines too.

Source: docs/api/writing.md, docs/api/approvals.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from intacct_sandbox.company.approvals import approved_state, state_after_submit
from intacct_sandbox.company.document_rows import document_of_line, load_document
from intacct_sandbox.company.document_shape import Document, DocumentLine, Standing
from intacct_sandbox.company.documents import (
    book_document,
    change_document,
    delete_document,
    move_document,
    reverse_standing,
)
from intacct_sandbox.company.exchange import Rate, find_rate
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import Named, Place, find_key, find_place
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.acts import Act, Behaviour
from intacct_sandbox.rest.document_forms import BILL, INVOICE, DocumentForm
from intacct_sandbox.rest.lines import one_entity, read_document_line
from intacct_sandbox.rest.payload import Payload, WorkflowPayload
from intacct_sandbox.rest.values import values_of

Workflow = Callable[[Act, Any], int]


@dataclass(frozen=True, slots=True)
class Documents:
    """What can be done with one kind of document over the wire."""

    form: DocumentForm

    def behaviour(self) -> Behaviour:
        """What the document itself takes."""
        workflows: dict[str, Workflow] = {"submit": self._submit, "reverse": self._reverse}
        if self.form is BILL:
            workflows |= {
                "approve": self._approve,
                "decline": self._decline,
                "recall": self._recall,
            }
        return Behaviour(self.create, self.update, self.delete, workflows)

    def line_behaviour(self, operations: frozenset[str]) -> Behaviour:
        """What its lines take on their own."""
        return Behaviour(
            self.create_line if "POST" in operations else None,
            self.update_line if "PATCH {key}" in operations else None,
            self.delete_line if "DELETE {key}" in operations else None,
        )

    def create(self, act: Act, body: Any) -> int:
        """A new document, posted or a draft as its state says."""
        payload = Payload(self.form.name, body)
        state = payload.text("state", "") or self.form.unsent
        if payload.has("state") and state not in self.form.states:
            allowed = " or ".join(sorted(self.form.states))
            raise Malformed(
                "invalidParameter", f"state must be {allowed} or absent", target="/state"
            )
        if payload.text("action", "") == "draft":
            state = "draft"
        document = self._read(act.ledger, payload, None)
        return book_document(act.ledger, replace(document, state=state), at=act.at)

    def update(self, act: Act, key: int, body: Any) -> None:
        """Change a document's header and lines; never its state."""
        payload = Payload(self.form.name, body, is_update=True)
        if payload.says("state"):
            raise Malformed(
                "REST-1050", "state is read-only", message_id="IA.READ_ONLY_FIELD", target="/state"
            )
        standing = self._load(act, key)
        changed = self._read(act.ledger, payload, standing.document)
        change_document(act.ledger, standing, changed, at=act.at)

    def delete(self, act: Act, key: int) -> None:
        """Delete a document with its lines and its entry."""
        delete_document(act.ledger, self._load(act, key))

    def create_line(self, act: Act, body: Any) -> int:
        """Add a line to the document that it names."""
        payload = Payload(self.form.line_name, body)
        owner = payload.named(self.form.owner).key
        if not owner.isdigit():
            target = payload.place(self.form.owner)
            raise Malformed("REST-1043", f"{self.form.owner} needs a key", target=target)
        standing = self._load(act, int(owner))
        document = standing.document
        line, place = read_document_line(act.ledger, self.form, payload, "")
        _refuse_elsewhere(document, place)
        changed = replace(document, lines=(*document.lines, line))
        return change_document(act.ledger, standing, changed, at=act.at)[-1]

    def update_line(self, act: Act, key: int, body: Any) -> None:
        """Change a line."""
        payload = Payload(self.form.line_name, body, is_update=True)
        standing = self._load(act, document_of_line(act.ledger, key))
        if payload.says(self.form.owner):
            named = payload.named(self.form.owner)
            if named.key != str(standing.key):
                raise Refused("AR-0420", "A line cannot be moved to another document")
        document = standing.document
        before = next(line for line in document.lines if line.key == key)
        line, place = read_document_line(act.ledger, self.form, payload, "", before)
        _refuse_elsewhere(document, place)
        lines = tuple(line if each is before else each for each in document.lines)
        change_document(act.ledger, standing, replace(document, lines=lines), at=act.at)

    def delete_line(self, act: Act, key: int) -> None:
        """Take a line out of its document."""
        standing = self._load(act, document_of_line(act.ledger, key))
        document = standing.document
        lines = tuple(line for line in document.lines if line.key != key)
        change_document(act.ledger, standing, replace(document, lines=lines), at=act.at)

    def _load(self, act: Act, key: int) -> Standing:
        return load_document(act.ledger, key, self.form.subledger.code, self.form.kind)

    def _submit(self, act: Act, body: Any) -> int:
        standing = self._load(act, WorkflowPayload(body, known={"key"}).key())
        _refuse_state(standing, {"draft", "declined"}, "submitted")
        state = "posted"
        if self.form is BILL:
            state = state_after_submit(act.assumptions, _base_total(standing.document))
        move_document(act.ledger, standing, state, at=act.at)
        return standing.key

    def _approve(self, act: Act, body: Any) -> int:
        standing = self._load(act, WorkflowPayload(body, known={"key", "notes"}).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "approved")
        state = approved_state(standing.state, _base_total(standing.document))
        move_document(act.ledger, standing, state, at=act.at)
        return standing.key

    def _decline(self, act: Act, body: Any) -> int:
        standing = self._load(act, WorkflowPayload(body, known={"key", "notes"}).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "declined")
        move_document(act.ledger, standing, "declined", at=act.at)
        return standing.key

    def _recall(self, act: Act, body: Any) -> int:
        standing = self._load(act, WorkflowPayload(body, known={"key"}).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "recalled")
        move_document(act.ledger, standing, "draft", at=act.at)
        return standing.key

    def _reverse(self, act: Act, body: Any) -> int:
        day = self.form.reverse_day
        payload = WorkflowPayload(body, known={"key", day, "memo", "notes"})
        key = payload.key()
        reverse_standing(act.ledger, self._load(act, key), on=payload.day_or_none(day), at=act.at)
        return key

    def _read(self, ledger: Ledger, payload: Payload, before: Document | None) -> Document:
        """What a payload says of a document, over what was said before."""
        form = self.form
        lines, place = self._lines(ledger, payload, before)
        old = before or self._blank(ledger, payload, place)
        day = payload.day(form.day, old.document_date or None)
        changes_day = payload.says(form.day)
        posting = day if changes_day or before is None else old.posting_date
        if form.posting:
            posting = payload.day(form.posting, posting)
        currency = payload.text(form.currency, old.currency)
        rest = values_of(ledger, payload, without=self._taken())
        return replace(
            old,
            party_key=self._party(ledger, payload, old),
            entity_key=place.entity_key,
            currency=currency,
            number=payload.text(form.number, old.number) if form.number else old.number,
            document_date=day,
            posting_date=posting,
            due_date=payload.day(form.due, old.due_date or None) if form.due else day,
            lines=lines,
            description=_text(payload, "description", old.description),
            reference=_text(payload, form.reference, old.reference),
            term_key=self._term(ledger, payload, old),
            rate=self._rate(ledger, payload, old, place, currency, posting),
            bank_account_key=self._bank(ledger, payload, old, place),
            method=_text(payload, form.method, old.method) if form.method else None,
            extra={**(old.extra or {}), **rest.fields},
        )

    def _blank(self, ledger: Ledger, payload: Payload, place: Place) -> Document:
        """A new document before its payload is read; where the API gives numbers, with the next one."""
        number = ""
        if self.form.kind != "document":
            query = "SELECT COUNT(*) + 1 FROM document WHERE subledger = ? AND kind = ?"
            count = ledger.rows(query, (self.form.subledger.code, self.form.kind))[0][0]
            number = f"{self.form.kind[:3].upper()}-{count:04d}"
        else:
            number = payload.text(self.form.number)
        due = "" if self.form.name == INVOICE.name else payload.text(self.form.day)
        return Document(
            subledger=self.form.subledger,
            party_key=0,
            entity_key=place.entity_key,
            currency=place.base_currency,
            number=number,
            document_date="",
            posting_date="",
            due_date=due,
            lines=(),
            kind=self.form.kind,
        )

    def _taken(self) -> frozenset[str]:
        """The paths that are read here; all others are kept as they are."""
        form = self.form
        read = {form.number, form.day, form.posting, form.due, form.currency, form.base_currency}
        rates = {form.rate, form.rate_day, form.rate_type}
        others = {form.reference, form.lines, form.bank, form.method, form.subledger.party}
        return frozenset({*read, *rates, *others, "state", "action", "description", "term"})

    def _lines(
        self, ledger: Ledger, payload: Payload, before: Document | None
    ) -> tuple[tuple[DocumentLine, ...], Place]:
        kept = {line.key: line for line in before.lines} if before else {}
        added: list[DocumentLine] = []
        places: list[Place] = []
        for number, each in enumerate(payload.items(self.form.lines)):
            target = f"/{self.form.lines}/{number}"
            if each.key is not None and each.key not in kept:
                raise Refused(
                    "BL03002028", f"The document has no line with key {each.key}", target=target
                )
            if each.is_deletion:
                kept.pop(each.key)
                continue
            line, place = read_document_line(ledger, self.form, each, target, kept.get(each.key))
            places.append(place)
            if each.key is None:
                added.append(line)
            else:
                kept[each.key] = line
        lines = (*kept.values(), *added)
        if before is not None:
            places.extend(_place_of(ledger, line) for line in kept.values())
        if not places:
            raise Refused("BL01001973", "A document needs at least one line", target="/lines")
        return lines, one_entity(places)

    def _party(self, ledger: Ledger, payload: Payload, old: Document) -> int:
        word, code = self.form.subledger.party, self.form.subledger.code
        if old.party_key and not payload.says(word):
            return old.party_key
        return find_key(ledger, "party", payload.named(word), target=f"/{word}", subledger=code)

    def _term(self, ledger: Ledger, payload: Payload, old: Document) -> int | None:
        if "term" not in payload.object_type.fields or not payload.says("term"):
            return old.term_key
        named = payload.named_or_none("term")
        code = self.form.subledger.code
        return find_key(ledger, "term", named, target="/term", subledger=code) if named else None

    def _bank(self, ledger: Ledger, payload: Payload, old: Document, place: Place) -> int | None:
        if not self.form.bank:
            return None
        if old.bank_account_key is not None and not payload.says(self.form.bank):
            return old.bank_account_key
        named = Named(id=payload.text(self.form.bank))
        target = payload.place(self.form.bank)
        key = find_key(ledger, "bank_account", named, target=target)
        row = ledger.rows(
            "SELECT l.entity_key FROM bank_account AS b JOIN location AS l ON l.key = b.location_key"
            " WHERE b.key = ?",
            (key,),
        )[0]
        if row[0] != place.entity_key:
            raise Refused(
                "AR-0602", f"The bank account {named} is not of the lines' entity", target=target
            )
        return key

    def _rate(
        self,
        ledger: Ledger,
        payload: Payload,
        old: Document,
        place: Place,
        currency: str,
        posting: str,
    ) -> Rate | None:
        form = self.form
        base = payload.text(form.base_currency, place.base_currency)
        if base != place.base_currency:
            raise Refused(
                "PL-0102",
                f"The base currency of the lines' entity is {place.base_currency}, not {base}",
                target=payload.place(form.base_currency),
            )
        if currency == base:
            return None
        target = payload.place(form.currency)
        day = payload.day(form.rate_day, posting)
        type_id = payload.text(form.rate_type, "")
        given = payload.text(form.rate, "")
        if given:
            return _given_rate(given, day, base, type_id, payload.place(form.rate))
        says_nothing = not any(map(payload.says, (form.rate_day, form.rate_type, form.currency)))
        if old.rate is not None and says_nothing:
            return old.rate
        return find_rate(ledger, currency, base, day, type_id=type_id, target=target)


def _given_rate(text: str, day: str, base: str, type_id: str, target: str) -> Rate:
    value = Decimal(text)
    if value <= 0:
        raise Malformed("REST-1043", "A rate must be more than zero", target=target)
    return Rate(value, day, base, type_id)


def _text(payload: Payload, path: str, before: str | None) -> str | None:
    return (payload.text(path, "") or None) if payload.says(path) else before


def _place_of(ledger: Ledger, line: DocumentLine) -> Place:
    return find_place(ledger, Named(key=str(line.location_key)), target="/lines")


def _refuse_elsewhere(document: Document, place: Place) -> None:
    if place.entity_key != document.entity_key:
        raise Refused("GL-0601", "A document's lines must be in one entity", target="/dimensions")


def _refuse_state(standing: Standing, states: set[str], done: str) -> None:
    if standing.state not in states:
        document = standing.document
        raise Refused(
            "AR-0419",
            f"The {document.word} {document.number} is {standing.state} and cannot be {done}",
        )


def _base_total(document: Document) -> int:
    return sum(document.base(line.amount) for line in document.lines)
