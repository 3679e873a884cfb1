"""The key that signs access tokens, and its public half for whoever checks them.

Source: docs/api/sign-in.md. RS256 with a key of 2048 bits, made when it is first needed (about a twentieth of a
second) and kept as long as the process: opening a company does not wait for it.
"""

from functools import cache
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options

ALGORITHM = "RS256"
_UNTIMED: Options = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
_LOCK = Lock()


def sign(claims: dict[str, Any]) -> str:
    """A signed token with these claims."""
    return jwt.encode(claims, _key(), algorithm=ALGORITHM, headers={"kid": _public_key()["kid"]})


def read_signed(token: str) -> dict[str, Any] | None:
    """The claims of a token that this process signed, expired or not; None for one that it did not sign.

    Raises:
        ValueError: It is no token at all.
    """
    head, _, _ = token.rpartition(".")
    try:  # header and claims, be the signature what it may
        jwt.decode(f"{head}.", options={"verify_signature": False, **_UNTIMED})
    except jwt.InvalidTokenError as error:
        raise ValueError("no token") from error
    try:
        return jwt.decode(token, _key().public_key(), algorithms=[ALGORITHM], options=_UNTIMED)
    except jwt.InvalidTokenError:
        return None


def key_set() -> dict[str, Any]:
    """The public keys, as a JSON Web Key Set."""
    return {"keys": [_public_key()]}


def _key() -> RSAPrivateKey:
    with _LOCK:  # two first callers at once must not get two keys
        return _made_key()


@cache
def _made_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def _public_key() -> dict[str, Any]:
    public = RSAAlgorithm.to_jwk(_key().public_key(), as_dict=True)
    numbers = {name: public[name] for name in ("n", "e")}
    return {"kty": "RSA", "use": "sig", "alg": ALGORITHM, "kid": public["n"][:16], **numbers}
