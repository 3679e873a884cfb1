"""How credentials that do not fit are refused.

Source: docs/api/sign-in.md. The switch `unknown-client` says who refuses what nobody knows.
"""

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.errors import ApiError, gateway_error, grant_refused


def invalid_credentials() -> ApiError:
    """The one sentence for all credentials that do not fit, so that it gives nothing away."""
    return grant_refused("The provided credentials are invalid")


def unknown(what: str, assumptions: Assumptions) -> ApiError:
    """An application or a company that nobody knows."""
    if assumptions.unknown_client == "gateway":
        return gateway_error(400, "GW-0011", f"The {what} is unknown or inactive")
    return invalid_credentials()
