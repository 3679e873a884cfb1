"""Where a client finds the endpoints of signing in and the keys that tokens are signed with.

Source: docs/api/discovery.md. Only what the sandbox does is listed. The endpoints are at the address that was
asked; the issuer is Sage's own name, as in the tokens.
"""

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.rest.sign_in.authorization import SCOPES
from intacct_sandbox.rest.sign_in.consent import AUTHORIZE
from intacct_sandbox.rest.sign_in.signing import ALGORITHM, key_set
from intacct_sandbox.rest.sign_in.token_claims import ISSUER
from intacct_sandbox.rest.wire import BASE, Wire

_WELL_KNOWN = "/.well-known"


def routes(_: Wire) -> list[Route]:
    """The well-known addresses."""

    async def configuration(request: Request) -> Response:
        return JSONResponse(_configuration(str(request.base_url).rstrip("/")))

    async def keys(_: Request) -> Response:
        return JSONResponse(await to_thread.run_sync(key_set))

    return [
        Route(f"{_WELL_KNOWN}/openid-configuration", configuration, methods=["GET"]),
        Route(f"{_WELL_KNOWN}/jwks.json", keys, methods=["GET"]),
    ]


def _configuration(host: str) -> dict[str, Any]:
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{host}{AUTHORIZE}",
        "token_endpoint": f"{host}{BASE}/oauth2/token",
        "revocation_endpoint": f"{host}{BASE}/oauth2/revoke",
        "introspection_endpoint": f"{host}{BASE}/oauth2/introspect",
        "jwks_uri": f"{host}{_WELL_KNOWN}/jwks.json",
        "scopes_supported": sorted(SCOPES),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }
