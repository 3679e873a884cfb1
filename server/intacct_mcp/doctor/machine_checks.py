"""What can be wrong on this machine: settings, files, the host's configuration.

Source: docs/doctor.md.
"""

import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import anyio

from intacct_mcp.doctor.report import Line, failed, fine, warning
from intacct_mcp.doctor.subject import Examination, chosen
from intacct_mcp.folders import cache_folder, config_folder, state_folder
from intacct_mcp.serving import Serving, read_serving
from intacct_mcp.settings import SettingsError, variable

SERVER = "sage-intacct"
_ENTER = stat.S_IXGRP | stat.S_IXOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST = 5  # files that are named
_LOCKED = 2  # seconds that a lock is waited for; a sign-in takes less
_SIGN_IN = ("client_id", "client_secret", "username")


def settings_of(
    environment: Mapping[str, str], profile: str = ""
) -> tuple[list[Line], Serving | None]:
    """Read settings and profiles; without usable ones nothing else can be looked at."""
    try:
        serving = read_serving(environment, profile)
        meant = chosen(serving)
    except SettingsError as error:
        return [failed(_settings_failure(environment), str(error))], None
    notices = [warning("S1", notice) for notice in serving.notices]
    if meant.sandbox and not meant.name and not environment.get(variable("sandbox")):
        return [*notices, warning("F1", "the invented company of the sandbox is served")], serving
    source = f"profile {meant.name}" if meant.name else "from the environment"
    return [*notices, fine("settings", f"Settings: {source}")], serving


def _settings_failure(environment: Mapping[str, str]) -> str:
    """Which failure bad settings are: a missing part, a user name without company, or another."""
    given = {name: environment.get(variable(name), "").strip() for name in _SIGN_IN}
    if any(given.values()) and not all(given.values()):
        return "F17"
    user, _, company = given["username"].partition("@")
    if given["username"] and not (user and company.partition("|")[0]):
        return "F16"
    return "S1"


def own_files(folders: tuple[Path, ...] | None = None) -> list[Line]:
    """Whether other users of this machine can get at what we keep: tokens, counts, logs."""
    folders = folders or (state_folder(), config_folder(), cache_folder())
    if os.name != "posix":
        return [Line("S5", "unchecked", "Rights of files are looked at on Linux and macOS only")]
    open_ = [path for folder in folders if folder.exists() for path in _open_to_others(folder)]
    if not open_:
        return [fine("files", "Files: what is kept on this machine is this user's alone")]
    return [warning("S5", f"{path} can be read or changed by others") for path in open_[:_MOST]]


def _open_to_others(folder: Path) -> Iterator[Path]:
    """Files that others can open. What stands in a folder that is closed to them they cannot."""
    if not folder.stat().st_mode & _ENTER:
        return
    for each in sorted(folder.iterdir()):
        if each.is_dir():
            yield from _open_to_others(each)
        elif each.stat().st_mode & _OTHERS:
            yield each


async def token_lock(examination: Examination) -> list[Line]:
    """Whether another process holds the kept token for long."""
    with anyio.move_on_after(_LOCKED):
        async with examination.subject.store.exclusive():
            return []
    return [failed("F13", f"its lock was held for {_LOCKED} seconds")]


def command() -> list[str]:
    """How a host starts this server, by absolute path."""
    beside = Path(sys.executable).with_name("intacct-mcp")
    found = str(beside) if beside.exists() else shutil.which("intacct-mcp")
    return [found] if found else [sys.executable, "-m", "intacct_mcp"]


def host_config(environment: Mapping[str, str]) -> dict[str, Any]:
    """What belongs into Claude Desktop's configuration. Secrets are named, never shown."""
    program, *arguments = command()
    secret = variable("client_secret")
    given = {
        name: "put the client secret here" if name == secret else value
        for name, value in sorted(environment.items())
        if name.startswith("INTACCT_")
    }
    entry = {"command": program, "args": arguments, "env": given or {variable("sandbox"): "1"}}
    return {"mcpServers": {SERVER: entry}}


def host_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where Claude Desktop keeps its configuration."""
    if platform == "darwin":
        folder = Path.home() / "Library" / "Application Support" / "Claude"
    elif platform == "win32":
        folder = Path(environment.get("APPDATA", str(Path.home()))) / "Claude"
    else:
        folder = Path(environment.get("XDG_CONFIG_HOME", str(Path.home() / ".config"))) / "Claude"
    return folder / "claude_desktop_config.json"


def host(path: Path | None = None) -> Line:
    """Whether Claude Desktop, where it is installed, names a command that it can start."""
    path = path or host_file()
    if not path.exists():
        return Line(
            "F45",
            "unchecked",
            "Claude Desktop is not set up here (there is no configuration of it). "
            "`intacct-mcp doctor --print-config` prints what belongs into it",
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        return warning("F45", f"{path} cannot be read as JSON ({type(error).__name__})")
    named = cast("dict[str, Any]", config).get("mcpServers") if isinstance(config, dict) else None
    servers = cast("dict[str, dict[str, Any]]", named or {})
    ours = [name for name, each in servers.items() if "intacct" in json.dumps([name, each])]
    if not ours:
        return warning("F45", f"{path} names no Intacct server")
    program = str(servers[ours[0]].get("command", ""))
    if not Path(program).is_absolute():
        return warning("F45", f"{path} names the command {program!r} without its full path")
    if not os.access(program, os.X_OK):
        return warning("F45", f"{path} names {program!r}, which cannot be started")
    return fine("host", f"Claude Desktop: starts {program}")
