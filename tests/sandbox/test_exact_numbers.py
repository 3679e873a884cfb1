"""Numbers of a body keep every digit: nothing is rounded on the way to the ledger (docs/api/writing.md)."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.amounts import to_cents
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.serve import Seed
from opened import company
from wire import BASE, Wire, sign_in

ENTRIES = "/objects/general-ledger/journal-entry"
A_HAIR_OVER = "1.0000000000000000000000000000000001"


@pytest.fixture(scope="module")
def clerk() -> Iterator[Wire]:
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox, TestClient(sandbox.app) as http:
        yield sign_in(http, sandbox)


def entry(amount: str) -> str:
    lines = ",".join(
        f'{{"glAccount":{{"id":"{account}"}},"txnType":"{side}","txnAmount":{amount},'
        '"dimensions":{"location":{"id":"210"}}}'
        for account, side in (("6100", "debit"), ("2100", "credit"))
    )
    return f'{{"glJournal":{{"id":"GJ"}},"postingDate":"2026-10-15","description":"d","lines":[{lines}]}}'


def sent(clerk: Wire, path: str, content: str) -> tuple[int, str]:
    headers = {**clerk.headers, "Content-Type": "application/json"}
    answer = clerk.http.post(BASE + path, content=content, headers=headers)
    return answer.status_code, answer.text


@pytest.mark.parametrize("amount", [A_HAIR_OVER, f'"{A_HAIR_OVER}"', "0.005", "1e-5"])
@pytest.mark.behaviour("writing.exact-amounts")
def test_an_amount_finer_than_a_cent_is_refused_and_not_rounded(clerk: Wire, amount: str):
    status, text = sent(clerk, ENTRIES, entry(amount))
    assert (status, "REST-1043" in text) == (400, True)


@pytest.mark.parametrize(
    "amount", ["0.1", "1.10", "1.1000000000000000000000000000000000000", "1E+1"]
)
@pytest.mark.behaviour("writing.exact-amounts")
def test_an_amount_in_whole_cents_is_taken_however_it_is_written(clerk: Wire, amount: str):
    assert sent(clerk, ENTRIES, entry(amount))[0] == 201


@pytest.mark.parametrize("amount", ["100.005", A_HAIR_OVER, '"100.005"'])
@pytest.mark.behaviour("writing.exact-amounts")
def test_an_amount_that_is_only_kept_is_as_exact_as_one_that_is_posted(clerk: Wire, amount: str):
    status, text = sent(
        clerk, "/objects/cash-management/bank-reconciliation", f'{{"endingBalance":{amount}}}'
    )
    details = json.loads(text)["ia::result"]["ia::error"]["details"]
    told = {each.get("target"): each["errorId"] for each in details}
    assert (status, told["/endingBalance"]) == (400, "REST-1043")


@pytest.mark.behaviour("writing.exact-amounts")
def test_a_composite_hands_numbers_on_with_all_their_digits(clerk: Wire):
    request = f'{{"method":"POST","path":"{ENTRIES}","body":{entry(A_HAIR_OVER)}}}'
    other = '{"method":"GET","path":"/objects/general-ledger/account"}'
    status, text = sent(clerk, "/services/core/composite", f"[{request},{other}]")
    assert (status, json.loads(text)["ia::result"][0]["ia::status"]) == (207, 400)
    assert A_HAIR_OVER in text


@pytest.mark.parametrize("amount", [A_HAIR_OVER, "0.005"])
@pytest.mark.behaviour("writing.exact-amounts")
def test_the_ledger_s_own_cents_are_as_exact(amount: str):
    with pytest.raises(Malformed):
        to_cents(amount, "/txnAmount")
