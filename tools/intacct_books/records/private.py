"""What of a record never leaves books: secrets not at all, bank numbers and tax ids but for their last four.

The rule goes by the words of a name, so that it holds for custom fields and for objects that nobody has
looked at. It errs on the side of hiding.
Source: docs/api/records.md.
Errors: `BadArgument` for what is hidden.
"""

import re
from typing import Literal

from intacct_books.errors import BadArgument
from intacct_books.masking import masked

Privacy = Literal["open", "masked", "hidden"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Names whose words, in a row, mean a thing that no report ever shows.
_HIDDEN = re.compile(
    r"\b(password|passwd|pass phrase|passphrase|secret|credentials?|api key|access key|private key|token"
    r"|pin|cvv|cvc|ssn|social security|birth|birthday|born|passport|national id|login url|personal id)\b"
)
_MASKED = re.compile(
    r"\b((tax|vat|gst) (id|number|no|identification|registration)|tin|ein|abn|acn"
    r"|iban|swift|bic|bsb|sort code|routing|transit number|ach number"
    r"|(bank|checking|savings|debtor|creditor|return|wire|giro)( account)? (code|number|no)"
    r"|(account|acct) (no|num|number)|card (number|no)|(credit|debit) card( id)?$|t5018 number|company identification"
    r"|secondary identifier|licen[sc]e)\b"
)
# Numbers of accounts of the chart, and bank accounts by the id that the company gave them.
_NO_BANK_NUMBER = re.compile(
    r"\bgl account( account)? number|account number length|bank account id|bank id|card (account|txn|fee)\b"
)
_TECHNICAL_NAMES = re.compile(r"\b(type|date|name|currency|status|key|href|alignment|positioning)$")
_OBJECT_HIDDEN = re.compile(
    r"bank-file-setup|cloud-storage|password|credential|secret|token|session|provider-bank-account"
)
# The same where a name has no sign of where its words begin.
_HIDDEN_SQUASHED = re.compile(
    r"password|passphrase|secret|credential|apikey|accesskey|privatekey|ssn|socialsec|birthd|passport"
)
_MASKED_SQUASHED = re.compile(
    r"taxid|taxnumber|taxno|vatid|vatno|vatnumber|iban|swift|sortcode|bsb|routing|accountno|accountnumber|acctno"
    r"|acctnum|bankaccount|cardnum|cardno|achaccount"
)
# Old and new values of any field whatever: only the question that knows the field may show them.
_ANY_VALUE = {"previousvalue", "newvalue"}


def privacy_of_object(name: str) -> Privacy:
    """Whether records of this object may be read at all."""
    return "hidden" if _OBJECT_HIDDEN.search(name.lower()) else "open"


def privacy_of(path: str) -> Privacy:
    """How much of a field may be seen, by the words of its path."""
    words = _words(path.removeprefix("nsp::"))
    leaf = _words(".".join(path.split(".")[-2:]).removeprefix("nsp::"))
    last = path.rpartition(".")[2].removeprefix("nsp::")
    if last.lower() in _ANY_VALUE or _HIDDEN.search(words):
        return "hidden"
    if last.isupper() or "nsp::" in path:
        squashed = re.sub(r"[^a-z0-9]", "", last.lower())
        if _HIDDEN_SQUASHED.search(squashed):
            return "hidden"
        if _MASKED_SQUASHED.search(squashed):
            return "masked"
    if _NO_BANK_NUMBER.search(leaf) or _TECHNICAL_NAMES.search(leaf):
        return "open"
    return "masked" if _MASKED.search(leaf) else "open"


def refuse_hidden(path: str) -> None:
    """Refuse a field that may not be seen."""
    if path.rpartition(".")[2].lower() in _ANY_VALUE:
        raise BadArgument(
            f"{path[:60]!r} can hold any field's value. audit_history shows changes with bank numbers masked."
        )
    if privacy_of(path) == "hidden":
        raise BadArgument(f"{path[:60]!r} is a secret or personal: it is never read. Leave it out.")


def _words(path: str) -> str:
    """A path as words in lower case: `bankAccount.taxID` is `bank account tax id`."""
    parts = re.split(r"[^A-Za-z0-9]+", path)
    return " ".join(word.lower() for part in parts for word in _WORD.findall(part))


def masked_value(field: str, text: str, object_name: str = "") -> str:
    """A value of a field as it may be shown, whatever form the field's name has.

    Args:
        field: The field's name; the audit trail writes some without any sign of where words begin.
        text: The value.
        object_name: The object; of one that is never read no value is shown.
    """
    squashed = re.sub(r"[^a-z0-9]", "", field.lower())
    privacy = privacy_of(field)
    if privacy == "hidden" or _HIDDEN_SQUASHED.search(squashed):
        return "(not shown)" if text else ""
    if object_name and privacy_of_object(object_name) == "hidden":
        return "(not shown)" if text else ""
    if privacy == "masked" or _MASKED_SQUASHED.search(squashed):
        return masked(text)
    return text
