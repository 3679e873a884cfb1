"""Which companies a server serves: the profiles of the file and the variables of the environment together.

A variable wins over the same key of a profile, and a notice says so. The environment alone can be a company
(id, secret and username) or, with nothing at all, the sandbox. Anything between is an error.
Errors: `SettingsError`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from pydantic import SecretStr

from intacct_mcp.overrides import (
    OF_ONE_COMPANY,
    OF_ONE_SANDBOX,
    Said,
    notice_of,
    said_of,
    with_said,
)
from intacct_mcp.profiles import Profile, can_be_changed_by_others, profiles_file, read_profiles
from intacct_mcp.settings import (
    CREDENTIALS,
    OF_A_COMPANY,
    Settings,
    SettingsError,
    listed,
    read_settings,
    variable,
)
from intacct_mcp.toolset_names import toolsets_named


@dataclass(frozen=True, slots=True)
class Serving:
    """What a server serves.

    Attributes:
        profiles: The profiles by name; the one that the environment alone makes has the name "".
        client_secret: The secret that the environment gives for all of them; empty when it gives none.
        today: The day that is pinned.
        file: Where the profiles file is, whether it exists or not.
        left_out: Profiles of the file that are not served.
        said: By profile and key, the variable of the environment that the value is from.
        notices: What whoever starts the server should know.
        toolsets: Toolsets besides the default one.
        audit_strict: Whether an answer that cannot be logged is withheld.
    """

    profiles: Mapping[str, Profile]
    client_secret: SecretStr
    today: date | None
    file: Path
    left_out: tuple[str, ...]
    said: Mapping[str, Mapping[str, str]]
    notices: tuple[str, ...]
    toolsets: tuple[str, ...] = ()
    audit_strict: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The names that a question must choose from; none where there is only one."""
        return tuple(self.profiles) if len(self.profiles) > 1 else ()

    @property
    def default(self) -> str:
        """The profile that a question means which names none; empty when it has to."""
        if len(self.profiles) == 1:
            return next(iter(self.profiles))
        return next((each.name for each in self.profiles.values() if each.default), "")


def read_serving(environment: Mapping[str, str], profiles: str = "", toolsets: str = "") -> Serving:
    """What the environment and the profiles file say together.

    Args:
        environment: The variables.
        profiles: Names of the profiles to serve, with commas; they win over the variables that choose.
        toolsets: Names of toolsets, with commas; they win over the variable.

    Raises:
        SettingsError: They make no sense, or describe a company only half.
    """
    if profiles:
        environment = {**environment, variable("profiles"): profiles, variable("profile"): ""}
    if toolsets:
        environment = {**environment, variable("toolsets"): toolsets}
    settings = read_settings(environment)
    toolsets_named(settings.toolsets)  # a wrong name ends here, whatever else is wrong
    file = profiles_file(settings.config)
    if settings.sandbox:
        return _sandbox_alone(settings, file)
    known = _known(settings, file)
    notices = _warnings(file) if known else []
    chosen = _chosen(settings, known, file)
    if not chosen:
        alone = _of_environment(settings)
        if known:
            notices.append(
                f"{variable('username')} names {alone.username}: the profiles of {file} are not served. "
                f"Unset it, or choose with {variable('profiles')}."
            )
        return _serving(settings, file, [alone], {"": said_of(settings, alone)}, known, notices)
    _refuse_unclear(settings, chosen)
    said = {each.name: said_of(settings, each) for each in chosen}
    served = [with_said(each, said[each.name]) for each in chosen]
    _refuse_without_client_id(served, settings, file)
    notices += [notice for each in chosen if (notice := notice_of(each, said[each.name]))]
    return _serving(settings, file, served, said, known, notices)


def _serving(
    settings: Settings,
    file: Path,
    profiles: list[Profile],
    said: Mapping[str, Said],
    known: Iterable[str],
    notices: list[str],
) -> Serving:
    served = {each.name: each for each in profiles}
    return Serving(
        profiles=served,
        client_secret=settings.client_secret,
        today=settings.today,
        file=file,
        left_out=tuple(name for name in known if name not in served),
        said={
            name: {key: variable for key, (variable, _) in of.items()} for name, of in said.items()
        },
        notices=tuple(notices),
        toolsets=toolsets_named(settings.toolsets),
        audit_strict=settings.audit_strict,
    )


