"""Whatever is killed in the middle leaves stores that open and hold the last good state (docs/api/sign-in.md)."""

import random
import time
from pathlib import Path

import pytest

from dying import (
    LONG,
    code_of,
    forks,
    killed,
    log_in_forever,
    log_in_once,
    renew_forever,
    store_in,
    write_forever,
)
from effort import EXAMPLES
from intacct_client.account import Grant
from intacct_client.errors import SignInFailed
from intacct_client.oauth import TokenEndpoint
from intacct_client.vault_files import EncryptedFiles
from intacct_mcp.accounts import account_of, token_store
from intacct_mcp.profiles import Profile, read_profiles
from token_log import logged_company

KILLS = 10 * EXAMPLES
GRANTS: list[Grant] = ["client_credentials", "authorization_code"]


@pytest.mark.behaviour("sign-in.killed")
def test_a_killed_write_leaves_the_secret_from_before_or_the_new_one(tmp_path: Path):
    chance = random.Random(1)
    with forks() as context:
        for attempt in range(KILLS):
            # Now in a folder that is new, where the key is made too, now in one that has seen kills.
            folder = tmp_path / str(attempt if attempt % 2 else "old")
            before = _number(folder)
            done = killed(context, chance, 0.02, write_forever, folder, before + 1)
            assert _number(folder) in {(done or [before])[-1], (done or [before])[-1] + 1}
            assert len(list(folder.glob("*.sealed*"))) <= 2


def _number(folder: Path) -> int:
    """The number that a vault holds; 0 for none."""
    secret = EncryptedFiles(folder).read("acme/token")
    if secret is None:
        return 0
    number, _, rest = secret.partition(":")
    assert rest == LONG
    return int(number)


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.behaviour("sign-in.killed")
async def test_a_killed_renewal_leaves_a_token_that_was_granted_last(tmp_path: Path, grant: Grant):
    """A refresh token that Intacct has replaced, and whose successor died with the process, is lost: that is said."""
    chance = random.Random(2)
    with logged_company(43_200) as port, forks() as context:
        account = port.account(grant)
        endpoint = TokenEndpoint(account, make_transport=lambda: None, clock=time.time)
        store = store_in(tmp_path, account)
        for _ in range(max(KILLS // 2, 1)):
            if await store.load() is None:
                asked = await endpoint.ask("http://127.0.0.1:1/callback")
                token = (
                    await endpoint.exchange(asked, await code_of(asked.url))
                    if account.is_personal
                    else await endpoint.mint()
                )
                await store.save(token)
            done = killed(context, chance, 0.2, renew_forever, tmp_path, account)
            kept = await store.load()
            assert kept is not None
            granted = [answer.tokens["access_token"] for answer in port.log.granted]
            assert kept.access_token in granted[-2:]
            assert granted.index(kept.access_token) >= (granted.index(done[-1]) if done else 0)
            try:
                await store.save(await endpoint.refresh(kept.refresh_token))
            except SignInFailed as lost:
                assert lost.code == "REST-2102"
                assert kept.access_token != port.log.granted[-1].tokens["access_token"]
                await store.delete()


@pytest.mark.behaviour("sign-in.killed")
async def test_a_killed_login_leaves_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    chance = random.Random(3)
    environment = {"XDG_STATE_HOME": str(tmp_path), "INTACCT_VAULT_KEY": "A" * 43 + "="}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "profiles.toml"
    file.write_text('# Mine.\n[beta]\ncompany = "Beta"\nuser = "reader"\n')
    vault = EncryptedFiles(
        tmp_path / "sage-intacct-mcp" / "vault", environment["INTACCT_VAULT_KEY"]
    )
    with logged_company(43_200) as port, forks() as context:
        known = port.sandbox.credentials
        secret = known.client_secret
        profile = Profile(
            name="acme",
            company=known.company_id,
            user=known.user_id,
            client_id=known.client_id,
            base_url=port.account().base_url,
            grant="authorization_code",
        )
        account = account_of(profile, secret)
        started = time.monotonic()
        await log_in_once(profile, secret, file)
        whole = time.monotonic() - started
        last = 0
        for _ in range(KILLS):
            work = (profile, secret, file, environment)
            # The first login of a process takes longer than those after it.
            killed(context, chance, 3 * whole, log_in_forever, *work)
            assert file.read_text().startswith("# Mine.\n[beta]\n")
            assert read_profiles(file)["acme"] == profile
            assert vault.read("acme/client_secret") == secret
            kept = await token_store(vault, account).load()
            assert kept is not None
            granted = [answer.tokens["access_token"] for answer in port.log.granted]
            assert granted.index(kept.access_token) >= last
            last = granted.index(kept.access_token)
    assert last > 0
