"""What opens the sandbox: the company, its first user, and the applications that may ask for tokens.

Source: docs/api/sign-in.md (applications and secrets), docs/api/consent.md (redirect addresses).
"""

import secrets
from dataclasses import dataclass

from intacct_sandbox.company.ledger import Ledger

REDIRECT_URI = "https://127.0.0.1:8443/callback"


@dataclass(frozen=True, slots=True)
class ClientApplication:
    """A program known to the company, with the addresses its sign-ins may end at."""

    id: str
    secret: str
    name: str
    redirect_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client needs to sign in to the sandbox, by both APIs."""

    company_id: str
    user_id: str
    user_password: str
    client_id: str
    client_secret: str
    sender_id: str
    sender_password: str
    redirect_uris: tuple[str, ...] = (REDIRECT_URI,)
    other_applications: tuple[ClientApplication, ...] = ()

    @property
    def username(self) -> str:
        """User and company as the token endpoint takes them."""
        return f"{self.user_id}@{self.company_id}"

    @property
    def applications(self) -> tuple[ClientApplication, ...]:
        """All applications, the one that is announced first."""
        announced = ClientApplication(
            self.client_id, self.client_secret, "Sandbox application", self.redirect_uris
        )
        return (announced, *self.other_applications)

    def application(self, client_id: str) -> ClientApplication | None:
        """The application of that id; how long it takes does not tell how much of the id is right."""
        wanted = client_id.encode()
        fitting = [
            each for each in self.applications if secrets.compare_digest(each.id.encode(), wanted)
        ]
        return fitting[0] if fitting else None


def make_credentials(ledger: Ledger) -> Credentials:
    """Credentials of the company's reading user; secrets are new each time."""
    user_id = str(ledger.rows("SELECT id FROM user ORDER BY key")[0][0])
    return Credentials(
        company_id=ledger.company.id,
        user_id=user_id,
        user_password=secrets.token_urlsafe(12),
        client_id=f"{secrets.token_hex(10)}.app.sandbox",
        client_secret=secrets.token_hex(20),
        sender_id="sandbox_sender",
        sender_password=secrets.token_urlsafe(12),
    )
