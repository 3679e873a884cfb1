"""Which companies are served: the environment and the profiles file together."""

from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from intacct_mcp.serving import Serving, read_serving
from intacct_mcp.settings import SettingsError

TWO = """
[acme]
company = "acme"
user = "reader"
client_id = "app"
entity = "100"

[beta]
company = "beta"
user = "reader"
client_id = "app"
"""
MIXED = TWO + "[try]\nsandbox = true\nseed = 2\n"
WHOLE = {
    "INTACCT_CLIENT_ID": "id",
    "INTACCT_CLIENT_SECRET": "hush",
    "INTACCT_USERNAME": "me@gamma",
}


def serving(folder: Path, text: str, profiles: str = "", **variables: str) -> Serving:
    path = folder / "profiles.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return read_serving({"INTACCT_CONFIG": str(path), **variables}, profiles)


def complaint(folder: Path, text: str, **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        serving(folder, text, **variables)
    assert "hush" not in str(caught.value)
    return str(caught.value).replace(str(folder), "FOLDER")


def test_all_profiles_of_the_file_are_served_unless_some_are_chosen(tmp_path: Path):
    whole = serving(tmp_path, MIXED)
    assert whole.choices == ("acme", "beta", "try")
    assert (whole.default, whole.left_out, whole.notices) == ("", (), ())
    some = serving(tmp_path, MIXED, INTACCT_PROFILES="try, acme")
    assert (some.choices, some.left_out) == (("acme", "try"), ("beta",))
    one = serving(tmp_path, MIXED, INTACCT_PROFILE="beta")
    assert (list(one.profiles), one.choices, one.default) == (["beta"], (), "beta")
    by_option = serving(tmp_path, MIXED, "acme,try", INTACCT_PROFILE="beta")
    assert by_option.choices == ("acme", "try")


def test_the_default_is_the_one_that_says_so_if_it_is_served(tmp_path: Path):
    text = MIXED + "default = true\n"
    assert serving(tmp_path, text).default == "try"
    assert serving(tmp_path, text, INTACCT_PROFILES="acme,beta").default == ""


def test_the_environment_alone_is_a_company_and_says_that_the_file_is_not_used(tmp_path: Path):
    alone = serving(tmp_path, TWO, **WHOLE)
    assert [each.username for each in alone.profiles.values()] == ["me@gamma"]
    assert alone.left_out == ("acme", "beta")
    assert [notice.replace(str(tmp_path), "FOLDER") for notice in alone.notices] == snapshot(
        [
            "INTACCT_USERNAME names me@gamma: the profiles of FOLDER/profiles.toml are not served. Unset it, or choose with INTACCT_PROFILES."
        ]
    )
    # Without a file there is nothing to say.
    assert read_serving(WHOLE).notices == ()


def test_variables_win_over_the_profile_and_say_so_where_that_changes_anything(tmp_path: Path):
    def told(**variables: str) -> tuple[Any, ...]:
        given = serving(tmp_path, TWO, INTACCT_PROFILE="acme", **variables)
        return given.profiles["acme"].username, dict(given.said["acme"]), given.notices

    assert told(INTACCT_USERNAME="other@acme") == snapshot(
        (
            "other@acme|100",
            {"user": "INTACCT_USERNAME", "company": "INTACCT_USERNAME"},
            ("Profile acme (other@acme|100): the file gives way to INTACCT_USERNAME.",),
        )
    )
    assert told(INTACCT_USERNAME="other@gamma") == snapshot(
        (
            "other@gamma",
            {
                "user": "INTACCT_USERNAME",
                "company": "INTACCT_USERNAME",
                "entity": "INTACCT_USERNAME",
            },
            ("Profile acme (other@gamma): the file gives way to INTACCT_USERNAME.",),
        )
    )
    assert told(INTACCT_USERNAME="other@acme|300") == snapshot(
        (
            "other@acme|300",
            {
                "user": "INTACCT_USERNAME",
                "company": "INTACCT_USERNAME",
                "entity": "INTACCT_USERNAME",
            },
            ("Profile acme (other@acme|300): the file gives way to INTACCT_USERNAME.",),
        )
    )
    assert told(INTACCT_ENTITY="200", INTACCT_CLIENT_ID="second") == snapshot(
        (
            "reader@acme|200",
            {"entity": "INTACCT_ENTITY", "client_id": "INTACCT_CLIENT_ID"},
            (
                "Profile acme (reader@acme|200): the file gives way to INTACCT_CLIENT_ID and INTACCT_ENTITY.",
            ),
        )
    )
    assert told(INTACCT_USERNAME="reader@acme", INTACCT_CLIENT_ID="app") == snapshot(
        (
            "reader@acme|100",
            {
                "user": "INTACCT_USERNAME",
                "client_id": "INTACCT_CLIENT_ID",
                "company": "INTACCT_USERNAME",
            },
            (),
        )
    )
    assert told(INTACCT_CLIENT_SECRET="hush") == ("reader@acme|100", {}, ())


def test_sandboxes_take_the_sandbox_s_variables_and_companies_the_company_s(tmp_path: Path):
    given = serving(
        tmp_path,
        MIXED,
        INTACCT_SANDBOX_LINES="700",
        INTACCT_SANDBOX_SEED="9",
        INTACCT_BASE_URL="https://example.com",
    )
    assert (given.profiles["try"].lines, given.profiles["try"].seed) == (700, 9)
    assert given.profiles["beta"].base_url == "https://example.com/ia/api/v1"
    assert given.notices == snapshot(("Profile try: the file gives way to INTACCT_SANDBOX_SEED.",))


def test_the_forced_sandbox_drops_profiles_and_says_so_when_one_was_asked_for(tmp_path: Path):
    forced = serving(tmp_path, MIXED, INTACCT_SANDBOX="1", INTACCT_SANDBOX_SEED="3")
    assert [each.seed for each in forced.profiles.values() if each.sandbox] == [3]
    assert (forced.choices, forced.default, forced.notices) == ((), "", ())
    asked = serving(tmp_path, MIXED, INTACCT_SANDBOX="1", INTACCT_PROFILE="acme", **WHOLE)
    assert asked.notices == ("INTACCT_SANDBOX=1 wins over INTACCT_PROFILE: the sandbox.",)
    assert asked.client_secret.get_secret_value() == ""
    # Not even a broken file matters.
    assert serving(tmp_path, "[", INTACCT_SANDBOX="1").choices == ()


def test_an_empty_file_is_the_sandbox_unless_it_is_ruled_out(tmp_path: Path):
    (profile,) = serving(tmp_path, "").profiles.values()
    assert profile.sandbox
    assert "are missing" in complaint(tmp_path, "", INTACCT_SANDBOX="0")


def test_what_could_mean_another_company_than_was_meant_is_refused(tmp_path: Path):
    told = {
        " ".join(f"{name}={value}" for name, value in variables.items()): complaint(
            tmp_path, text, **variables
        )
        for text, variables in (
            (MIXED, {"INTACCT_PROFILE": "acne"}),
            (MIXED, {"INTACCT_PROFILES": "acme,zzz"}),
            (MIXED, {"INTACCT_PROFILE": "acme", "INTACCT_PROFILES": "beta"}),
            (TWO, {"INTACCT_USERNAME": "me@gamma"}),
            (TWO, {"INTACCT_ENTITY": "100"}),
            (MIXED + "[t2]\nsandbox = true\n", {"INTACCT_SANDBOX_SEED": "1"}),
            (MIXED, {"INTACCT_SANDBOX": "0"}),
            (MIXED, {"INTACCT_PROFILE": "try", "INTACCT_CLIENT_SECRET": "hush"}),
            (TWO.replace('"app"', '"b"', 1), {"INTACCT_CLIENT_SECRET": "hush"}),
            (TWO.replace('client_id = "app"', ""), {"INTACCT_PROFILE": "beta"}),
            ("", {"INTACCT_CLIENT_ID": "id"}),
            (TWO, {"INTACCT_PROFILE": "acme", "INTACCT_ENTITY": "1|2"}),
        )
    }
    assert told == snapshot(
        {
            "INTACCT_PROFILE=acne": "No profile 'acne' in FOLDER/profiles.toml. Did you mean acme?",
            "INTACCT_PROFILES=acme,zzz": "No profile 'zzz' in FOLDER/profiles.toml. It has acme, beta and try.",
            "INTACCT_PROFILE=acme INTACCT_PROFILES=beta": "INTACCT_PROFILE and INTACCT_PROFILES are both set. Keep one.",
            "INTACCT_USERNAME=me@gamma": "INTACCT_USERNAME can mean one profile only, and acme and beta are served. Unset it, or choose one with INTACCT_PROFILE.",
            "INTACCT_ENTITY=100": "INTACCT_ENTITY can mean one profile only, and acme and beta are served. Unset it, or choose one with INTACCT_PROFILE.",
            "INTACCT_SANDBOX_SEED=1": "INTACCT_SANDBOX_SEED can mean one profile only, and acme, beta, try and t2 are served. Unset it, or choose one with INTACCT_PROFILE.",
            "INTACCT_SANDBOX=0": "INTACCT_SANDBOX=0 rules the sandbox out, but try is one. Unset it, or choose others with INTACCT_PROFILES.",
            "INTACCT_PROFILE=try INTACCT_CLIENT_SECRET=hush": "INTACCT_CLIENT_SECRET describes a company, but try is a sandbox. Unset it, or choose another profile.",
            "INTACCT_CLIENT_SECRET=hush": "INTACCT_CLIENT_SECRET is one secret, but acme and beta have different client ids. Unset it and give each its own with 'intacct-mcp login'.",
            "INTACCT_PROFILE=beta": "FOLDER/profiles.toml, [beta]: client_id is missing. Add it, or set INTACCT_CLIENT_ID.",
            "INTACCT_CLIENT_ID=id": "INTACCT_CLIENT_SECRET and INTACCT_USERNAME are missing. Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox.",
            "INTACCT_PROFILE=acme INTACCT_ENTITY=1|2": "INTACCT_ENTITY must be the id alone, without '@' and '|'.",
        }
    )


def test_a_file_that_is_named_but_not_there_is_told(tmp_path: Path):
    with pytest.raises(SettingsError) as caught:
        read_serving({"INTACCT_CONFIG": str(tmp_path / "no.toml")})
    assert str(caught.value) == (
        f"There is no profiles file {tmp_path}/no.toml. Write it, or unset INTACCT_CONFIG."
    )
    with pytest.raises(SettingsError) as caught:
        read_serving({"INTACCT_PROFILES": "acme"})
    assert "There is no profiles file" in str(caught.value)


def test_a_file_that_others_can_change_is_warned_about(tmp_path: Path):
    serving(tmp_path, TWO)
    path = tmp_path / "profiles.toml"
    path.chmod(0o666)
    (notice,) = read_serving({"INTACCT_CONFIG": str(path)}).notices
    assert notice == f"Other users of this machine can change {path}. Run: chmod go-w '{path}'"
