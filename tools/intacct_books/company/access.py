"""What the signed-in user may see of the company, by the user's own record.

Source: REST `company-config/user` (docs/api/dimensions.md). Read once and remembered.
Errors: none for a record that may not be read: then it is not known.
"""

from dataclasses import dataclass

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.filters import equal
from intacct_client.query import select

_UNRESTRICTED, _TOP = "entityAccess.allowUnrestrictedAccess", "entityAccess.allowTopLevelAccess"
_DEPARTMENTS = "hideOtherDepartmentTransactions"


@dataclass(frozen=True, slots=True)
class Access:
    """How much a user sees.

    Attributes:
        is_told: Whether the record says so; else nothing is known.
        is_unrestricted: Whether it is every entity and the top level.
        is_of_own_departments: Whether transactions of other departments are hidden.
    """

    is_told: bool = False
    is_unrestricted: bool = False
    is_of_own_departments: bool = False


async def access(intacct: Intacct) -> Access:
    """What the signed-in user may see."""
    return await intacct.reference("own access", _read)


async def _read(intacct: Intacct) -> Access:
    user = intacct.account.user
    query = select(
        "company-config/user",
        "text id",
        f"flag? {_UNRESTRICTED}",
        f"flag? {_TOP}",
        f"flag? {_DEPARTMENTS}",
        filters=(equal("id", user),),
        size=1,
    )
    try:
        rows = (await intacct.query(query)).rows if user else []
    except UNREADABLE:
        return Access()
    if not rows or rows[0][_UNRESTRICTED] is None:
        return Access()
    row = rows[0]
    return Access(
        is_told=True,
        is_unrestricted=row.flag(_UNRESTRICTED) and (row[_TOP] is None or row.flag(_TOP)),
        is_of_own_departments=row.flag(_DEPARTMENTS),
    )
