"""Whom an access token speaks for, by its own claims.

Source: docs/api/sign-in.md. The signature is not checked: the token comes from the token endpoint itself, and
nothing is decided by it but whether it is the one that was wanted.
"""

from dataclasses import dataclass

import jwt

from intacct_client.account import Account


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of a company, at the top level (no entity) or in one entity."""

    user: str
    company: str
    entity: str

    def __str__(self) -> str:
        entity = f"|{self.entity}" if self.entity else ""
        return f"{self.user}@{self.company}{entity}"

    def fits(self, account: Account) -> bool:
        """Whether it is who the account names; what the account leaves out may be anybody."""
        wanted = ((account.user, self.user), (account.company, self.company))
        is_them = all(not word or word.casefold() == has.casefold() for word, has in wanted)
        return is_them and account.entity.casefold() == self.entity.casefold()


def identity_in(access_token: str) -> Identity | None:
    """Whom a token speaks for; None when it does not say."""
    try:
        claims = jwt.decode(access_token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None
    user, company = claims.get("userId"), claims.get("cnyId")
    if not user or not company:
        return None
    return Identity(str(user), str(company), str(claims.get("entityId") or ""))
