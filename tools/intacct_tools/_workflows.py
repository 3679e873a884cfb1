"""Workflows of finance people as prompts: which tools in which order, and when the result is right.

A prompt names tools and what must hold; figures come from the tools alone. What a user fills in is quoted: it is a
value, not an instruction.
"""

from dataclasses import dataclass

from intacct_books.cells import printable

LONGEST_VALUE = 80
_RULES = """\
Rules for the report: say company, scope and as-of or period first, and preliminary where an answer is. Take every figure from an \
answer as it is; add nothing up yourself, least of all over two currencies. Pass on all notes and each check that is not \
0.00. Name the evidence handle beside each headline figure. Do not invent causes: say what the lines show. Change nothing in Intacct."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A value that the user fills in.

    Attributes:
        name: The name, as the tools have it.
        description: What it is.
        is_required: Whether it has to be said.
    """

    name: str
    description: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """A prompt.

    Attributes:
        name: What the user types.
        title: What it is called.
        description: What comes of it.
        arguments: What the user may say.
        steps: What to do, in order.
    """

    name: str
    title: str
    description: str
    arguments: tuple[Argument, ...]
    steps: tuple[str, ...]

    def text(self, given: dict[str, str]) -> str:
        """The prompt with the values that were said."""
        said = [
            f"{each.name} = {_quoted(given[each.name])}"
            for each in self.arguments
            if given.get(each.name, "").strip()
        ]
        unsaid = [each.name for each in self.arguments if not given.get(each.name, "").strip()]
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
        values = f"\nValues: {'; '.join(said)}." if said else ""
        defaults = f"\nNot said, so the tools' defaults: {', '.join(unsaid)}." if unsaid else ""
        return f"{self.description}{values}{defaults}\n\n{steps}\n\n{_RULES}"


_PERIOD = Argument("period", "2026-10, 2026-Q3, last_month, ytd or a reporting period's name")
_ENTITY = Argument("entity", "Entity ids or names; all when left out")
_AS_OF = Argument("as_of", "YYYY-MM-DD; today when left out")
COMPANY = Argument("company", "Which company, where the server has several")

