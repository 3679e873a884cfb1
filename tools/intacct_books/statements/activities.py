"""Which part of the cash flow statement a balance sheet account belongs to, as data.

The words are looked for in the title of the account's own group, then in its category; the first line that fits
decides. What fits none is shown apart as not classified, never dropped. Change the table to change the
statement (docs/api/statements.md).
"""

import re
from typing import Literal

Activity = Literal["cash", "non-cash", "operating", "investing", "financing", "other"]

# In this order: a note payable is debt before it is a payable, a bank loan is debt before it is a bank.
_WORDS: tuple[tuple[Activity, str], ...] = (
    ("non-cash", "depreciation|amorti[sz]ation|impairment"),
    ("financing", "loans?|debts?|leases?|borrowings?|mortgages?|bonds?|line of credit"),
    ("financing", "notes? payable|credit facilit(y|ies)"),
    ("cash", "cash|banks?|undeposited|money market|checking|savings"),
    ("operating", "receivables?|prepaid|prepayments?|inventor(y|ies)|payables?|accru(ed|als?)"),
    ("operating", "deferred|unearned|tax(es)?|customer deposits?|payroll|wages|credit cards?"),
    ("operating", "clearing|suspense|provisions?|current (assets?|liabilit(y|ies))|advances?"),
    ("operating", "affiliates?|inter-?company|inter-?entity|due (to|from)|other liabilities"),
    ("investing", "fixed|property|plant|equipment|vehicles?|furniture|leasehold|intangibles?"),
    ("investing", "goodwill|investments?|capitali[sz]ed|deposits?|other assets|long.term assets"),
    ("financing", "equity|capital|stock|shares?|retained|dividends?|distributions?|net assets"),
)
_PATTERNS: tuple[tuple[Activity, re.Pattern[str]], ...] = tuple(
    (activity, re.compile(rf"\b({words})\b", re.IGNORECASE)) for activity, words in _WORDS
)


def activity_of(title: str, category: str, *, is_contra: bool) -> Activity:
    """The activity that an account's change belongs to.

    Args:
        title: The title of the group that it is directly in; empty for none.
        category: Its category; empty for none.
        is_contra: Whether it lessens an asset, as accumulated depreciation does: a change of it moves no cash.
    """
    for words in (title, category):
        for activity, pattern in _PATTERNS:
            if pattern.search(words):
                if activity == "investing" and is_contra:
                    return "non-cash"
                return activity
    return "other"
