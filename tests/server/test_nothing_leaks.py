"""Secrets stay where they are: none in answers, errors, logs at debug level, or in how objects are shown."""

import base64
import gc
import json
import logging
import os
import sys
import traceback
from pathlib import Path

import anyio
import httpx2
import pytest
from cryptography.fernet import Fernet
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from control import arm
from every_tool import CALLS
from far_end import QUICK, TODAY, tools_over
from intacct_client import Account
from intacct_client.connect import connect
from intacct_client.errors import IntacctError
from intacct_client.token_store import MemoryTokenStore, VaultTokenStore
from intacct_client.vault_files import EncryptedFiles
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, served

DEBUGGING = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from intacct_mcp.cli import main
main()
"""
FAULTS = ("401", "403", "truncated", "expired-token")
PRIVATE = (
    "SELECT tax_id FROM party WHERE length(tax_id) > 4"
    " UNION SELECT account_number FROM bank_account UNION SELECT routing_number FROM bank_account"
)


VAULT_KEY = base64.urlsafe_b64encode(b"k7" * 16).decode()


def kept_secrets(folder: Path) -> set[str]:
    """The tokens in sealed files, the session inside the access token, and the key of the files."""
    found = {VAULT_KEY}
    for path in folder.rglob("*.sealed"):
        _, text = json.loads(Fernet(VAULT_KEY).decrypt(path.read_bytes()))
        token = json.loads(text)
        found |= {token["access_token"], token["refresh_token"]} - {""}
        claims = token["access_token"].split(".")[1]
        decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        found.add(decoded["sessionId"])
    assert len(found) >= 4
    return found


def kept_openly(folder: Path) -> dict[str, str]:
    """What stands in files that are not sealed, by name."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sealed"]
    return {path.name: path.read_bytes().decode("latin-1") for path in files}


def private_numbers(sandbox: Sandbox) -> set[str]:
    """Tax ids and bank numbers of the ledger, whole."""
    found = {str(row[0]) for row in sandbox.ledger.rows(PRIVATE)}
    assert len(found) > 10
    return found


def assert_clean(text: str, secrets: set[str]) -> None:
    assert not [secret[:4] + "..." for secret in secrets if secret in text]
    assert "eyJ" not in text  # how every JWT begins
    assert "Bearer" not in text


async def test_a_process_at_debug_level_writes_no_secret(tmp_path: Path):
    log = tmp_path / "stderr.log"
    with company(Seed(1, TODAY, 1_000)) as sandbox, served(sandbox) as address:
        account = sandbox_account(sandbox, address)
        server = StdioServerParameters(
            command=sys.executable,
            args=["-c", DEBUGGING],
            env={**_environment(account), **_folders(tmp_path)},
        )
        answers: list[str] = []
        with anyio.fail_after(60), log.open("w+", encoding="utf-8") as errlog:
            async with Client(stdio_client(server, errlog=errlog)) as client:
                for fault in ("slow", *FAULTS):
                    await arm(sandbox, {"kind": fault, "path": "/services/*", "seconds": 0})
                    for tool, arguments in CALLS.items():
                        result = await client.call_tool(tool, arguments)
                        answers.append(result.model_dump_json())
        written = log.read_text(encoding="utf-8")
        assert "DEBUG" in written
        assert "httpcore" in written
        secrets = {
            account.client_secret,
            *kept_secrets(tmp_path / "state"),
            *private_numbers(sandbox),
        }
        assert_clean(written + "".join(answers), secrets)
        kept = kept_openly(tmp_path)
        assert {"audit.jsonl", "usage.db", "reference.db", "stderr.log"} <= set(kept)
        for content in kept.values():
            assert_clean(content, secrets)


def _folders(home: Path) -> dict[str, str]:
    return {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("STATE", "CACHE", "CONFIG")}


def _environment(account: Account) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")
    }
    return {
        **inherited,
        "INTACCT_CLIENT_ID": account.client_id,
        "INTACCT_CLIENT_SECRET": account.client_secret,
        "INTACCT_USERNAME": account.username,
        "INTACCT_BASE_URL": account.base_url,
        "INTACCT_VAULT_KEY": VAULT_KEY,
    }


async def test_no_object_shows_a_secret(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    of_other_tests = {id(each) for each in gc.get_objects()}
    account = sandbox_account(sandbox)
    async with (
        connect(
            account,
            VaultTokenStore(
                EncryptedFiles(tmp_path, VAULT_KEY),
                "acme/token",
                folder=tmp_path,
                account=account.fingerprint,
            ),
            make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
            limits=QUICK,
        ) as intacct,
        tools_over(intacct) as agent,
    ):
        await agent.reads("list_customers")
        secrets = {account.client_secret, *kept_secrets(tmp_path)}
        shown = "\n".join(
            repr(each)
            for each in gc.get_objects()
            if id(each) not in of_other_tests
            and type(each).__module__.startswith(("intacct_client", "intacct_mcp", "intacct_books"))
        )
        assert "Intacct(" in shown
        assert "Account(" in shown
        assert_clean(shown, secrets)
    assert caplog.text
    assert_clean(caplog.text, secrets)


@pytest.mark.parametrize("echo", ["{secret}", "Token {bearer} is not valid", "refused: {form}"])
async def test_a_far_end_that_repeats_what_it_was_sent_tells_no_reader(
    echo: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    secret, bearer = "hush-5ecret-" + "s1" * 20, "eyJ" + "b2" * 60

    def answer(request: httpx2.Request) -> httpx2.Response:
        said = echo.format(secret=secret, bearer=bearer, form=request.content.decode())
        if request.url.path.endswith("/oauth2/token") and "form" not in echo:
            token = {"access_token": bearer, "expires_in": 43200, "token_type": "Bearer"}
            return httpx2.Response(200, json=token)
        return httpx2.Response(400, json={"error": "invalid_client", "error_description": said})

    async with (
        connect(
            Account("reader@acme", "id", secret),
            MemoryTokenStore(),
            make_transport=lambda: httpx2.MockTransport(answer),
            limits=QUICK,
        ) as intacct,
        tools_over(intacct) as agent,
    ):
        told = await agent.is_told("list_customers")
        with pytest.raises(IntacctError) as caught:
            await intacct.get("accounts-receivable/customer", "1")
    trace = "".join(traceback.format_exception(caught.value))
    assert_clean(told + trace, {secret, bearer})
    assert_clean(caplog.text, {secret, bearer})
