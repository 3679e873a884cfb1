"""The commands `login` and `logout`.

What they do is imported when they run: the other commands do not wait for Authlib and the key store.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import anyio
import typer

from intacct_client.errors import IntacctError
from intacct_mcp.login.questions import (
    Said,
    chosen_name,
    client_secret,
    known_profile,
    wanted_profile,
)
from intacct_mcp.login.redirects import PORT, own_redirect
from intacct_mcp.profiles import Profile, profiles_file
from intacct_mcp.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from intacct_mcp.login.signing_in import SignedIn
    from intacct_mcp.login.signing_out import SignedOut

SECRET = "INTACCT_CLIENT_SECRET"

T = TypeVar("T")

Name = Annotated[
    str,
    typer.Argument(
        help="The profile; can be left out when there is one or none", show_default=False
    ),
]
Company = Annotated[str, typer.Option(help="Company id")]
User = Annotated[str, typer.Option(help="User id; in a browser it may be left open")]
Entity = Annotated[str, typer.Option(help="Entity id to be bound to; the top level when left out")]
ClientId = Annotated[str, typer.Option(help="Client id of the application registered with Sage")]
BaseUrl = Annotated[str, typer.Option(help="Where the REST API is", show_default=False)]
RedirectUri = Annotated[
    str,
    typer.Option(help="A registered redirect URI that is not this machine: its code is pasted"),
]
ByCredentials = Annotated[
    bool | None,
    typer.Option(
        "--client-credentials/--by-browser",
        help="For a service user, with the client secret; else a person signs in",
        show_default=False,
    ),
]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser by itself")]
Port = Annotated[
    int,
    typer.Option(
        min=0,
        max=65_535,
        help=f"Where the browser comes back to; {PORT} when never said",
        show_default=False,
    ),
]
Patience = Annotated[int, typer.Option("--timeout", min=1, help="Seconds to wait for the person")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask")]
ForgetSecret = Annotated[bool, typer.Option(help="Forget the client secret too")]


def login(
    name: Name = "",
    company: Company = "",
    user: User = "",
    entity: Entity = "",
    client_id: ClientId = "",
    base_url: BaseUrl = "",
    redirect_uri: RedirectUri = "",
    by_credentials: ByCredentials = None,
    browser: Browser = True,
    port: Port = 0,
    patience: Patience = 300,
) -> None:
    """Sign in to a company and keep that as a profile."""
    from intacct_mcp.accounts import kept_secret
    from intacct_mcp.login.browser_sign_in import Way
    from intacct_mcp.login.signing_in import log_in

    file = profiles_file(read_settings(os.environ).config)
    if port and redirect_uri:
        raise SettingsError("--port and --redirect-uri name two addresses. Leave one out.")
    redirect_uri = redirect_uri or (own_redirect(port) if port else "")
    said = Said(company, user, entity, client_id, base_url, redirect_uri, by_credentials)
    profile = wanted_profile(chosen_name(name, file), said, file)
    kept = _run(lambda: kept_secret(profile.name))
    secret = client_secret(profile, os.environ.get(SECRET, "").strip(), kept)
    way = Way(
        redirect_uri=profile.redirect_uri or own_redirect(),
        opens_browser=browser,
        patience=patience,
        tell=_tell,
    )
    _report(_run(lambda: log_in(profile, secret, way, file)), file)


def logout(name: Name = "", yes: Yes = False, forget_secret: ForgetSecret = False) -> None:
    """Sign out: end the tokens at Intacct and forget them here."""
    from intacct_mcp.login.signing_out import log_out

    file = profiles_file(read_settings(os.environ).config)
    profile = known_profile(chosen_name(name, file), file)
    _tell(
        f"Logging out ends all tokens of {profile.user} in {profile.company}: other programs and machines that "
        "are signed in as this user are signed out too."
    )
    if not yes:
        typer.confirm("Go on?", abort=True, err=True)
    given = os.environ.get(SECRET, "").strip()
    ended = _run(lambda: log_out(profile, given, forget_secret=forget_secret))
    _report_end(ended, profile)


def _run(do: Callable[[], Awaitable[T]]) -> T:
    try:
        return anyio.run(do)
    except IntacctError as error:
        _tell(f"intacct-mcp: {error}")
        raise SystemExit(1) from None


def _report(done: "SignedIn", file: Path) -> None:
    profile = done.profile
    sys.stdout.write(f"Signed in as {profile.username}: profile {profile.name!r} in {file}.\n")
    if profile.grant == "authorization_code":
        _tell(
            "Earlier sign-ins of this user in this company have ended, those of other machines too. Give each "
            "machine a user of its own."
        )
    if done.complaint is not None:
        _tell(f"But a first read failed: {done.complaint}")
        raise SystemExit(1)


def _report_end(done: "SignedOut", profile: Profile) -> None:
    if not done.had_token:
        sys.stdout.write(f"Nobody was signed in as profile {profile.name!r}.\n")
    else:
        sys.stdout.write(f"Signed out: profile {profile.name!r} has no token any more.\n")
    if done.remains:
        _tell(done.remains)
    if done.keeps_secret:
        signs_in = " and signs in again at the next question" * (
            profile.grant == "client_credentials"
        )
        _tell(f"The client secret is still kept{signs_in}. --forget-secret forgets it too.")


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
