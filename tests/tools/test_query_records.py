from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from intacct_books.records.columns import Asked, currencies_of
from intacct_books.records.conditions import OPERATORS
from intacct_books.records.fields import model_of
from intacct_books.records.private import privacy_of, privacy_of_object
from intacct_client import Intacct
from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.serve import Sandbox


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


@pytest.mark.behaviour("records.rows")
async def test_records_of_any_object_come_with_the_usual_fields(agent: Agent):
    assert await agent.reads("query_records", object="department") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private",
            "as_of": "2026-10-31",
            "columns": [
                "id",
                "name",
                "status",
                "reportTitle",
                "parent.id",
                "parent.name",
                "supervisor.id",
                "supervisor.name",
            ],
            "rows": [
                ["SAL", "Sales", "active", "", "", "", "", ""],
                [
                    "ENG",
                    "Engineering",
                    "active",
                    "Software Engineering",
                    "",
                    "",
                    "E-001",
                    "Yusra Lindqvist",
                ],
                ["LAB", "Calibration laboratory", "active", "", "ENG", "Engineering", "", ""],
                ["SVC", "Field service", "active", "", "", "", "", ""],
                ["ADM", "Administration", "active", "", "", "", "", ""],
            ],
            "total": 5,
            "evidence": "38f15519",
            "api": 1,
            "api_setup": 3,
        }
    )


@pytest.mark.behaviour("records.rows")
async def test_pages_hold_each_record_once_and_cost_one_transaction_each(
    agent: Agent, sandbox: Sandbox
):
    await agent.reads("query_records", object="bill")
    found: list[str] = []
    after = ""
    while True:
        answer = await agent.reads(
            "query_records",
            object="bill",
            fields="billNumber,key",
            order="-postingDate,key",
            limit=200,
            after=after,
        )
        assert answer["api"] == 1
        found += column(answer, "key")
        after = answer.get("next", "")
        if not after:
            break
    expected = [
        str(key)
        for (key,) in sandbox.ledger.rows(
            "SELECT key FROM document WHERE subledger = 'AP' AND kind = 'document'"
        )
    ]
    assert len(found) == answer["total"]
    assert sorted(found) == sorted(expected)


