"""The command `profiles`: which companies are served, where each value comes from, who is signed in."""

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import anyio
import typer
from rich.console import Console
from rich.table import Table

from intacct_client.errors import IntacctError
from intacct_mcp.accounts import find_account, find_token_store
from intacct_mcp.profiles import KEYS, OF_A_COMPANY, OF_A_SANDBOX, Profile
from intacct_mcp.serving import Serving, read_serving
from intacct_mcp.settings import variable

AsJson = Annotated[bool, typer.Option("--json", help="As JSON")]
_UNSIGNED: dict[str, Any] = {"client_secret": None, "signed_in": None, "expires": None}


def profiles(as_json: AsJson = False) -> None:
    """List the profiles that are served, without their secrets."""
    serving = read_serving(os.environ)
    listed = anyio.run(_list, serving)
    if as_json:
        whole = {
            "file": str(serving.file),
            "profiles": listed,
            "not_served": serving.left_out,
            "notices": serving.notices,
        }
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n")
        return
    Console(width=150, soft_wrap=True).print(_table(listed))
    there = "" if serving.file.exists() else " (there is none)"
    sys.stdout.write(f"\nProfiles file: {serving.file}{there}\n")
    if any(each["default"] for each in listed):
        sys.stdout.write("* is asked when a question names no company\n")
    if serving.left_out:
        sys.stdout.write(f"Not served: {', '.join(serving.left_out)}\n")
    problems = [each["problem"] for each in listed if "problem" in each]
    sys.stdout.writelines(f"{line}\n" for line in (*serving.notices, *problems))


async def _list(serving: Serving) -> list[dict[str, Any]]:
    return [
        {
            **{key: value for key, value in asdict(profile).items() if key in _keys(profile)},
            "from": _origins(serving, profile),
            **(_UNSIGNED if profile.sandbox else await _sign_in(serving, profile)),
        }
        for profile in serving.profiles.values()
    ]


def _keys(profile: Profile) -> list[str]:
    other = OF_A_COMPANY if profile.sandbox else OF_A_SANDBOX
    return ["name", *(key for key in KEYS if key not in other)]


def _origins(serving: Serving, profile: Profile) -> dict[str, str]:
    """Where the value of each key comes from: a variable, the file, or nowhere."""
    said, unset = serving.said.get(profile.name, {}), Profile(name="")
    return {
        key: said.get(key)
        or ("default" if getattr(profile, key) == getattr(unset, key) else "file")
        for key in _keys(profile)
        if key != "name" and (profile.name or key in said)
    }


async def _sign_in(serving: Serving, profile: Profile) -> dict[str, Any]:
    """Where the secret is from, and whether there is a token that is still good."""
    given = bool(serving.client_secret)
    try:
        account = await find_account(profile, serving.client_secret)
        store = await find_token_store(account)
        token = await store.load()
    except IntacctError as error:
        return {**_UNSIGNED, "client_secret": "none", "problem": str(error)}
    ends = datetime.fromtimestamp(token.expires_at, UTC) if token else None
    return {
        "client_secret": variable("client_secret") if given else "vault",
        "signed_in": ends is not None and ends > datetime.now(UTC),
        "expires": f"{ends:%Y-%m-%dT%H:%MZ}" if ends else None,
    }


def _table(listed: list[dict[str, Any]]) -> Table:
    table = Table("profile", "company", "user", "entity", "grant", "read only", "signed in", "from")
    table.box = None
    for each in listed:
        if each["sandbox"]:
            who = ("(sandbox)", "", "", "", _mark(each["read_only"]), "")
        else:
            who = (
                each["company"],
                each["user"],
                each["entity"] or "(top level)",
                each["grant"],
                _mark(each["read_only"]),
                _state(each),
            )
        name = each["name"] or "(no profile)"
        table.add_row(name + (" *" if each["default"] else ""), *who, _sources(each))
    return table


def _mark(value: bool) -> str:
    return "yes" if value else "no"


def _state(row: dict[str, Any]) -> str:
    if row["signed_in"]:
        return f"until {row['expires']}"
    return f"no, expired {row['expires']}" if row["expires"] else "no"


def _sources(row: dict[str, Any]) -> str:
    """The variables that decide, and where the secret is; the file goes without saying."""
    by_variable: dict[str, list[str]] = {}
    for key, source in row["from"].items():
        if source not in {"file", "default"}:
            by_variable.setdefault(source, []).append(key)
    parts = [f"{source}: {', '.join(keys)}" for source, keys in by_variable.items()]
    if row["name"]:
        parts.insert(0, "file")
    if row["client_secret"]:
        parts.append(f"secret: {row['client_secret']}")
    return "; ".join(parts)
