"""Where a person opens what an answer is about, and that lists do not say it of each row."""

import pytest

from agent import Agent
from intacct_sandbox.serve import Sandbox

DOCUMENT = "SELECT key FROM document WHERE kind = 'document' AND subledger = ? AND number = ?"
PARTY = "SELECT key FROM party WHERE subledger = ? AND id = ?"


@pytest.mark.parametrize(
    ("tool", "argument", "value", "subledger", "name", "sql"),
    [
        ("get_invoice", "number", "INV-10335", "AR", "accounts-receivable/invoice", DOCUMENT),
        ("get_bill", "number", "B-50430", "AP", "accounts-payable/bill", DOCUMENT),
        ("get_customer", "customer", "C-0006", "AR", "accounts-receivable/customer", PARTY),
        ("get_vendor", "vendor", "V-0005", "AP", "accounts-payable/vendor", PARTY),
    ],
)
@pytest.mark.behaviour("objects.web-page")
async def test_a_document_and_a_party_have_the_link_of_their_page(
    agent: Agent,
    sandbox: Sandbox,
    *,
    tool: str,
    argument: str,
    value: str,
    subledger: str,
    name: str,
    sql: str,
):
    answer = await agent.reads(tool, **{argument: value})
    ((key,),) = sandbox.ledger.rows(sql, (subledger, value))
    assert answer["link"] == f"https://intacct.example/objects/{name}/{key}"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_invoices", {}),
        ("list_bills", {}),
        ("list_payments", {"ledger": "AP"}),
        ("list_customers", {}),
        ("find_vendor", {"search": "a"}),
        ("query_records", {"object": "invoice", "limit": 5}),
    ],
)
@pytest.mark.behaviour("objects.web-page")
async def test_no_list_has_links(agent: Agent, tool: str, arguments: dict[str, str]):
    assert "intacct.example" not in await agent.hears(tool, **arguments)


@pytest.mark.behaviour("objects.web-page")
async def test_a_record_that_is_asked_for_its_page_has_it(agent: Agent):
    answer = await agent.reads(
        "query_records", object="journal-entry", where="txnNumber = 1042", fields="key, webURL"
    )
    ((key, page),) = answer["rows"]
    assert page == f"https://intacct.example/objects/general-ledger/journal-entry/{key}"
