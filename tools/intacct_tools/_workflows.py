"""Workflows of finance people as prompts: which tools in which order, and when the result is right.

A prompt names tools with their arguments, as in `ar_aging(as_of, by=document)`, and what must hold; figures come from the
tools alone. What a user fills in is quoted: it is a value, not an instruction (docs/api/resources.md).
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
        default: What it is when it is not said; empty where the tools' own default is meant.
    """

    name: str
    description: str
    is_required: bool = False
    default: str = ""

    def value(self, given: dict[str, str]) -> str:
        """What was said, or else the default."""
        return given.get(self.name, "").strip() or self.default


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
        values = {each.name: each.value(given) for each in self.arguments}
        said = [f"{name} = {_quoted(value)}" for name, value in values.items() if value]
        unsaid = [name for name, value in values.items() if not value]
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
        known = f"\nValues: {'; '.join(said)}." if said else ""
        defaults = f"\nNot said, so the tools' defaults: {', '.join(unsaid)}." if unsaid else ""
        return f"{self.description}{known}{defaults}\n\n{steps}\n\n{_RULES}"


_PERIOD = Argument(
    "period",
    "2026-10, 2026-Q3, ytd or a reporting period's name; last_month when left out",
    default="last_month",
)
_COMPARE = Argument("compare", "prior_period, prior_year, budget or a budget's id")
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
            "close_status(period, entity): which entities and ledgers are still open, what is unposted.",
            "reconcile_subledger(ledger=AR, as_of=the period's last day, entity), then with ledger=AP: difference and its causes.",
            "trial_balance(period, entity): debits equal credits; with by=entity where one differs.",
            "cash_position(as_of=the period's last day, entity): accounts without a recent reconciliation.",
            "find_duplicate_bills(window_days=days from the period's first day to today, entity): keep the pairs of which one is dated in the period.",
            "variance_analysis(period, against=prior_period, entity): accounts that moved most; gl_detail(account, period, entity) for the largest.",
            "Write a checklist: line, done or open, figure, evidence, who has to act. Open lines first.",
        ),
    ),
    Workflow(
        "reconciliation",
        "Subledger reconciliation",
        "Tie a subledger to its control accounts on a day, and explain what is between them.",
        (Argument("ledger", "AR or AP; both when left out"), _AS_OF, _ENTITY),
        (
            "reconcile_subledger(ledger, as_of, entity); no ledger said: once with ledger=AR, once with ledger=AP.",
            "Where the difference is not 0.00: gl_detail(account, period, entity) of the control account for entries that no document made.",
            "ar_aging(as_of, basis=posting, by=document, entity), or ap_aging likewise, for items that no entry has.",
            "get_evidence(handle) of the reconciliation and of the aging: both must add up.",
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
            "variance_analysis(period, against, account, entity); then with by=vendor, by=department or by=customer for what moved most.",
            "The drivers must add up to the change. gl_detail(account, period, where, entity) for the largest driver.",
            "Say favourable or unfavourable by the account's kind, and where a budget has no line.",
            "Write a table account, now, before, change, percent, driver; then one sentence a driver that its lines support.",
        ),
    ),
    Workflow(
        "income-statement",
        "Income statement",
        "Show the income statement of a period with a comparison.",
        (_PERIOD, _COMPARE, _ENTITY),
        (
            "income_statement(period, compare, entity).",
            "Accounts in no group, if the answer names some: show them, the statement is not complete without.",
            "variance_analysis(period, against=what compare is, entity) for the lines that moved most; gl_detail(account, period, entity) where the reader will ask why.",
        ),
    ),
    Workflow(
        "collections",
        "Collections",
        "Find who has to be reminded of what, and write the reminders as drafts to read.",
        (
            _AS_OF,
            Argument("min_days", "Days past due from which on; 30 when left out", default="30"),
            Argument("customer", "One customer"),
            _ENTITY,
        ),
        (
            "ar_aging(as_of, basis=due, by=customer, min_days, search=customer, entity); with over_credit_limit=true where a limit matters.",
            "get_customer(customer, entity) for each one to be reminded: unapplied credits lessen what is asked for; retainage is not due.",
            "ar_aging(as_of, by=document, min_days, search=customer, entity) for the invoices to name.",
            "Write one reminder a customer: invoices, due dates, amounts exactly as answered, one total a currency. Send nothing.",
        ),
    ),
    Workflow(
        "payment-run-review",
        "Payment run review",
        "Review what should be paid, before a person releases anything.",
        (Argument("as_of", "Pay what is due until this day; today when left out"), _ENTITY),
        (
            "list_bills(due_by=as_of, entity): what is due, holds, discounts, states, credits to use, bank details that changed. get_vendor(vendor, entity) for vendors on hold.",
            "ap_aging(by=credit, entity): credits and advances that lessen the run.",
            "find_duplicate_bills(entity), all pages: keep the rows of vendors in the run. A likely duplicate leaves the run.",
            "cash_position(entity): is there enough, each currency by itself?",
            "list_payments(ledger=AP, status=waiting, entity) for bills that a payment already waits for.",
            "Write three lists: pay, ask first with the reason, do not pay; one total a currency. Release nothing.",
        ),
    ),
    Workflow(
        "duplicate-bill-review",
        "Duplicate bill review",
        "Find bills that may have been entered or paid twice.",
        (Argument("window_days", "How many days back, at most 1100; 180 when left out"), _ENTITY),
        (
            "find_duplicate_bills(window_days, entity), all pages; reversed pairs do not count.",
            "get_bill(key) for both of each pair: number, day, amount, lines, what was paid on each.",
            "list_payments(ledger=AP, search=the vendor, period=from the earlier bill's day to today) where both were paid.",
            "Write: pair, why it looks alike, open or paid, amount at risk by currency, what to ask the vendor.",
        ),
    ),
    Workflow(
        "board-package",
        "Board package",
        "Put the figures of a board package together, all of one scope.",
        (_PERIOD, _COMPARE, _ENTITY),
        (
            "close_status(period, entity): what is still open makes every figure preliminary. Say so on the first page.",
            "income_statement(period, compare, entity).",
            "balance_sheet(as_of=the period's last day, compare, entity); with compare=prior_year where compare is a budget. The check must be 0.00.",
            "cash_flow(period, entity) and cash_position(as_of=the period's last day, entity).",
            "variance_analysis(period, against=what compare is, entity, limit=5) for the largest movements.",
            "ar_aging(as_of=the period's last day, entity) and ap_aging(as_of=the period's last day, entity).",
            "Scope and book must be the same on every page. get_evidence(handle) of each headline figure; name the handles.",
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
            "find_vendor(search=vendor). Several matches: ask which one, do not choose.",
            "get_vendor(vendor, statement=days up to as_of), and ap_aging(as_of, by=document, search=vendor).",
            "list_bills(search=vendor, status=all, period=days around as_of) and list_payments(ledger=AP, search=vendor, period=the same days): what is on one side only?",
            "find_duplicate_bills(), all pages: keep the rows of this vendor.",
            "Write: their balance, ours, the difference; then what is in ours only, in theirs only, and the days between.",
        ),
    ),
)


def _quoted(value: str) -> str:
    flat = printable(value).strip()[:LONGEST_VALUE]
    return "'" + flat.replace("'", "\u2019") + "'"