@pytest.mark.behaviour("records.groups")
@pytest.mark.usual_reading("count-of")  # lines have no field of fixed values that each one has
async def test_sums_by_groups_are_those_of_the_lines(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads(
        "query_records",
        object="accounts-receivable/invoice-line",
        fields="invoice.customer.id,sum:baseAmount,count",
        where="invoice.state != draft",
        order="-sum:baseAmount",
        limit=200,
    )
    expected = {
        (id_, currency): (money(cents), count)
        for id_, currency, cents, count in sandbox.ledger.rows(
            "SELECT p.id, e.base_currency, SUM(l.base_amount), COUNT(*) FROM document d"
            " JOIN document_line l ON l.document_key = d.key JOIN party p ON p.key = d.party_key JOIN entity e ON e.key = d.entity_key"
            " WHERE d.subledger = 'AR' AND d.kind = 'document' AND d.state <> 'draft' GROUP BY 1, 2"
        )
    }
    found = {
        (row["invoice.customer.id"], row["currency"]): Decimal(row["sum:baseAmount"])
        for row in records(answer)
    }
    assert found == {slot: amount for slot, (amount, _) in expected.items()}
    amounts = list(found.values())
    assert amounts == sorted(amounts, reverse=True)
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(traced["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("records.groups")
async def test_smallest_largest_average_and_count_are_of_all_that_match(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads(
        "query_records",
        object="bill",
        fields="min:totalTxnAmount,max:totalTxnAmount,avg:totalTxnAmount,count",
        where="currency.txnCurrency = USD",
    )
    (row,) = answer["rows"]
    amounts = [
        money(cents)
        for (cents,) in sandbox.ledger.rows(
            "SELECT (SELECT SUM(l.txn_amount) FROM document_line l WHERE l.document_key = d.key)"
            " FROM document d WHERE d.subledger = 'AP' AND d.kind = 'document' AND d.currency = 'USD'"
        )
    ]
    assert [Decimal(row[0]), Decimal(row[1]), row[3]] == [min(amounts), max(amounts), len(amounts)]
    mean = (sum(amounts, Decimal(0)) / len(amounts)).quantize(Decimal("0.01"))
    assert abs(Decimal(row[2]) - mean) <= Decimal("0.01")


@pytest.mark.behaviour("records.currencies")
async def test_a_sum_is_split_by_currency_unasked_and_never_mixes_two(agent: Agent):
    answer = await agent.reads("query_records", object="bill", fields="sum:totalBaseAmount")
    assert set(column(answer, "currency")) == set(answer["totals"])
    assert len(answer["totals"]) > 1
    assert await agent.is_told(
        "query_records", object="bill", fields="sum:totalBaseAmount,sum:totalTxnAmount"
    ) == snapshot(
        "totalBaseAmount, totalTxnAmount are in different currencies. Ask for base and transaction amounts apart."
    )
    assert await agent.is_told(
        "query_records", object="customer-total", fields="sum:totalDue"
    ) == snapshot(
        "accounts-receivable/customer-total does not say in which currency totalDue is. Add a currency to fields, such as customer.currency, or leave the sum out."
    )
    by_currency = await agent.reads(
        "query_records", object="customer-total", fields="customer.currency,sum:totalDue"
    )
    assert set(column(by_currency, "customer.currency")) == set(by_currency["totals"])


@pytest.mark.behaviour("records.sides")
async def test_journal_lines_are_summed_with_their_sign(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads(
        "query_records",
        object="journal-entry-line",
        fields="sum:baseAmount",
        where="glAccount.id = 1010 and state = posted",
    )
    expected = {
        currency: {"sum:baseAmount": f"{money(cents)}"}
        for currency, cents in sandbox.ledger.rows(
            "SELECT l.base_currency, SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
            " FROM journal_line l JOIN account a ON a.key = l.account_key"
            " JOIN journal_entry e ON e.key = l.entry_key"
            " WHERE a.id = '1010' AND e.state = 'posted' GROUP BY 1"
        )
    }
    assert answer["totals"] in (expected, *expected.values())
    assert answer["sign"] == "debits positive, credits negative"
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(traced["checks"].values()) == {"0.00"}


async def test_drafts_in_a_sum_are_pointed_out(agent: Agent):
    asked: dict[str, Any] = {"object": "bill", "fields": "sum:totalBaseAmount"}
    assert "drafts" in (await agent.reads("query_records", **asked))["notes"][0]
    assert "notes" not in await agent.reads("query_records", **asked, where="state != draft")


CONDITIONS = [
    ("state = draft", "d.state = 'draft'"),
    ("state != draft", "d.state <> 'draft'"),
    (
        "postingDate between 2026-09-01 and 2026-09-30",
        "d.posting_date BETWEEN '2026-09-01' AND '2026-09-30'",
    ),
    (
        "postingDate <= today and postingDate > '2026-10-15'",
        "d.posting_date BETWEEN '2026-10-16' AND '2026-10-31'",
    ),
    ("vendor.id in (V-0003, 'V-0004')", "p.id IN ('V-0003', 'V-0004')"),
    ("vendor.id not in (V-0003, V-0004)", "p.id NOT IN ('V-0003', 'V-0004')"),
    ("vendor.name contains FREIGHT", "p.name LIKE '%freight%'"),
    ("billNumber starts 'B-500'", "d.number LIKE 'B-500%'"),
    ("description is null", "COALESCE(d.description, '') = ''"),
    (
        "vendor.id = V-0003 and (state = draft or currency.txnCurrency = GBP) or vendor.id = V-0004",
        "(p.id = 'V-0003' AND (d.state = 'draft' OR d.currency = 'GBP')) OR p.id = 'V-0004'",
    ),
]


@pytest.mark.parametrize(("where", "sql"), CONDITIONS)
@pytest.mark.behaviour("records.conditions")
async def test_conditions_find_what_sql_finds(agent: Agent, sandbox: Sandbox, where: str, sql: str):
    answer = await agent.reads("query_records", object="bill", fields="key", where=where, limit=1)
    ((expected,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM document d JOIN party p ON p.key = d.party_key JOIN entity e ON e.key = d.entity_key"
        f" WHERE d.subledger = 'AP' AND d.kind = 'document' AND ({sql})"
    )
    assert answer["total"] == expected


@pytest.mark.behaviour("records.conditions")
async def test_random_conditions_find_what_a_plain_reading_finds(agent: Agent, sandbox: Sandbox):
    bills: list[dict[str, Any]] = [
        dict(zip(("state", "vendor.id", "postingDate", "description"), row, strict=True))
        for row in sandbox.ledger.rows(
            "SELECT d.state = 'draft', p.id, d.posting_date, COALESCE(d.description, '')"
            " FROM document d JOIN party p ON p.key = d.party_key"
            " WHERE d.subledger = 'AP' AND d.kind = 'document'"
        )
    ]
    chance = Random(7)
    known = next(bill["description"] for bill in bills if bill["description"])
    assert any(not bill["description"] for bill in bills)

    def tree(depth: int) -> tuple[str, Callable[[dict[str, Any]], bool]]:
        if depth and chance.random() < 0.7:
            joint = chance.choice(("and", "or"))
            (left, is_left), (right, is_right) = tree(depth - 1), tree(depth - 1)
            both = {"and": all, "or": any}[joint]
            return f"({left} {joint} {right})", lambda bill: both((is_left(bill), is_right(bill)))
        vendor, day = f"V-{chance.randint(1, 12):04}", f"2026-{chance.randint(1, 10):02}-15"
        conditions: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
            ("state = draft", lambda bill: bool(bill["state"])),
            ("state != draft", lambda bill: not bill["state"]),
            (f"vendor.id = {vendor}", lambda bill: bill["vendor.id"] == vendor),
            (f"vendor.id not in ({vendor})", lambda bill: bill["vendor.id"] != vendor),
            (f"postingDate >= {day}", lambda bill: bill["postingDate"] >= day),
            (f"description != '{known}'", lambda bill: bill["description"] != known),
            ("description is null", lambda bill: not bill["description"]),
            ("description contains 'A'", lambda bill: "a" in bill["description"].lower()),
        ]
        return chance.choice(conditions)

    for _ in range(60):
        where, holds = tree(3)
        answer = await agent.reads("query_records", object="bill", where=where, limit=1)
        assert answer["total"] == sum(map(holds, bills)), where


@pytest.mark.parametrize(
    "where",
    [
        "state",
        "state =",
        "state = (",
        "(state = posted",
        "state = posted)",
        "state = posted billNumber = 1",
        "state like posted",
        "dueDate = soon",
        "totalBaseAmount > much",
        "totalBaseAmount > NaN",
        "state in ()",
        "state in (posted",
        "state is posted",
        "billNumber = 'open",
        "; drop",
        "(" * 12 + "state = posted" + ")" * 12,
        " or ".join(["state = posted"] * 41),
    ],
)
@pytest.mark.behaviour("records.conditions")
async def test_what_is_no_condition_is_refused_in_a_sentence(agent: Agent, where: str):
    told = await agent.is_told("query_records", object="bill", where=where)
    assert told.endswith(".")
    assert len(told) < 300


@pytest.mark.parametrize(
    ("where", "plain"),
    [
        ("memo = null", "memo is null"),
        ("memo = NULL", "memo is null"),
        ("memo = ''", "memo is null"),
        ('memo != ""', "memo is not null"),
        ("memo <> null", "memo is not null"),
        ("dimensions.project.id = null", "dimensions.project.id is null"),
        ("dimensions.project.id != null", "dimensions.project.id is not null"),
        ("bill.vendor.taxId = null", "bill.vendor.taxId is null"),
        ("bill.dueDate != null", "bill.dueDate is not null"),
        ("bill.state = null", "bill.state is null"),
    ],
)
@pytest.mark.behaviour("records.unset")
async def test_equal_to_null_or_to_nothing_means_unset(agent: Agent, where: str, plain: str):
    line = "accounts-payable/bill-line"
    found = await agent.reads("query_records", object=line, where=where, limit=1)
    expected = await agent.reads("query_records", object=line, where=plain, limit=1)
    assert found["total"] == expected["total"]


@pytest.mark.behaviour("records.unset")
async def test_the_unset_and_the_set_are_all(agent: Agent, sandbox: Sandbox):
    line = "accounts-payable/bill-line"
    unset, set_, every = [
        (await agent.reads("query_records", object=line, where=where, limit=1))["total"]
        for where in ("dimensions.project.id = null", "dimensions.project.id != null", "")
    ]
    assert unset + set_ == every
    ((expected,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM document_line l JOIN document d ON d.key = l.document_key"
        " WHERE d.subledger = 'AP' AND d.kind = 'document' AND l.project_key IS NULL"
    )
    assert unset == expected


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (
            "state in (posted, null)",
            "An unset state is equal to no value. Write state is null, or is not null.",
        ),
        (
            "description contains ''",
            "An unset description is equal to no value. Write description is null, or is not null.",
        ),
        (
            "currency.txnCurrency != currency.baseCurrency",
            "where compares currency.txnCurrency with values, not with the field currency.baseCurrency."
            + " Ask for both in fields; if a text is meant, put it in quotes.",
        ),
        (
            "state like posted",
            f"'like' is no operator of where. There are {OPERATORS}.",
        ),
        (
            "state == posted",
            f"'==' is no operator of where. There are {OPERATORS}.",
        ),
    ],
)
@pytest.mark.behaviour("records.conditions")
async def test_what_would_find_nothing_in_silence_is_refused_with_what_to_write(
    agent: Agent, where: str, told: str
):
    assert await agent.is_told("query_records", object="bill", where=where) == told


@pytest.mark.behaviour("records.groups")
async def test_groups_are_ordered_by_count(agent: Agent):
    answer = await agent.reads(
        "query_records", object="bill", fields="vendor.id,count", order="-count", limit=200
    )
    counts = column(answer, "count:state")
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
    rising = await agent.reads(
        "query_records", object="bill", fields="vendor.id,count", order="count,vendor.id", limit=200
    )
    assert column(rising, "count:state") == sorted(counts)


@pytest.mark.behaviour("records.describe")
async def test_all_words_find_a_field_else_any_of_them_the_most_first(agent: Agent):
    every = await agent.reads("query_records", object="bill", describe="date due")
    assert column(every, "field") == ["dueDate"]
    words = ("clear", "reconcil", "due", "date")
    both = await agent.reads(
        "query_records", object="journal-entry-line", describe="clear reconcil", limit=200
    )
    some = await agent.reads(
        "query_records", object="journal-entry-line", describe=" ".join(words), limit=200
    )
    assert some["notes"] == ["Nothing has all of 'clear reconcil due date': these have some of it."]
    counts = [sum(word in str(row).lower() for word in words) for row in some["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) == 1
    assert set(column(both, "field")) < set(column(some, "field"))


@pytest.mark.behaviour("records.not-in-queries")
async def test_what_no_query_takes_is_marked_and_refused_before_intacct_is_asked(agent: Agent):
    entry = "general-ledger/journal-entry"
    described = await agent.reads("query_records", object=entry, describe="automatic")
    assert described["rows"] == [["automaticReversalDate", "day, not in queries"]]
    told = (
        "automaticReversalDate can be seen on a single record in Intacct, but no query takes it. "
        "Leave it out."
    )
    for asked in (
        {"fields": "automaticReversalDate"},
        {"where": "automaticReversalDate is not null"},
        {"order": "automaticReversalDate"},
    ):
        assert await agent.is_told("query_records", object=entry, **asked) == told
    usual = await agent.reads("query_records", object=entry, limit=1)
    assert "automaticReversalDate" not in usual["columns"]


@pytest.mark.behaviour("records.conditions")
async def test_a_value_is_data_whatever_it_looks_like(agent: Agent):
    for value in ("'x'' or 1=1'", '"%"', "'_'", "'null'"):
        answer = await agent.reads("query_records", object="bill", where=f"billNumber = {value}")
        assert answer["total"] == 0


@pytest.mark.behaviour("records.near-names")
async def test_what_is_unknown_is_told_the_near_names(agent: Agent):
    told = [
        await agent.is_told("query_records", object="bil"),
        await agent.is_told("query_records", object="bill", fields="vendor.nme"),
        await agent.is_told("query_records", object="bill", fields="vendor"),
        await agent.is_told("query_records", object="bill", fields="lines.memo"),
        await agent.is_told("query_records", object="bill", where="state = post"),
        await agent.is_told("query_records", object="term"),
        await agent.is_told("query_records", object="bill", fields="key,sum:totalTxnAmount"),
        await agent.is_told("query_records", object="bill", fields="sum:billNumber"),
        await agent.is_told("query_records", object="bill", fields="count", order="totalTxnAmount"),
    ]
    assert told == snapshot(
        [
            "No object 'bil'. Near: accounts-payable/bill, inventory-control/bin, accounts-payable/bill-line, accounts-payable/bill-summary, accounts-payable/bill-tax-entry.",
            "accounts-payable/bill has no field 'vendor.nme'. Near: vendor.name, vendor.key, vendor.id, vendor.vendorDue.",
            "'vendor' is a reference. Ask for vendor.id or vendor.key.",
            "'lines.memo' is in a list of accounts-payable/bill. Query accounts-payable/bill-line instead.",
            "state is never 'post'. It is posted.",
            "Several objects are called 'term': accounts-payable/term, accounts-receivable/term. Name one.",
            "key beside a sum makes every record a group. Leave it out.",
            "billNumber is no amount: it has no sum. Use count:billNumber.",
            "Groups cannot be ordered by 'totalTxnAmount'. Order by a column.",
        ]
    )


@pytest.mark.behaviour("records.describe")
async def test_fields_and_objects_are_listed_and_searched(agent: Agent):
    assert await agent.reads("query_records", object="bill", describe="state") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private",
            "columns": ["field", "type", "values"],
            "rows": [
                [
                    "state",
                    "enum",
                    "reversed, reversal, analyzing, partiallyApproved, submitted, declined, noValue, posted, paid, partiallyPaid, selected, d...",
                ]
            ],
            "total": 1,
            "notes": [
                "state is one of reversed, reversal, analyzing, partiallyApproved, submitted, declined, noValue, posted, paid, partiallyPaid, selected, draft."
            ],
            "evidence": "6ccc1a9f",
            "api": 0,
            "api_setup": 3,
        }
    )
    assert await agent.reads("query_records", describe="purchasing doc") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private",
            "columns": ["object"],
            "rows": [
                ["purchasing/document"],
                ["purchasing/document-configuration-preference"],
                ["purchasing/document-history"],
                ["purchasing/document-line"],
                ["purchasing/document-line-detail"],
                ["purchasing/document-line-subtotal"],
                ["purchasing/document-subtotal"],
                ["purchasing/recurring-document"],
                ["purchasing/recurring-document-line"],
                ["purchasing/recurring-document-subtotal"],
                ["purchasing/txn-definition-source-document-detail"],
            ],
            "total": 11,
            "evidence": "e5c648db",
            "api": 0,
        }
    )
    everything = await agent.reads("query_records", object="vendor", describe="all", limit=200)
    assert "taxId" in column(everything, "field")
    custom = await agent.reads("query_records", object="nsp::service_line", describe="all")
    assert custom["total"] > 0


@pytest.mark.behaviour("records.private")
async def test_bank_numbers_and_tax_ids_show_their_last_four(agent: Agent, sandbox: Sandbox):
    text = await agent.hears(
        "query_records", object="vendor", fields="id,taxId,ach.accountNumber", limit=200
    )
    known = [
        tax_id
        for (tax_id,) in sandbox.ledger.rows(
            "SELECT tax_id FROM party WHERE subledger = 'AP' AND tax_id IS NOT NULL"
        )
    ]
    assert known
    assert not [tax_id for tax_id in known if tax_id[:-4] in text]
    assert f"...{known[0][-4:]}" in text
    found = await agent.reads("query_records", object="vendor", where=f"taxId ends {known[0][-4:]}")
    assert found["total"] >= 1


@pytest.mark.parametrize(
    "arguments",
    [
        {"object": "employee", "fields": "id,SSN"},
        {"object": "employee", "where": "birthDate > 1990-01-01"},
        {"object": "vendor", "where": "taxId starts 1"},
        {"object": "vendor", "where": "taxId ends 123"},
        {"object": "vendor", "where": "taxId = 123456789"},
        {"object": "vendor", "order": "taxId"},
        {"object": "vendor", "fields": "taxId,count"},
        {"object": "vendor", "fields": "max:taxId"},
        {"object": "vendor-bank-file-setup"},
        {"object": "cloud-storage"},
        {"object": "audit-history", "fields": "changeDetails.newValue"},
        {"object": "bill", "fields": "vendor.taxId", "order": "vendor.taxId"},
    ],
)
@pytest.mark.behaviour("records.private")
async def test_secrets_are_refused_and_masked_fields_give_nothing_away(
    agent: Agent, arguments: dict[str, str]
):
    await agent.is_told("query_records", **arguments)


@pytest.mark.parametrize(
    ("path", "privacy"),
    [
        ("nsp::BANKACCTNO", "masked"),
        ("nsp::BankAcctNo", "masked"),
        ("nsp::vendor_iban", "masked"),
        ("vendor.nsp::TAXID", "masked"),
        ("nsp::EMP_SSN", "hidden"),
        ("nsp::api_key", "hidden"),
        ("employee.SSN", "hidden"),
        ("glAccount.accountNumber", "open"),
        ("nsp::REGION", "open"),
        ("taxIdValidationDate", "open"),
    ],
)
@pytest.mark.behaviour("records.private")
def test_names_of_custom_fields_are_understood(path: str, privacy: str):
    assert privacy_of(path) == privacy


@pytest.mark.behaviour("records.private")
def test_over_the_whole_catalogue_names_of_secrets_are_covered():
    paths = {
        path: privacy_of(path)
        for each in catalogue().values()
        for path, about in each.fields.items()
        if about.type != "o"
    }
    for path, privacy in paths.items():
        last = path.rpartition(".")[2].lower()
        if last in {"ssn", "password", "birthdate"}:
            assert privacy == "hidden", path
        if last.endswith(("taxid", "routingnumber", "sortcode", "bankaccountnumber")):
            assert privacy == "masked", path
    shown = sorted({path for path, privacy in paths.items() if privacy == "masked"})
    assert shown == snapshot(
        [
            "accountNumber",
            "ach.accountNumber",
            "ach.bankRoutingNumber",
            "ach.companyIdentification",
            "ach.routingNumber",
            "bankAccountCode",
            "bankAccountDetails.accountNumber",
            "bankAccountDetails.routingNumber",
            "bankAccountNumber",
            "bankFile.bankCode",
            "bankFile.branchTransitNumber",
            "bankFile.bsbNumber",
            "bankFile.debtorBankNumber",
            "bankFile.returnAccountNumber",
            "bankFile.sortCode",
            "bsbNumber",
            "contacts.default.internationalTaxId",
            "contacts.payTo.tax.taxId",
            "contacts.returnTo.tax.taxId",
            "contacts.shipTo.tax.taxId",
            "creditorCode",
            "dimensions.contact.tax.taxId",
            "internationalTaxId",
            "payment.customerCreditCard.id",
            "secondaryIdentifier",
            "sortCode",
            "tax.taxId",
            "taxId",
            "vendorAccountNumber",
            "vendorAccountNumberList",
        ]
    )
    hidden = [name for name in catalogue() if privacy_of_object(name) == "hidden"]
    assert hidden == snapshot(
        [
            "accounts-payable/vendor-bank-file-setup",
            "cash-management/payment-provider-bank-account",
            "company-config/cloud-storage",
            "company-config/employee-bank-file-setup",
        ]
    )


@pytest.mark.behaviour("records.entity")
async def test_an_entity_narrows_by_location_or_entity_or_is_refused(
    agent: Agent, sandbox: Sandbox
):
    lines = await agent.reads(
        "query_records", object="journal-entry-line", fields="key", entity="200", limit=1
    )
    ((expected,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_line l JOIN location o ON o.key = l.location_key"
        " JOIN entity e ON e.key = o.entity_key WHERE e.id = '200'"
    )
    assert lines["total"] == expected
    sums = await agent.reads(
        "query_records", object="journal-entry-line", fields="sum:baseAmount", entity="300"
    )
    traced = await agent.reads("get_evidence", handle=sums["evidence"], limit=1)
    assert set(traced["checks"].values()) == {"0.00"}
    assert traced["scope"].startswith("entity 300")
    bills = await agent.reads("query_records", object="bill", entity="100,200", limit=1)
    assert "no entity" in bills["notes"][0]
    assert "belong to no entity" in await agent.is_told(
        "query_records", object="reporting-period", entity="100"
    )


@pytest.mark.parametrize(
    ("name", "party", "days", "amounts"),
    [
        (
            "invoice",
            "customer",
            ["invoiceDate", "dueDate"],
            ["totalBaseAmount", "totalBaseAmountDue"],
        ),
        ("bill", "vendor", ["createdDate", "dueDate"], ["totalBaseAmount", "totalBaseAmountDue"]),
        pytest.param(
            "accounts-receivable/adjustment",
            "customer",
            ["createdDate"],
            ["baseCurrency.totalAmountEntered", "baseCurrency.totalDue"],
            marks=pytest.mark.usual_reading("adjustment-totals"),
        ),
        (
            "accounts-receivable/advance",
            "customer",
            ["createdDate"],
            ["totalEntered", "paymentInformation.totalDue"],
        ),
        (
            "accounts-payable/advance",
            "vendor",
            ["advanceDate", "dueDate"],
            ["totalEntered", "totalDue"],
        ),
    ],
)
@pytest.mark.behaviour("records.usual-of-documents")
async def test_a_document_comes_with_its_party_days_total_and_what_is_due(
    agent: Agent, name: str, party: str, days: list[str], amounts: list[str]
):
    answer = await agent.reads("query_records", object=name, limit=1)
    (row,) = records(answer)
    for column_ in (f"{party}.id", f"{party}.name", *days, *amounts):
        assert row[column_] != "", column_


@pytest.mark.parametrize(
    ("name", "amount", "currency"),
    [
        ("accounts-payable/advance", "totalEntered", "currency.baseCurrency"),
        ("accounts-payable/advance", "txnTotalEntered", "currency.txnCurrency"),
        ("accounts-payable/adjustment", "totalEntered", "currency.baseCurrency"),
        ("accounts-payable/bill-line", "baseAmount", "currency.baseCurrency"),
        ("accounts-payable/bill-line", "txnAmount", "currency.txnCurrency"),
    ],
)
@pytest.mark.behaviour("records.base-twins")
async def test_an_amount_that_has_a_twin_in_transaction_currency_is_in_base_currency(
    intacct: Intacct, name: str, amount: str, currency: str
):
    model = await model_of(intacct, name)
    assert await currencies_of(intacct, model, [Asked(model.fields[amount])]) == [currency]
