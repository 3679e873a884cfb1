"""A client of the Sage Intacct REST API: sign-in, reading, limits, errors. It knows no accounting.

`intacct_client.connect.connect` opens a connection.
"""

from intacct_client.account import Account
from intacct_client.filters import Filter
from intacct_client.meter import Spent
from intacct_client.query import Query
from intacct_client.rest import Intacct
from intacct_client.rows import Row, Rows
from intacct_client.sending.limits import RequestLimits

__all__ = ["Account", "Filter", "Intacct", "Query", "RequestLimits", "Row", "Rows", "Spent"]
