"""Finding the record of any object that a payload names by id, by key, or by both."""

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.lookup import Named, looked_for, none_found
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.query.request import read_request
from intacct_sandbox.query.run import run_query


def find_record(ledger: Ledger, name: str, named: Named, *, target: str) -> int:
    """The key of a record.

    Args:
        ledger: Where to look, in all entities.
        name: The object it is one of.
        named: What the payload says.
        target: Where the reference stands in the payload.

    Raises:
        Refused: There is no such record, or it is no longer in use.
    """
    fields = ledger.shape.objects[name].fields
    wanted = [{"$eq": {path: value}} for path, value in looked_for(ledger, named).items()]
    request = read_request(
        {
            "object": name,
            "fields": ["key", *(["status"] if "status" in fields else [])],
            "filters": wanted,
            "orderBy": [{"key": "asc"}],
            "size": 1,
            "filterParameters": {"includePrivate": True},
        }
    )
    found = run_query(request, ledger, ledger.shape, Scope(None, ledger.company.today, 0)).rows
    word = name.partition("/")[2].replace("-", " ")
    if not found:
        raise none_found(word, named, name, target)
    if found[0].get("status") == "inactive":
        raise Refused("BL03002029", f"The {word} {named} is not active", target=target)
    return int(found[0]["key"])