def _sandbox_alone(settings: Settings, file: Path) -> Serving:
    """The sandbox, forced: whatever else is set is dropped."""
    asked = [variable(name) for name in ("profile", "profiles") if getattr(settings, name)]
    notices = [f"{variable('sandbox')}=1 wins over {listed(asked)}: the sandbox."] if asked else []
    alone = _of_environment(settings)
    return _serving(settings, file, [alone], {"": said_of(settings, alone)}, (), notices)


def _known(settings: Settings, file: Path) -> dict[str, Profile]:
    named = [each for each in ("config", "profiles", "profile") if getattr(settings, each)]
    if named and not file.exists():
        raise SettingsError(
            f"There is no profiles file {file}. Write it, or unset {listed([variable(each) for each in named])}."
        )
    return read_profiles(file)


def _chosen(settings: Settings, known: dict[str, Profile], file: Path) -> list[Profile]:
    """The profiles to serve; none where the environment alone says the company."""
    if settings.profile and settings.profiles:
        raise SettingsError(
            f"{variable('profile')} and {variable('profiles')} are both set. Keep one."
        )
    names = [name.strip() for name in settings.profiles.split(",") if name.strip()]
    if settings.profile:
        names = [settings.profile]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            meant = f"Did you mean {near[0]}?" if near else f"It has {listed(list(known))}."
            raise SettingsError(f"No profile {name[:40]!r} in {file}. {meant}")
    if names:
        return [profile for name, profile in known.items() if name in names]
    is_whole = all(name in settings.model_fields_set for name in CREDENTIALS)
    return [] if is_whole else list(known.values())


def _refuse_unclear(settings: Settings, chosen: list[Profile]) -> None:
    """Variables that cannot be meant for what is served."""
    names = listed([each.name for each in chosen])
    companies = [each for each in chosen if not each.sandbox]
    sandboxes = [each for each in chosen if each.sandbox]
    of_one = [
        *(OF_ONE_COMPANY if len(companies) > 1 else ()),
        *(OF_ONE_SANDBOX if len(sandboxes) > 1 else ()),
    ]
    for name in of_one:
        if name in settings.model_fields_set:
            raise SettingsError(
                f"{variable(name)} can mean one profile only, and {names} are served. "
                f"Unset it, or choose one with {variable('profile')}."
            )
    if sandboxes and settings.sandbox is False:
        raise SettingsError(
            f"{variable('sandbox')}=0 rules the sandbox out, but {sandboxes[0].name} is one. "
            f"Unset it, or choose others with {variable('profiles')}."
        )
    stray = [variable(name) for name in OF_A_COMPANY if name in settings.model_fields_set]
    if stray and not companies:
        raise SettingsError(
            f"{stray[0]} describes a company, but {names} is a sandbox. Unset it, or choose another profile."
        )


def _refuse_without_client_id(profiles: list[Profile], settings: Settings, file: Path) -> None:
    """A company needs a client id, and one secret goes with one client id."""
    companies = [each for each in profiles if not each.sandbox]
    for each in companies:
        if not each.client_id:
            raise SettingsError(
                f"{file}, [{each.name}]: client_id is missing. Add it, or set {variable('client_id')}."
            )
    if settings.client_secret and len({each.client_id for each in companies}) > 1:
        names = listed([each.name for each in companies])
        raise SettingsError(
            f"{variable('client_secret')} is one secret, but {names} have different client ids. "
            "Unset it and give each its own with 'intacct-mcp login'."
        )


def _of_environment(settings: Settings) -> Profile:
    """The company that the environment says alone, or the sandbox when it says none."""
    given = settings.model_fields_set
    missing = [variable(name) for name in CREDENTIALS if name not in given]
    alone = Profile(name="", sandbox=bool(missing))
    if missing and (settings.sandbox is False or any(name in given for name in OF_A_COMPANY)):
        raise SettingsError(
            f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} missing. "
            "Set all of a company's credentials, or none of them (or INTACCT_SANDBOX=1) for the sandbox."
        )
    return with_said(alone, said_of(settings, alone))


def _warnings(file: Path) -> list[str]:
    if not can_be_changed_by_others(file):
        return []
    return [f"Other users of this machine can change {file}. Run: chmod go-w '{file}'"]
