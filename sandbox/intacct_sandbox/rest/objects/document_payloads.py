"""The payloads of documents, read: over nothing for a new one, over what stands for a change.

Source: docs/api/writing.md, docs/api/foreign-currency.md.
"""

from dataclasses import dataclass, replace

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.documents.shape import Document, DocumentLine
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate, checked_rate, find_rate
from intacct_sandbox.company.lookup import Named, Place, find_key, find_place
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.rest.objects.document_forms import INVOICE, DocumentForm
from intacct_sandbox.rest.objects.lines import one_entity, read_document_line
from intacct_sandbox.rest.objects.payload import Payload
from intacct_sandbox.rest.objects.values import values_of


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads the payloads of one kind of document."""

    form: DocumentForm

    def read(self, ledger: Ledger, payload: Payload, before: Document | None) -> Document:
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
            summary_key=_key(rest.fields.pop(f"{form.summary}.key", old.summary_key)),
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
                self.form.subledger.rule("AR-0602"),
                f"The bank account {named} is not of the lines' entity",
                target=target,
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
            return Rate(checked_rate(given, payload.place(form.rate)), day, base, type_id)
        says_nothing = not any(map(payload.says, (form.rate_day, form.rate_type, form.currency)))
        if old.rate is not None and says_nothing:
            return old.rate
        return find_rate(ledger, currency, base, day, type_id=type_id, target=target)


def _key(stored: Stored) -> int | None:
    return int(str(stored)) if stored else None


def _text(payload: Payload, path: str, before: str | None) -> str | None:
    return (payload.text(path, "") or None) if payload.says(path) else before


def _place_of(ledger: Ledger, line: DocumentLine) -> Place:
    return find_place(ledger, Named(key=str(line.location_key)), target="/lines")
