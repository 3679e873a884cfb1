"""One change of one record: who makes it, in a transaction of its own, with its trace in the audit history.

Source: docs/api/writing.md, docs/api/audit-history.md.
"""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from starlette.requests import Request

from intacct_sandbox.company.describing.audit_trail import Changed, write_history
from intacct_sandbox.query.compile import Scope
from intacct_sandbox.rest.errors import forbidden, in_envelopes, no_permission, not_found
from intacct_sandbox.rest.objects.acts import Act, Behaviour
from intacct_sandbox.rest.objects.behaviours import behaviour_of
from intacct_sandbox.rest.objects.moves import ANSWERS
from intacct_sandbox.rest.objects.records import flat_records
from intacct_sandbox.rest.wire import ADDRESS_MARKS, Wire

Row = dict[str, Any]


class Changer:
    """Whoever sent a request, changing records.

    Args:
        wire: The company.
        request: Who asks.
        scope: What they see, where that is not what this request says.

    Raises:
        ApiError: No good token, or a user who may only look.
    """

    def __init__(self, wire: Wire, request: Request, scope: Scope | None = None) -> None:
        self._wire = wire
        self._scope = scope or wire.scope(request)
        self._user = wire.user(request)
        if self._user.only_reads:
            raise forbidden(request.method, request.url.path)
        self._client_id = self._user.client_id
        self._method = request.method

    def behaviour(self, name: str) -> Behaviour:
        """What can be done with an object; a user without permission for it can do nothing."""
        if name in self._scope.unreadable:
            raise no_permission(self._method, name)
        return behaviour_of(self._wire.ledger.shape.objects[name], self._wire.ledger)

    def create(self, name: str, body: Any) -> Row:
        """Add a record; its reference."""
        create = self.behaviour(name).create
        assert create is not None
        return self._change(name, "create", lambda act: create(act, body))

    def update(self, name: str, key: str, body: Any) -> Row:
        """Change a record; its reference."""
        update = self.behaviour(name).update
        assert update is not None
        number = self._number(name, key)

        def change(act: Act) -> int:
            update(act, number, body)
            return number

        return self._change(name, "modify", change, number)

    def update_one_of(self, name: str, body: Any) -> Row:
        """Change the record whose key stands in the payload; its reference."""
        given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        rest = {path: value for path, value in given.items() if path != "key"}
        return self.update(name, str(given.get("key", "")), rest)

    def delete(self, name: str, key: str) -> Row:
        """Delete a record; its reference, as it was."""
        delete = self.behaviour(name).delete
        assert delete is not None
        number = self._number(name, key)

        def change(act: Act) -> int:
            delete(act, number)
            return number

        return self._change(name, "delete", change, number)

    def workflow(self, name: str, verb: str, body: Any) -> Row:
        """Move a record by a workflow; its reference and its new state."""
        run = self.behaviour(name).workflows[verb]
        given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        key = str(given.get("key", ""))
        before = self._row(name, int(key)) if _is_key(key) else {}
        return self._change(name, verb, lambda act: run(act, body), before=before)

    def _change(
        self,
        name: str,
        operation: str,
        work: Callable[[Act], int],
        number: int | None = None,
        *,
        before: Row | None = None,
    ) -> Row:
        ledger = self._wire.ledger
        act = Act(
            ledger,
            self._wire.now(),
            self._user.key,
            self._scope.entity_key,
            self._wire.assumptions,
        )
        with in_envelopes(operation, name, act.assumptions), ledger.transaction():
            was = before if before is not None else self._row(name, number)
            key = work(act)
            now = self._row(name, key)
            self._trace(name, key, operation, was, now, act.at)
        own_answer = ANSWERS.get((name, operation))
        if own_answer is not None:
            return own_answer(now)
        return _answer(name, key, now or was, with_state=before is not None)

    def _trace(self, name: str, key: int, operation: str, was: Row, now: Row, at: str) -> None:
        is_workflow = operation not in {"create", "modify", "delete"}
        action = "workflow" if is_workflow else operation
        verb = operation if is_workflow else ""
        changed = Changed(name, key, was, now, action, verb, self._user.key, self._client_id, at)
        write_history(self._wire.ledger, changed)

    def _row(self, name: str, key: int | None) -> Row:
        """A record's fields by path, for everybody's eyes; empty when there is none."""
        if key is None:
            return {}
        ledger = self._wire.ledger
        everything = Scope(None, ledger.company.today, 0)
        rows = flat_records(name, "key", [str(key)], ledger, everything)
        return rows[0] if rows else {}

    def _number(self, name: str, key: str) -> int:
        """A key from a path, of a record that the caller can see."""
        if not _is_key(key) or not flat_records(name, "key", [key], self._wire.ledger, self._scope):
            raise not_found(name, key)
        return int(key)


def _answer(name: str, key: int, row: Row, *, with_state: bool) -> Row:
    answer: Row = {
        "key": str(key),
        "id": str(row.get("id") or key),
        "href": row.get("href") or f"/objects/{quote(name, safe=ADDRESS_MARKS)}/{key}",
    }
    if with_state and "state" in row:
        answer["state"] = row["state"]
    return answer


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
