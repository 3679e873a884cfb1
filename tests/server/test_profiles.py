"""The profiles file: what it may hold, and what it is told when it may not."""

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from intacct_mcp.profiles import Profile, can_be_changed_by_others, profiles_file, read_profiles
from intacct_mcp.settings import SettingsError

ACME = '[acme]\ncompany = "acme"\nuser = "reader"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "profiles.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    path = written(folder, text)
    with pytest.raises(SettingsError) as caught:
        read_profiles(path)
    return str(caught.value).replace(str(path), "FILE")


def test_profiles_are_read_by_name_and_in_order(tmp_path: Path):
    path = written(
        tmp_path,
        f"""
{ACME}client_id = "app"
entity = 100
tier = 2
at_once = 5
read_only = false
grant = "authorization_code"
redirect_uri = "http://localhost:8765/callback"

[a.b]
""".replace("[a.b]", '["a.b"]\nsandbox = true\nseed = 7\ntoday = 2026-10-31\ndefault = true'),
    )
    assert read_profiles(path) == {
        "acme": Profile(
            name="acme",
            company="acme",
            user="reader",
            entity="100",
            client_id="app",
            grant="authorization_code",
            redirect_uri="http://localhost:8765/callback",
            read_only=False,
            tier="2",
            at_once=5,
        ),
        "a.b": Profile(name="a.b", sandbox=True, seed=7, today=date(2026, 10, 31), default=True),
    }
    assert list(read_profiles(path)) == ["acme", "a.b"]
    assert read_profiles(path)["acme"].username == "reader@acme|100"


def test_a_profile_cannot_be_altered_and_only_reads_unless_told():
    profile = Profile(name="x", company="acme", user="reader")
    assert profile.read_only
    assert profile.username == "reader@acme"
    with pytest.raises(FrozenInstanceError):
        profile.company = "other"  # type: ignore[misc]  # that it is refused is what is tested


def test_there_are_none_without_a_file_and_a_byte_order_mark_is_no_matter(tmp_path: Path):
    assert read_profiles(tmp_path / "nothing.toml") == {}
    assert list(read_profiles(written(tmp_path, "\ufeff" + ACME))) == ["acme"]


def test_the_file_is_in_the_config_folder_unless_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/home/someone")
    assert profiles_file().name == "profiles.toml"
    assert profiles_file().parent.name == "sage-intacct-mcp"
    assert profiles_file("~/mine.toml") == Path("/home/someone/mine.toml")


def test_secrets_in_the_file_are_refused_wherever_they_stand_and_never_repeated(tmp_path: Path):
    told = {
        text: complaint(tmp_path, text)
        for text in (
            f'{ACME}client_secret = "hush"',
            f'{ACME}password = "hush"',
            f'{ACME}access_token = "hush"',
            f'{ACME}Refresh-Token = "hush"',
            'client_secret = "hush"',
            f'{ACME}[acme.more]\nuser_password = "hush"',
        )
    }
    assert "hush" not in "".join(told.values())
    assert list(told.values()) == snapshot(
        [
            "FILE holds client_secret in [acme], and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
            "FILE holds password in [acme], and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
            "FILE holds access_token in [acme], and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
            "FILE holds Refresh-Token in [acme], and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
            "FILE holds client_secret, and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
            "FILE holds user_password in [more], and secrets do not belong there. Remove it; 'intacct-mcp login' or INTACCT_CLIENT_SECRET takes the client secret.",
        ]
    )


def test_what_makes_no_sense_is_told_with_the_profile_and_the_key(tmp_path: Path):
    told = {
        text: complaint(tmp_path, text)
        for text in (
            f'{ACME}clientid = "app"',
            f'{ACME}name = "other"',
            f"{ACME}seed = 3",
            '[try]\nsandbox = true\nclient_id = "app"',
            "[acme]\nsandbox = false",
            '[acme]\ncompany = "acme"',
            '[acme]\ncompany = "acme"\nuser = "reader@acme"',
            f'{ACME}base_url = "http://user:hush@example.com"',
            f'{ACME}grant = "password_grant"',
            f"{ACME}tier = 9",
            f"{ACME}at_once = 0",
            f"{ACME}entity = [1]",
            f'{ACME}read_only = "perhaps"',
            "[try]\nsandbox = true\ntoday = 31",
            "[try]\nsandbox = true\nlines = 3",
            'company = "acme"',
            '["a/b"]\nsandbox = true',
            "[a]\nsandbox = true\ndefault = true\n[b]\nsandbox = true\ndefault = true",
            "[acme\n",
        )
    }
    assert "hush" not in "".join(told.values())
    assert told == snapshot(
        {
            """\
[acme]
company = "acme"
user = "reader"
clientid = "app"\
""": "FILE, [acme]: clientid is not a key. Did you mean client_id?",
            """\
[acme]
company = "acme"
user = "reader"
name = "other"\
""": "FILE, [acme]: name is not a key. Did you mean lines?",
            """\
[acme]
company = "acme"
user = "reader"
seed = 3\
""": "FILE, [acme]: seed goes with sandbox = true only. Remove it or add that.",
            """\
[try]
sandbox = true
client_id = "app"\
""": "FILE, [try]: client_id has no meaning in a sandbox. Remove one of the two.",
            """\
[acme]
sandbox = false\
""": "FILE, [acme]: company and user are missing. Add that.",
            """\
[acme]
company = "acme"\
""": "FILE, [acme]: user is missing. Add that.",
            """\
[acme]
company = "acme"
user = "reader@acme"\
""": "FILE, [acme]: user must be written without '@' and '|'. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
base_url = "http://user:hush@example.com"\
""": "FILE, [acme]: base_url must be a plain address such as https://api.intacct.com/ia/api/v1. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
grant = "password_grant"\
""": "FILE, [acme]: grant must be 'client_credentials' or 'authorization_code'. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
tier = 9\
""": "FILE, [acme]: tier must be '1', '2', '2-500k', '3', '4' or '5'. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
at_once = 0\
""": "FILE, [acme]: at_once must be at least 1. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
entity = [1]\
""": "FILE, [acme]: entity must be text. Correct it there.",
            """\
[acme]
company = "acme"
user = "reader"
read_only = "perhaps"\
""": "FILE, [acme]: read_only must be true or false. Correct it there.",
            """\
[try]
sandbox = true
today = 31\
""": "FILE, [try]: today must be a day written as YYYY-MM-DD. Correct it there.",
            """\
[try]
sandbox = true
lines = 3\
""": "FILE, [try]: lines must be at least 500. Correct it there.",
            'company = "acme"': "FILE: company stands outside of a profile. Put it below a line such as [acme].",
            """\
["a/b"]
sandbox = true\
""": "FILE, [a/b]: a profile's name is made of letters, digits, '-', '_' and '.'. Rename it.",
            """\
[a]
sandbox = true
default = true
[b]
sandbox = true
default = true\
""": "FILE: a and b each say default = true. Keep one.",
            "[acme\n": "FILE is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 6). Correct it there.",
        }
    )


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(SettingsError) as caught:
        read_profiles(tmp_path)
    assert "Is a directory" in str(caught.value)
    path = tmp_path / "profiles.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError) as caught:
        read_profiles(path)
    assert "is not valid TOML" in str(caught.value)


def test_a_file_that_others_can_write_is_noticed(tmp_path: Path):
    path = written(tmp_path, ACME)
    noticed = {}
    for mode in (0o600, 0o644, 0o664, 0o602):
        path.chmod(mode)
        noticed[mode] = can_be_changed_by_others(path)
    assert noticed == {0o600: False, 0o644: False, 0o664: True, 0o602: True}
