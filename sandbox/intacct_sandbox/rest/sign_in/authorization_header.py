"""The Authorization header: a bearer token, or an application's id and secret.

Source: docs/api/sign-in.md.
"""

import base64
import binascii


def credentials_in(header: str, scheme: str) -> str:
    """What the header says after its scheme; empty when it has another scheme."""
    given, _, rest = header.partition(" ")
    return rest.strip() if given.lower() == scheme else ""


def basic_pair(encoded: str) -> tuple[str, str]:
    """Id and secret of the scheme Basic.

    Raises:
        ValueError: It is not base64 of two texts with a colon between.
    """
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except binascii.Error as error:
        raise ValueError("not base64") from error
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        raise ValueError("no colon")
    return client_id, secret
