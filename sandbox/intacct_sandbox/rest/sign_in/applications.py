"""Which application asks for tokens, and whether it proves itself.

Source: docs/api/sign-in.md.
Errors: GW-0015 and GW-0037 for what is missing; `invalid_grant` for what is wrong, or GW-0011 for an unknown
application under the switch `unknown-client=gateway`.
"""

import secrets

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.errors import gateway_error
from intacct_sandbox.rest.sign_in.credential_errors import invalid_credentials, unknown
from intacct_sandbox.rest.sign_in.credentials import ClientApplication, Credentials


class Applications:
    """The applications known to the company."""

    def __init__(self, credentials: Credentials, assumptions: Assumptions) -> None:
        self._credentials = credentials
        self._assumptions = assumptions

    def named(self, fields: dict[str, str]) -> ClientApplication:
        """The application that asks, whoever it may really be."""
        client_id = fields.get("client_id")
        if not client_id:
            raise gateway_error(400, "GW-0037", "client_id is missing")
        known = self._credentials.application(client_id)
        if known is None:
            raise unknown("client", self._assumptions)
        return known

    def proven(self, fields: dict[str, str]) -> ClientApplication:
        """The application that asks, proven by its secret."""
        application = self.named(fields)
        secret = required(fields, "client_secret")
        if not secrets.compare_digest(application.secret.encode(), secret.encode()):
            raise invalid_credentials()
        return application


def required(fields: dict[str, str], name: str) -> str:
    """A field that must be there."""
    value = fields.get(name, "")
    if not value:
        raise gateway_error(400, "GW-0015", f"{name} is missing")
    return value