WORKFLOWS: tuple[Workflow, ...] = (
    Workflow(
        "month-end-close",
        "Month-end close",
        "Make the checklist of a month's close: what is done, what is not, with proof of each line.",
        (_PERIOD, _ENTITY),
        (
            "close_status for the period: which entities and ledgers are still open, what is unposted.",
            "reconcile_subledger for AR, then for AP, as of the period's last day: difference and its causes.",
            "trial_balance for the period: debits equal credits, by entity where one differs.",
            "cash_position as of the last day: accounts without a recent reconciliation.",
            "find_duplicate_bills over the period.",
            "variance_analysis against the month before: accounts that moved most; gl_detail for the largest.",
            "Write a checklist: line, done or open, figure, evidence, who has to act. Open lines first.",
        ),
    ),
    Workflow(
        "reconciliation",
        "Subledger reconciliation",
        "Tie a subledger to its control accounts on a day, and explain what is between them.",
        (Argument("ledger", "AR or AP; both when left out"), _AS_OF, _ENTITY),
        (
            "reconcile_subledger for the ledger and day.",
            "Where the difference is not 0.00: gl_detail of the control account for entries that no document made.",
            "ar_aging or ap_aging by document for items that no entry has.",
            "get_evidence of the aging and of the balance: both must add up.",
            "Write: subledger, ledger, difference, then each cause with its amount and link; what is left unexplained stands last.",
        ),
    ),
    Workflow(
        "variance-analysis",
        "Variance analysis",
        "Explain what moved between two periods, from the account down to the lines.",
        (
            _PERIOD,
            Argument("against", "prior_period, prior_year, budget or a budget's id"),
            Argument("account", "Account, range or group; all when left out"),
            _ENTITY,
        ),
        (
            "variance_analysis for the period against the comparison; by vendor, department or customer for what moved most.",
            "The drivers must add up to the change. gl_detail for the largest driver.",
            "Say favourable or unfavourable by the account's kind, and where a budget has no line.",
            "Write a table account, now, before, change, percent, driver; then one sentence a driver that its lines support.",
        ),
    ),
    Workflow(
        "income-statement",
        "Income statement",
        "Show the income statement of a period with a comparison.",
        (
            _PERIOD,
            Argument("compare", "prior_period, prior_year, budget or a budget's id"),
            _ENTITY,
        ),
        (
            "income_statement for the period with the comparison.",
            "Accounts in no group, if the answer names some: show them, the statement is not complete without.",
            "variance_analysis for the lines that moved most; gl_detail where the reader will ask why.",
        ),
    ),
    Workflow(
        "collections",
        "Collections",
        "Find who has to be reminded of what, and write the reminders as drafts to read.",
        (
            _AS_OF,
            Argument("min_days", "Days past due from which on; 30 when left out"),
            Argument("customer", "One customer"),
            _ENTITY,
        ),
        (
            "ar_aging by customer on due dates with min_days; over_credit_limit where a limit matters.",
            "get_customer for each one to be reminded: unapplied credits lessen what is asked for; retainage is not due.",
            "list_invoices or ar_aging by document for the invoices to name.",
            "Write one reminder a customer: invoices, due dates, amounts exactly as answered, one total a currency. Send nothing.",
        ),
    ),
    Workflow(
        "payment-run-review",
        "Payment run review",
        "Review what should be paid, before a person releases anything.",
        (Argument("as_of", "Pay what is due until this day; today when left out"), _ENTITY),
        (
            "ap_aging by document as of the day: what is due, credits apart.",
            "list_bills due by the day: holds, discounts, states, credits to use. get_vendor for vendors on hold.",
            "find_duplicate_bills for the vendors in the run: a likely duplicate leaves the run.",
            "cash_position: is there enough, each currency by itself?",
            "list_payments for bills that a payment already waits for.",
            "Write three lists: pay, ask first with the reason, do not pay; one total a currency. Release nothing.",
        ),
    ),
    Workflow(
        "duplicate-bill-review",
        "Duplicate bill review",
        "Find bills that may have been entered or paid twice.",
        (Argument("vendor", "One vendor"), _ENTITY),
        (
            "find_duplicate_bills; reversed pairs do not count.",
            "get_bill for both of each pair: number, day, amount, lines, what was paid on each.",
            "list_payments of the vendor where both were paid.",
            "Write: pair, why it looks alike, open or paid, amount at risk by currency, what to ask the vendor.",
        ),
    ),
    Workflow(
        "board-package",
        "Board package",
        "Put the figures of a board package together, all of one scope.",
        (
            _PERIOD,
            Argument("compare", "prior_period, prior_year, budget or a budget's id"),
            _ENTITY,
        ),
        (
            "close_status: what is still open makes every figure preliminary. Say so on the first page.",
            "income_statement for the period with the comparison.",
            "balance_sheet as of its last day with the comparison; the check must be 0.00.",
            "cash_flow and cash_position for the same days.",
            "variance_analysis for the five largest movements.",
            "ar_aging and ap_aging as of the last day.",
            "Scope and book must be the same on every page. get_evidence of each headline figure; name the handles.",
        ),
    ),
    Workflow(
        "vendor-statement-check",
        "Vendor statement check",
        "Compare what a vendor says we owe with our books.",
        (
            Argument("vendor", "The vendor's id or name", is_required=True),
            Argument("balance", "What the vendor says we owe, with currency", is_required=True),
            Argument("as_of", "The day of the statement; today when left out"),
        ),
        (
            "find_vendor. Several matches: ask which one, do not choose.",
            "get_vendor with statement up to that day, and ap_aging by document as of it.",
            "list_bills and list_payments of the vendor around that day: what is on one side only?",
            "find_duplicate_bills for the vendor.",
            "Write: their balance, ours, the difference; then what is in ours only, in theirs only, and the days between.",
        ),
    ),
)


def _quoted(value: str) -> str:
    flat = printable(value).strip()[:LONGEST_VALUE]
    return "'" + flat.replace("'", "\u2019") + "'"
