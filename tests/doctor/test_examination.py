"""What doctor finds: each thing wrong once, and the rest fine (docs/doctor.md)."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import anyio
import httpx2
import jwt
import pytest
from anyio.abc import TaskStatus

from examining import TODAY, ByHand, arm, findings, kept, report_of, subject_of
from intacct_books import Clock
from intacct_client.errors import SignInFailed, Unreachable
from intacct_client.sending.limits import RequestLimits
from intacct_client.token_store import MemoryTokenStore, Token
from intacct_client.usage_store import Payer, UsageStore
from intacct_mcp.company_usage import CeilingReached, CompanyUsage
from intacct_mcp.doctor.company_checks import MODULES
from intacct_mcp.doctor.examine import examine, examine_subject
from intacct_mcp.doctor.machine_checks import host, host_config, host_file, own_files
from intacct_mcp.doctor.report import Report
from intacct_mcp.doctor.subject import examined
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, served

AT_ONCE = RequestLimits(tries=2, first_pause=0)
FAR = "/services/core/query"
OURS = {"cnyId": "harwick", "userId": "mcp_reader"}
BY_BROWSER = {
    "grant": "authorization_code",
    "redirect_uri": "https://127.0.0.1:8443/callback",
}


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 500)) as sandbox:
        yield sandbox


@pytest.fixture
async def sandbox(small: Sandbox) -> Sandbox:
    await arm(small)
    return small


def counting(used: int, ceiling: int | None = None) -> CompanyUsage:
    """A month with so much used, in memory."""
    store, payer = UsageStore(None), Payer("far", "harwick")
    store.add(payer, "gl_balance", {"query": used}, datetime.now(UTC))
    return CompanyUsage(store, payer, ceiling=ceiling)


async def test_at_the_ceiling_nothing_is_sent_and_it_is_said(sandbox: Sandbox):
    sent: list[httpx2.Request] = []
    far = ByHand(sandbox, sent.append)
    usage = counting(50, ceiling=50)
    with pytest.raises(CeilingReached, match="50 API transactions were made"):
        await report_of(subject_of(sandbox, usage=usage, make_transport=lambda: far))
    assert sent == []


async def test_a_good_sign_in_says_whom_it_is_and_what_it_sees(sandbox: Sandbox):
    report = await report_of(subject_of(sandbox, usage=counting(1200)))
    assert report.is_healthy
    assert report.facts["user"] == "mcp_reader (business)"
    assert report.facts["entity"] == "top level"
    assert report.facts["entities"] == "5 visible: 100, 200, 300, 400, 900"
    used = 1200 + int(report.facts["this check"].split()[0])
    month = f"{datetime.now(UTC):%Y-%m}"
    assert report.facts["plan"] == (
        f"{used:,} of 100,000 (1 %, tier 1) API transactions in {month}, by this machine's count"
    )
    assert report.facts["answered"].split(", ") == [module.title for module in MODULES]
    assert int(report.facts["this check"].split()[0]) <= 20
    assert "F26" in {line.id for line in report.lines if line.status == "warning"}


async def test_what_only_writing_or_xml_could_show_is_listed_as_not_checked(sandbox: Sandbox):
    unchecked = await findings(subject_of(sandbox), "unchecked")
    assert {"F3", "F4", "F5", "F6", "F28", *(f"F{n}" for n in range(33, 41))} <= set(unchecked)
    assert all(line.text for line in unchecked.values())


@pytest.mark.parametrize(
    "change", [{"secret": "wrong"}, {"company": "nowhere"}, {"user": "former_designer"}]
)
async def test_f18_credentials_that_are_refused(sandbox: Sandbox, change: dict[str, str]):
    found = await findings(subject_of(sandbox, **change))
    assert found["F18"].status == "failed"
    assert "Authorized Client Applications" in found["F18"].where


async def test_the_first_failure_ends_the_examination(sandbox: Sandbox):
    report = await report_of(subject_of(sandbox, secret="wrong"))
    assert [line.id for line in report.lines if line.status == "failed"] == ["F18"]
    assert "modules" in report.facts["not reached"]


@pytest.mark.parametrize(("id_", "name"), [("F7", "nowhere"), ("F8", "nowhere-imp")])
async def test_f7_f8_a_company_that_the_gateway_does_not_know(id_: str, name: str):
    with company(Seed(1, TODAY, 500, Assumptions(unknown_client="gateway"))) as sandbox:
        assert (await findings(subject_of(sandbox, company=name)))[id_].status == "failed"


@pytest.mark.parametrize("uri", ["http://127.0.0.1:8443/callback", "https://localhost/x", ""])
async def test_f9_a_redirect_address_that_cannot_be_registered(sandbox: Sandbox, uri: str):
    subject = subject_of(sandbox, grant="authorization_code", redirect_uri=uri)
    assert (await findings(subject))["F9"].status == "failed"


async def test_f11_a_kept_sign_in_without_refresh_token(sandbox: Sandbox):
    store = await kept(Token(jwt.encode(OURS, "k" * 32), "", 4e9))
    assert "F11" in await findings(subject_of(sandbox, store=store, **BY_BROWSER))


async def test_f11_a_sign_in_by_browser_that_was_never_made(sandbox: Sandbox):
    found = await findings(subject_of(sandbox, **BY_BROWSER))
    assert found["F11"].status == "failed"
    assert "intacct-mcp login" in found["F11"].text


async def test_f12_a_refresh_token_that_is_no_longer_good(sandbox: Sandbox):
    token = Token(jwt.encode(OURS, "k" * 32), "replaced", 0)
    found = await findings(subject_of(sandbox, store=await kept(token), limits=AT_ONCE))
    assert found["F12"].text.endswith("the next try went well")
    lost = subject_of(sandbox, store=await kept(token), **BY_BROWSER)
    assert (await findings(lost))["F12"].status == "failed"


async def test_f13_another_process_that_holds_the_sign_in(sandbox: Sandbox):
    store = MemoryTokenStore()

    async def hold(*, task_status: TaskStatus[None]) -> None:
        async with store.exclusive():
            task_status.started()
            await anyio.sleep_forever()

    async with anyio.create_task_group() as others:
        await others.start(hold)
        found = await findings(subject_of(sandbox, store=store))
        assert found["F13"].status == "failed"
        others.cancel_scope.cancel()


async def test_f14_a_dead_token_is_replaced_and_said(sandbox: Sandbox):
    await arm(sandbox, {"kind": "expired-token", "path": FAR})
    found = await findings(subject_of(sandbox))
    assert found["F14"].text.endswith("the next try went well")


async def test_f14_a_token_that_is_refused_for_ever(sandbox: Sandbox):
    await arm(sandbox, {"kind": "401", "path": FAR, "count": "unlimited"})
    assert (await findings(subject_of(sandbox)))["F14"].status == "failed"


async def test_f14b_a_kept_token_that_is_none(sandbox: Sandbox):
    subject = subject_of(sandbox, store=await kept(Token("cut off", "", 4e9)))
    assert "F14b" in await findings(subject)


async def test_f19_a_role_without_the_ledger_names_the_right_and_the_tool(sandbox: Sandbox):
    found = await findings(subject_of(sandbox, user="ap_clerk"))
    assert found["F19"].status == "failed"
    assert "gl_balance does not work" in found["F19"].text
    assert "List, View" in found["F19"].text


async def test_f2_f23b_f32_what_the_gateway_refuses(sandbox: Sandbox):
    for kind, id_ in (("no-web-services", "F2"), ("403", "F23b")):
        await arm(sandbox, {"kind": kind, "count": "unlimited"})
        assert (await findings(subject_of(sandbox)))[id_].status == "failed"
    for kind in ("429", "503", "500"):
        await arm(sandbox, {"kind": kind, "path": FAR, "count": "unlimited"})
        found = await findings(subject_of(sandbox, limits=AT_ONCE))
        assert found["F32"].status == "failed"


async def test_f32_a_limit_that_passes_is_a_warning(sandbox: Sandbox):
    await arm(sandbox, {"kind": "429", "path": FAR})
    found = await findings(subject_of(sandbox, limits=AT_ONCE))
    assert (found["F32"].status, found["F32"].text[-22:]) == ("warning", "the next try went well")


async def test_f24_a_user_who_sees_one_entity(sandbox: Sandbox):
    found = await findings(subject_of(sandbox, user="field_accountant"))
    assert found["F24"].text.endswith("field_accountant is restricted; entities it sees: 200")


async def test_f25_an_entity_that_there_is_not_names_those_there_are(sandbox: Sandbox):
    found = await findings(subject_of(sandbox, entity="nowhere"))
    assert found["F25"].text.endswith("there are 100, 200, 300, 400, 900")


async def test_f25_f27_a_kept_token_for_something_else(sandbox: Sandbox):
    for claims, id_ in (
        ({**OURS, "entityId": "200"}, "F25"),
        ({**OURS, "cnyId": "other"}, "F27"),
        ({**OURS, "userId": "controller"}, "F27"),
    ):
        store = await kept(Token(jwt.encode(claims, "k" * 32), "", 4e9))
        assert (await findings(subject_of(sandbox, store=store)))[id_].status == "failed"


async def test_f27_a_company_for_tests_is_said_first(sandbox: Sandbox):
    report = await report_of(subject_of(sandbox, company="harwick-sandbox"))
    assert (report.lines[0].id, report.lines[0].status) == ("F27", "warning")


async def test_f29_a_module_without_subscription_fails_where_a_tool_needs_it(sandbox: Sandbox):
    await arm(sandbox, {"kind": "not-subscribed", "path": "projects/*"})
    assert (await findings(subject_of(sandbox)))["F29"].status == "warning"
    await arm(sandbox, {"kind": "not-subscribed", "path": "accounts-payable/*"})
    assert (await findings(subject_of(sandbox)))["F29"].status == "failed"


async def test_f43_no_records_are_no_fault(sandbox: Sandbox):
    def answers(request: httpx2.Request) -> httpx2.Response | None:
        if b"contracts/contract" not in request.content:
            return None
        return httpx2.Response(200, json={"ia::result": [], "ia::meta": {"totalCount": 0}})

    subject = subject_of(sandbox, make_transport=lambda: ByHand(sandbox, answers))
    report = await report_of(subject)
    (line,) = [line for line in report.lines if line.id == "F43"]
    assert (line.status, line.text) == ("ok", "Contracts: none, which is no fault")
    assert report.is_healthy


@pytest.mark.parametrize(("seconds", "words"), [(86_400, "behind"), (-3600, "ahead")])
async def test_f44_a_clock_that_is_off(sandbox: Sandbox, seconds: int, words: str):
    await arm(sandbox, {"kind": "clock-skew", "seconds": seconds})
    assert (await findings(subject_of(sandbox)))["F44"].text.endswith(words)


async def test_f44_a_pinned_day_that_is_not_today(sandbox: Sandbox):
    found = await findings(subject_of(sandbox, clock=Clock(pinned=TODAY.replace(year=2020))))
    assert "INTACCT_TODAY is 2020-10-31" in found["F44"].text


async def test_f31_f30_an_answer_that_does_not_know_our_fields(sandbox: Sandbox):
    def answers(request: httpx2.Request) -> httpx2.Response | None:
        if not request.url.path.endswith(FAR):
            return None
        error = {"code": "invalidRequest", "errorId": "REST-1043", "message": "x is not a field"}
        return httpx2.Response(400, json={"ia::result": {"ia::error": error}})

    subject = subject_of(sandbox, make_transport=lambda: ByHand(sandbox, answers))
    assert (await findings(subject))["F31"].status == "failed"


async def test_s7_an_answer_that_is_not_understood(sandbox: Sandbox):
    def answers(request: httpx2.Request) -> httpx2.Response | None:
        if not request.url.path.endswith(FAR):
            return None
        return httpx2.Response(200, json={"ia::result": [{}], "ia::meta": {"totalCount": 1}})

    subject = subject_of(sandbox, make_transport=lambda: ByHand(sandbox, answers))
    assert (await findings(subject))["S7"].status == "failed"


async def test_f11_nothing_to_sign_in_with_is_no_matter_of_the_network(sandbox: Sandbox):
    async with examined(subject_of(sandbox), "doctor") as examination:
        assert examination.cause(SignInFailed("Nothing is kept."))[0].id == "F11"
        assert examination.cause(Unreachable("Nobody there."))[0].id == "S4"


async def test_s6_a_page_instead_of_an_answer(sandbox: Sandbox):
    await arm(sandbox, {"kind": "html", "count": "unlimited"})
    assert (await findings(subject_of(sandbox, limits=AT_ONCE)))["S6"].status == "failed"


async def test_s2_s3_s4_a_host_that_is_not_there_or_not_trusted(sandbox: Sandbox):
    with served(sandbox) as address:
        for url, id_ in (
            ("https://no-such-host.invalid", "S2"),
            (address.replace("http://", "https://"), "S3"),
            ("http://127.0.0.1:9", "S4"),
        ):
            subject = subject_of(sandbox)
            far = replace(
                subject,
                account=replace(subject.account, base_url=url),
                make_transport=lambda: None,
                limits=AT_ONCE,
            )
            with anyio.fail_after(20):
                assert (await findings(far))[id_].status == "failed"


async def test_no_secret_and_no_token_stands_in_a_report(sandbox: Sandbox):
    store = await kept(Token("", "", 0))
    secret = subject_of(sandbox).account.client_secret
    for change in ({}, {"entity": "nowhere"}, {"user": "ap_clerk"}):
        report = await report_of(subject_of(sandbox, store=store, **change))
        text = json.dumps(report.as_json())
        token = await store.load()
        assert token is not None
        for hidden in (secret, token.access_token, token.refresh_token):
            assert hidden
            assert hidden not in text


# This machine


async def test_f1_nothing_configured_is_the_sandbox_and_a_warning(tmp_path: Path):
    report = await examine({"INTACCT_SANDBOX_TODAY": "2026-10-31", "INTACCT_SANDBOX_LINES": "500"})
    assert (report.lines[0].id, report.lines[0].status) == ("F1", "warning")
    assert report.is_healthy


COMPANY = {"INTACCT_CLIENT_ID": "id", "INTACCT_CLIENT_SECRET": "s", "INTACCT_USERNAME": "u@c"}


@pytest.mark.parametrize(
    ("changes", "id_"),
    [
        ({"INTACCT_USERNAME": "mcp_reader"}, "F16"),
        ({"INTACCT_USERNAME": ""}, "F17"),
        ({"INTACCT_CLIENT_ID": ""}, "F17"),
        ({"INTACCT_TODDAY": "2026-10-31"}, "S1"),
        ({"INTACCT_BASE_URL": "http://api.example"}, "S1"),
    ],
)
async def test_f16_f17_s1_settings_that_make_no_sense(changes: dict[str, str], id_: str):
    report = await examine({**COMPANY, **changes})
    assert (report.lines[0].id, report.lines[0].status) == (id_, "failed")
    assert not report.is_healthy


async def test_a_sandbox_file_that_is_none_is_said(tmp_path: Path):
    file = tmp_path / "books.db"
    file.write_text("no ledger")
    report = await examine({"INTACCT_SANDBOX_DB": str(file)})
    assert "S1" in {line.id for line in report.lines if line.status == "failed"}


def test_s5_files_that_others_can_read_are_named(tmp_path: Path):
    folder = tmp_path / "tokens"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    tmp_path.chmod(0o755)
    file = folder / "token.json"
    file.touch(mode=0o644)
    file.chmod(0o644)
    assert [line.id for line in own_files((tmp_path,))] == ["S5"]
    assert str(file) in own_files((tmp_path,))[0].text
    folder.chmod(0o700)
    assert [line.status for line in own_files((tmp_path,))] == ["ok"]
    folder.chmod(0o755)
    file.chmod(0o600)
    assert [line.status for line in own_files((tmp_path,))] == ["ok"]


def test_f45_the_printed_configuration_starts_the_server_by_its_full_path():
    config = host_config({"INTACCT_CLIENT_SECRET": "secret", "INTACCT_CLIENT_ID": "id", "X": "y"})
    (entry,) = config["mcpServers"].values()
    assert os.access(entry["command"], os.X_OK)
    assert Path(entry["command"]).is_absolute()
    assert entry["env"] == {
        "INTACCT_CLIENT_ID": "id",
        "INTACCT_CLIENT_SECRET": "put the client secret here",
    }
    assert host_config({})["mcpServers"]["sage-intacct"]["env"] == {"INTACCT_SANDBOX": "1"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"mcpServers": {"sage-intacct": {"command": "intacct-mcp"}}}', "warning"),
        ('{"mcpServers": {"sage-intacct": {"command": "/no/such/intacct-mcp"}}}', "warning"),
        ('{"mcpServers": {"other": {"command": "/bin/sh"}}}', "warning"),
        ("{", "warning"),
        ("[]", "warning"),
        ('{"mcpServers": {"sage-intacct": {"command": "/bin/sh"}}}', "ok"),
    ],
)
def test_f45_a_host_s_configuration_is_read(tmp_path: Path, text: str, status: str):
    file = tmp_path / "claude_desktop_config.json"
    assert host(file).status == "unchecked"
    file.write_text(text)
    assert host(file).status == status


def test_f45_each_system_keeps_it_elsewhere():
    places = {each: str(host_file({"APPDATA": "C"}, each)) for each in ("darwin", "win32", "linux")}
    assert "Application Support" in places["darwin"]
    assert places["win32"].startswith("C")
    assert ".config" in places["linux"]


async def test_a_report_is_json_for_programs(sandbox: Sandbox):
    report = Report()
    await examine_subject(subject_of(sandbox, secret="wrong"), report)
    told = json.loads(json.dumps(report.as_json()))
    (line,) = [line for line in told["lines"] if line["status"] == "failed"]
    assert told["healthy"] is False
    assert sorted(line) == ["fix", "id", "status", "text", "where"]


# Profiles


@pytest.fixture
def profiles(tmp_path: Path) -> dict[str, str]:
    """A file with two companies, both invented."""
    file = tmp_path / "profiles.toml"
    of_one = "sandbox = true\ntoday = 2026-10-31\nlines = 500\n"
    file.write_text(f"[main]\n{of_one}[other]\n{of_one}seed = 2\n")
    return {"INTACCT_CONFIG": str(file)}


async def test_a_profile_is_looked_at_by_its_name(profiles: dict[str, str]):
    report = await examine(profiles, "other")
    assert (report.lines[0].status, report.lines[0].text) == ("ok", "Settings: profile other")
    assert report.is_healthy


async def test_several_profiles_want_a_name(profiles: dict[str, str]):
    report = await examine(profiles)
    assert (report.lines[0].id, report.lines[0].status) == ("S1", "failed")
    assert "Name one of main, other" in report.lines[0].text


async def test_a_profile_without_a_secret_says_how_to_give_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    file = tmp_path / "profiles.toml"
    file.write_text('[acme]\ncompany = "acme"\nuser = "u"\nclient_id = "id"\n')
    report = await examine({"INTACCT_CONFIG": str(file)})
    (line,) = [line for line in report.lines if line.status == "failed"]
    assert (line.id, "intacct-mcp login acme" in line.text) == ("F17", True)


async def test_what_the_environment_decides_over_the_file_is_said(tmp_path: Path):
    file = tmp_path / "profiles.toml"
    file.write_text('[acme]\ncompany = "acme"\nuser = "u"\nclient_id = "id"\n')
    environment = {
        "INTACCT_CONFIG": str(file),
        "INTACCT_CLIENT_SECRET": "s",
        "INTACCT_ENTITY": "100",
        "INTACCT_CLIENT_ID": "another",
        "INTACCT_BASE_URL": "http://127.0.0.1:9",
    }
    with anyio.fail_after(20):
        report = await examine(environment, "acme")
    said = [line.text for line in report.lines if line.status == "warning"]
    assert any("the file gives way to INTACCT_CLIENT_ID" in text for text in said)
    assert [line.id for line in report.lines if line.status == "failed"] == ["S4"]
