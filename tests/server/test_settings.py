import pytest
from inline_snapshot import snapshot

from intacct_mcp.serving import read_serving
from intacct_mcp.settings import SettingsError, read_settings

COMPANY = {
    "INTACCT_CLIENT_ID": "id",
    "INTACCT_CLIENT_SECRET": "hush",
    "INTACCT_USERNAME": "reader@acme",
}


def test_no_settings_at_all_are_the_sandbox():
    (profile,) = read_serving({"PATH": "/bin"}).profiles.values()
    assert profile.sandbox
    assert (profile.name, profile.seed, profile.lines, profile.today) == ("", 1, 10_000, None)


def test_all_credentials_are_that_company():
    serving = read_serving({**COMPANY, "INTACCT_ENTITY": "100"})
    (profile,) = serving.profiles.values()
    assert not profile.sandbox
    assert profile.username == "reader@acme|100"
    assert profile.base_url == "https://api.intacct.com/ia/api/v1"
    assert serving.client_secret.get_secret_value() == "hush"
    assert "hush" not in repr(serving)


def test_the_sandbox_can_be_forced_and_drops_credentials():
    serving = read_serving({**COMPANY, "INTACCT_SANDBOX": "1", "INTACCT_SANDBOX_SEED": "7"})
    (profile,) = serving.profiles.values()
    assert profile.sandbox
    assert profile.client_id == ""
    assert serving.client_secret.get_secret_value() == ""
    assert profile.seed == 7


def test_empty_variables_count_as_not_set():
    (profile,) = read_serving(
        {"INTACCT_CLIENT_ID": "", "INTACCT_SANDBOX_SEED": " "}
    ).profiles.values()
    assert profile.sandbox


def test_half_a_configuration_is_never_the_sandbox():
    told = {}
    for given in (
        {"INTACCT_CLIENT_ID": "id"},
        {"INTACCT_CLIENT_ID": "id", "INTACCT_USERNAME": "reader@acme"},
        {"INTACCT_ENTITY": "100"},
        {"INTACCT_BASE_URL": "https://api.intacct.com"},
        {"INTACCT_SANDBOX": "0"},
        {**COMPANY, "INTACCT_USERNAME": "reader"},
        {**COMPANY, "INTACCT_USERNAME": "reader@acme|100", "INTACCT_ENTITY": "200"},
        {**COMPANY, "INTACCT_BASE_URL": "http://api.intacct.com"},
    ):
        with pytest.raises(SettingsError) as caught:
            read_serving(given)
        told[", ".join(f"{name}={value}" for name, value in given.items())] = str(caught.value)
    assert told == snapshot(
        {
            "INTACCT_CLIENT_ID=id": "INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_CLIENT_ID=id, INTACCT_USERNAME=reader@acme": "INTACCT_CLIENT_SECRET is missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_ENTITY=100": "INTACCT_CLIENT_ID, INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_BASE_URL=https://api.intacct.com": "INTACCT_CLIENT_ID, INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_SANDBOX=0": "INTACCT_CLIENT_ID, INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_CLIENT_ID=id, INTACCT_CLIENT_SECRET=hush, INTACCT_USERNAME=reader": "INTACCT_USERNAME must have the form user@company.",
            "INTACCT_CLIENT_ID=id, INTACCT_CLIENT_SECRET=hush, INTACCT_USERNAME=reader@acme|100, INTACCT_ENTITY=200": "INTACCT_USERNAME and INTACCT_ENTITY name two entities. Keep one.",
            "INTACCT_CLIENT_ID=id, INTACCT_CLIENT_SECRET=hush, INTACCT_USERNAME=reader@acme, INTACCT_BASE_URL=http://api.intacct.com": "INTACCT_BASE_URL: 'http://api.intacct.com' must start with https:// (http only for this machine).",
        }
    )


def test_an_unknown_or_bad_variable_names_the_nearest_or_what_is_wrong():
    told = {}
    for name, value in (
        ("INTACCT_CLIENTID", "x"),
        ("INTACCT_SANDBOX_TODY", "2026-10-31"),
        ("INTACCT_PASSWORD", "x"),
        ("INTACCT_SANDBOX_TODAY", "31.10.2026"),
        ("INTACCT_SANDBOX_SEED", "one"),
        ("INTACCT_SANDBOX_LINES", "3"),
        ("INTACCT_SANDBOX", "perhaps"),
    ):
        with pytest.raises(SettingsError) as caught:
            read_settings({name: value})
        told[f"{name}={value}"] = str(caught.value)
    assert told == snapshot(
        {
            "INTACCT_CLIENTID=x": "INTACCT_CLIENTID is not a setting. Did you mean INTACCT_CLIENT_ID?",
            "INTACCT_SANDBOX_TODY=2026-10-31": "INTACCT_SANDBOX_TODY is not a setting. Did you mean INTACCT_SANDBOX_TODAY?",
            "INTACCT_PASSWORD=x": "INTACCT_PASSWORD is not a setting. Did you mean INTACCT_TODAY?",
            "INTACCT_SANDBOX_TODAY=31.10.2026": "INTACCT_SANDBOX_TODAY must be a day written as YYYY-MM-DD. Correct it or leave it out.",
            "INTACCT_SANDBOX_SEED=one": "INTACCT_SANDBOX_SEED must be a whole number. Correct it or leave it out.",
            "INTACCT_SANDBOX_LINES=3": "INTACCT_SANDBOX_LINES must be at least 500. Correct it or leave it out.",
            "INTACCT_SANDBOX=perhaps": "INTACCT_SANDBOX must be 1 or 0. Correct it or leave it out.",
        }
    )


def test_a_bad_value_is_not_echoed():
    with pytest.raises(SettingsError) as caught:
        read_settings({**COMPANY, "INTACCT_TODAY": "hush-hush"})
    assert "hush" not in str(caught.value)
