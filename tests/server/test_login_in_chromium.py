"""Signing in with a real browser (`make browser-test`): nothing between it and us is scripted but the click."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import chromium
from intacct_client.vault_files import EncryptedFiles
from token_log import logged_company

KEY = "A" * 43 + "="


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


@pytest.mark.browser
@pytest.mark.parametrize(
    ("button", "exit_code", "sentence"),
    [("allow", 0, "Signed in as "), ("deny", 1, "The sign-in was denied in the browser.")],
)
def test_a_person_presses_a_button_in_a_real_browser(
    tmp_path: Path, button: str, exit_code: int, sentence: str
):
    with logged_company(43_200) as port, chromium(tmp_path) as browser:
        known = port.sandbox.credentials
        plain = {name: value for name, value in os.environ.items() if "INTACCT" not in name}
        told = ["--company", known.company_id, "--client-id", known.client_id]
        process = subprocess.Popen(
            [
                *[sys.executable, "-m", "intacct_mcp", "login", "acme", *told],
                *["--base-url", port.url, "--port", free_port()],
            ],
            env={
                **plain,
                "BROWSER": browser.command,
                "XDG_STATE_HOME": str(tmp_path / "state"),
                "INTACCT_CONFIG": str(tmp_path / "profiles.toml"),
                "INTACCT_CLIENT_SECRET": known.client_secret,
                "INTACCT_VAULT_KEY": KEY,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with browser.page() as page:
            page.wait_for(f"document.querySelector('button[value={button}]') !== null")
            assert page.ask("document.title") == "Allow access?"
            page.ask(f"document.querySelector('button[value={button}]').click()")
            page.wait_for("document.title === 'The answer has arrived'")
            assert page.ask("location.protocol + location.pathname") == "https:/callback"
        assert process.wait(timeout=60) == exit_code
        out, err = process.communicate()
        assert sentence in out + err
        vault = EncryptedFiles(tmp_path / "state" / "sage-intacct-mcp" / "vault", KEY)
        assert (vault.read("acme/token") is not None) == (exit_code == 0)
