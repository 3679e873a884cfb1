"""Which documents and payments count, by their state. One table, for every list.

Source: docs/api/states.md. A reversed document and its reversal cancel each other: neither is open, and a list
of all has both.
"""

from typing import Literal

Status = Literal["open", "overdue", "paid", "on_hold", "unposted", "reversed", "all"]
PaidStatus = Literal["paid", "waiting", "reversed", "all"]

OPEN = ("posted", "selected", "partiallyPaid")
PAID = ("paid", "noValue")
UNDONE = ("reversed", "reversal")
DRAFT = ("draft",)
BILL_WAITING = (*DRAFT, "analyzing", "submitted", "partiallyApproved")  # may still be posted
UNPOSTED = (*BILL_WAITING, "declined")
NOT_OWED = (*UNPOSTED, *UNDONE)

PAYMENT_MADE = ("complete", "reconciled", "confirmed", "delivered", "quickDelivery")
PAYMENT_WAITING = ("draft", "submitted", "partiallyApproved", "approved", "declined")
PAYMENT_UNDONE = ("reversed", "reversal", "voided", "printVoided")
