"""Documents over the wire: created, changed, deleted, and moved by workflows; their lines too.

Source: docs/api/writing.md, docs/api/approvals.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from intacct_sandbox.company.documents.approvals import (
    approved_state,
    next_step,
    state_after_submit,
)
from intacct_sandbox.company.documents.booking import (
    book_document,
    change_document,
    delete_document,
    move_document,
    reclassify_document,
    reverse_standing,
)
from intacct_sandbox.company.documents.rows import document_of_line, load_document
from intacct_sandbox.company.documents.shape import Document, Standing
from intacct_sandbox.company.lookup import Place
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.objects.acts import Act, Behaviour
from intacct_sandbox.rest.objects.document_forms import AR_ADJUSTMENT, BILL, INVOICE, DocumentForm
from intacct_sandbox.rest.objects.document_payloads import DocumentReader
from intacct_sandbox.rest.objects.lines import read_document_line
from intacct_sandbox.rest.objects.payload import Payload, is_key
from intacct_sandbox.rest.objects.workflow_payload import WorkflowPayload

Workflow = Callable[[Act, Any], int]
_ABOUT_ITSELF = {"key", "id", "href"}


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
        if self.form in {INVOICE, AR_ADJUSTMENT}:
            workflows["reclassify"] = self._reclassify
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
        document = DocumentReader(self.form).read(act.ledger, payload, None)
        return book_document(act.ledger, replace(document, state=state), at=act.at)

    def update(self, act: Act, key: int, body: Any) -> None:
        """Change a document's header and lines; never its state."""
        payload = Payload(self.form.name, body, is_update=True)
        if payload.says("state"):
            raise Malformed(
                "REST-1050", "state is read-only", message_id="IA.READ_ONLY_FIELD", target="/state"
            )
        standing = self._load(act, key)
        changed = DocumentReader(self.form).read(act.ledger, payload, standing.document)
        change_document(act.ledger, standing, changed, at=act.at)

    def delete(self, act: Act, key: int) -> None:
        """Delete a document with its lines and its entry."""
        delete_document(act.ledger, self._load(act, key), at=act.at)

    def create_line(self, act: Act, body: Any) -> int:
        """Add a line to the document that it names."""
        payload = Payload(self.form.line_name, body)
        owner = payload.named(self.form.owner).key
        if not is_key(owner):
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
                rule = self.form.subledger.rule("AR-0420")
                raise Refused(rule, "A line cannot be moved to another document")
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
        standing = self._load(act, self._workflow("submit", body).key())
        _refuse_state(standing, {"draft", "declined"}, "submitted")
        state = "posted"
        if self.form is BILL:
            state = state_after_submit(act.assumptions, _base_total(standing.document))
        move_document(act.ledger, standing, state, at=act.at)
        return standing.key

    def _approve(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("approve", body).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "approved")
        state = approved_state(standing.state, _base_total(standing.document))
        move_document(act.ledger, standing, state, at=act.at)
        return standing.key

    def _decline(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("decline", body).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "declined")
        move_document(act.ledger, standing, "declined", at=act.at)
        return standing.key

    def _recall(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("recall", body).key())
        _refuse_state(standing, {"submitted", "partiallyApproved"}, "recalled")
        move_document(act.ledger, standing, "draft", at=act.at)
        return standing.key

    def _reclassify(self, act: Act, body: Any) -> int:
        standing = self._load(act, self._workflow("reclassify", body).key())
        told = {name: value for name, value in body.items() if name not in _ABOUT_ITSELF}
        payload = Payload(self.form.name, told, is_update=True)
        changed = DocumentReader(self.form).read(act.ledger, payload, standing.document)
        reclassify_document(act.ledger, standing, changed, at=act.at)
        return standing.key

    def _reverse(self, act: Act, body: Any) -> int:
        payload = self._workflow("reverse", body)
        day = self.form.reverse_day
        standing = self._load(act, payload.key())
        reverse_standing(act.ledger, standing, on=payload.day(day), at=act.at, target=f"/{day}")
        return standing.key

    def _workflow(self, verb: str, body: Any) -> WorkflowPayload:
        return WorkflowPayload(f"{self.form.name}/{verb}", body)


def _refuse_elsewhere(document: Document, place: Place) -> None:
    if place.entity_key != document.entity_key:
        raise Refused("GL-0601", "A document's lines must be in one entity", target="/dimensions")


def _refuse_state(standing: Standing, states: set[str], done: str) -> None:
    if standing.state not in states:
        document = standing.document
        raise Refused(
            document.subledger.rule("AR-0419"),
            f"The {document.word} {document.number} is {standing.state} and cannot be {done}"
            + next_step(standing.state),
        )


def _base_total(document: Document) -> int:
    return sum(document.base(line.amount) for line in document.lines)
