"""From the address to a good token: reach, clock, sign-in, and whom the token is for.

Source: docs/api/sign-in.md, docs/doctor.md.
"""

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2

from intacct_books import IntacctError
from intacct_client.account import BASE_PATH
from intacct_client.errors import SignInFailed
from intacct_client.query import select
from intacct_client.token_identity import identity_in
from intacct_client.token_store import MemoryTokenStore, Token
from intacct_mcp.doctor.failures import recognised
from intacct_mcp.doctor.report import Line, failed, fine, warning
from intacct_mcp.doctor.subject import Examination, examined, watching

DISCOVERY = "/.well-known/openid-configuration"  # the one public answer: it costs nothing and needs no token
PATIENCE = 15  # seconds
LARGEST_SKEW = 300  # seconds


async def company(examination: Examination) -> list[Line]:
    """Which company is meant, and whether a sign-in by browser can end where it says."""
    account, subject = examination.subject.account, examination.subject
    kind = examination.kind
    described = f"{account.company} ({'sandbox, invented' if subject.is_sandbox else kind})"
    examination.facts["company"] = described
    lines = [fine("company", f"Company: {described}, user {account.username}")]
    if kind != "production":
        lines = [warning("F27", f"{account.company} is named like a company for tests ({kind})")]
    if account.is_personal and not _can_be_registered(subject.redirect_uri):
        lines.append(failed("F9", f"{subject.redirect_uri!r} cannot be registered with Sage"))
    return lines


def _can_be_registered(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "https" and bool(parts.hostname) and parts.hostname != "localhost"


async def kept_token(examination: Examination) -> list[Line]:
    """A token kept from before: whether it is one, and can be renewed."""
    token = await examination.subject.store.load()
    if token is None:
        return []
    if identity_in(token.access_token) is None:
        return [
            warning("F14b", "the kept access token cannot be read; it will be replaced if refused")
        ]
    if examination.subject.account.is_personal and not token.refresh_token:
        return [warning("F11", "the kept sign-in has none")]
    return [fine("kept token", f"Kept token: good until {_moment(token.expires_at)}")]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%MZ")


async def reach(examination: Examination) -> list[Line]:
    """Whether the host answers at all: name, certificate, connection, and nobody in between."""
    base = examination.subject.account.base_url
    origin = base.removesuffix(BASE_PATH)
    make = watching(examination.subject.make_transport, base, examination.exchanges.append)
    try:
        async with httpx2.AsyncClient(transport=make(), timeout=PATIENCE) as http:
            await http.get(origin + DISCOVERY)
    except httpx2.HTTPError as error:
        failure, last = examination.cause(error)
        return [failed(failure.id, f"{origin} ({last.trouble})")]
    last = examination.exchanges[-1]
    examination.told = len(examination.exchanges)
    if last.is_page:
        return [
            warning("S6", f"{origin} answered with {last.headers.get('content-type', 'no type')!r}")
        ]
    if last.status >= 400:
        return [warning(recognised(last, examination.kind).id, f"{origin} answered {last.status}")]
    return [fine("reach", f"Address: {origin} answers")]


async def clock(examination: Examination) -> list[Line]:
    """Our clock against the one in Intacct's answers, and a pinned day against the real one."""
    said = next(
        (
            each.headers["date"]
            for each in reversed(examination.exchanges)
            if "date" in each.headers
        ),
        "",
    )
    if not said:
        return [Line("F44", "unchecked", "Clock: the answers carry no date to compare with")]
    theirs = parsedate_to_datetime(said)
    off = round(examination.subject.wall() - theirs.timestamp())
    examination.facts["clock"] = f"{off:+d} seconds off Intacct's"
    if abs(off) > LARGEST_SKEW:
        return [warning("F44", f"it is {abs(off)} seconds {'ahead' if off > 0 else 'behind'}")]
    pinned, today = examination.subject.clock.pinned, theirs.astimezone().date()
    if pinned and pinned != today and not examination.subject.is_sandbox:
        return [warning("F44", f"INTACCT_TODAY is {pinned}, and it is {today}")]
    return [fine("clock", f"Clock: {off:+d} seconds off Intacct's")]


async def sign_in(examination: Examination) -> list[Line]:
    """A token, minted or kept."""
    try:
        await examination.intacct.sign_in()
    except SignInFailed as error:
        if examination.subject.account.entity:
            return [await _entity_or_user(examination, error)]
        raise
    minted = examination.intacct.tokens_minted
    return [fine("token", "Token: " + ("minted now" if minted else "kept, and still good"))]


async def _entity_or_user(examination: Examination, error: SignInFailed) -> Line:
    """Refused with an entity: the same sign-in without it tells whether the entity is to blame."""
    failure, _ = examination.cause(error)
    account = examination.subject.account
    top = replace(
        examination.subject,
        account=replace(account, username=account.username.partition("|")[0]),
        store=MemoryTokenStore(),
    )
    try:
        async with examined(top, "doctor") as above:
            rows = await above.intacct.query(
                select("company-config/entity", "text id", order=("id",))
            )
    except IntacctError:
        return failed(failure.id, str(error))
    known = ", ".join(row.text("id") for row in rows.rows[:20])
    return failed(
        "F25", f"{account.entity!r} is none that this user may sign in to; there are {known}"
    )


async def claims(examination: Examination) -> list[Line]:
    """Whether the token is for the company, user and entity that were asked for."""
    token: Token | None = await examination.subject.store.load()
    said = identity_in(token.access_token) if token else None
    if said is None:
        return [Line("claims", "unchecked", "Token: what it says of itself cannot be read")]
    account = examination.subject.account
    examination.facts["user"] = said.user or account.username.partition("@")[0]
    examination.facts["entity"] = said.entity or "top level"
    if said.company and said.company.lower() != account.company.lower():
        return [
            failed("F27", f"the token is for {said.company}, the settings say {account.company}")
        ]
    if said.entity != account.entity:
        meant = account.entity or "the top level"
        return [
            failed(
                "F25",
                f"the token is for {said.entity or 'the top level'}, the settings say {meant}",
            )
        ]
    user = account.username.partition("@")[0]
    if said.user and said.user.lower() != user.lower():
        return [failed("F27", f"the token is for the user {said.user}, the settings say {user}")]
    return [fine("claims", f"Token: for {said.company}, {said.user}, {said.entity or 'top level'}")]
