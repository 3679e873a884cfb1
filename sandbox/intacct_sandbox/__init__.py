"""A Sage Intacct sandbox: a company whose books tie, behind the API's own wire."""
