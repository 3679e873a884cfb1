"""Which requests go wrong, and how: the faults a test arms, and the order in which they fire.

Source: docs/api/faults.md. Units: seconds.
Errors: `ValueError` in words for a fault that makes no sense.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

Kind = Literal[
    "401",
    "400-token",
    "403",
    "429",
    "500",
    "503",
    "html",
    "truncated",
    "slow",
    "trickle",
    "drop-before",
    "drop-after",
    "expired-token",
    "clock-skew",
    "no-web-services",
    "unpaired",
    "not-subscribed",
]
# What holds while it is armed, rather than meeting requests.
_STANDING = {"clock-skew", "not-subscribed"}
LONGEST = 86_400 * 365


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


class Fault(BaseModel):
    """One way to go wrong.

    Attributes:
        kind: What happens.
        path: A pattern (`*`, `?`) for the path below the API's base; of not-subscribed, for objects.
        count: How many requests it meets before it is spent.
        rate: The share of matching requests that it meets.
        seed: What the choice of that share comes from.
        seconds: How late the first byte or each one comes, what `Retry-After` says, or how far the clock is off.
        status: The status of an html page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    kind: Annotated[Kind, BeforeValidator(_as_text)]
    path: str = "*"
    count: Annotated[int, Field(ge=1)] | Literal["unlimited"] = 1
    rate: Annotated[float, Field(gt=0, le=1)] = 1
    seed: int = 1
    seconds: Annotated[float, Field(ge=-LONGEST, le=LONGEST)] | None = None
    status: Annotated[int, Field(ge=400, le=599)] = 502

    @model_validator(mode="after")
    def _has_its_seconds(self) -> "Fault":
        if self.kind in {"slow", "trickle", "clock-skew"} and self.seconds is None:
            raise ValueError(f"{self.kind} needs seconds")
        if self.kind != "clock-skew" and (self.seconds or 0) < 0:
            raise ValueError("seconds below 0 are for clock-skew only")
        if self.kind == "unpaired" and not self.path.startswith("/oauth2/"):
            raise ValueError("unpaired needs path=/oauth2/token")
        if self.kind == "not-subscribed" and self.model_fields_set != {"kind", "path"}:
            raise ValueError(
                "not-subscribed takes the path of objects, such as projects/*, and no more"
            )
        if self.kind == "clock-skew" and self.model_fields_set - {"kind", "seconds"}:
            raise ValueError("clock-skew is the whole sandbox's: it takes seconds and nothing else")
        return self


def read_faults(value: Any) -> list[Fault]:
    """Faults from decoded JSON: one object, or a list of them."""
    try:
        return TypeAdapter(list[Fault]).validate_python(
            [value] if isinstance(value, dict) else value
        )
    except ValidationError as error:
        raise ValueError(_in_words(error)) from error


def read_fault(text: str) -> Fault:
    """A fault as the command line takes it: `kind=429,path=/services/core/query,count=2`."""
    parts = [part.partition("=") for part in text.split(",")]
    for name, equals, _ in parts:
        if not equals:
            raise ValueError(f"{name!r} in the fault {text!r} is not of the form name=value.")
    try:
        return Fault.model_validate({name.strip(): value for name, _, value in parts})
    except ValidationError as error:
        raise ValueError(f"The fault {text!r} makes no sense. {_in_words(error)}") from error


def _in_words(error: ValidationError) -> str:
    return "; ".join(
        ": ".join(
            part for part in (".".join(str(step) for step in each["loc"]), each["msg"]) if part
        )
        for each in error.errors()
    )


@dataclass(slots=True)
class Armed:
    """A fault that waits, how often it fired, and the chance it draws from."""

    fault: Fault
    fired: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def fires(self, path: str) -> bool:
        """Whether it meets this request."""
        fault = self.fault
        if fault.kind in _STANDING or not fnmatchcase(path, fault.path):
            return False
        if fault.count != "unlimited" and self.fired >= fault.count:
            return False
        if fault.rate < 1 and self.chance.random() >= fault.rate:
            return False
        self.fired += 1
        return True


class FaultPlan:
    """The armed faults. At each request the first one that fires is the one that happens."""

    def __init__(self, faults: Iterable[Fault], clock: Callable[[], float]) -> None:
        self._lock = Lock()
        self._clock = clock
        self._armed: list[Armed] = []
        self.arm(faults)

    def arm(self, faults: Iterable[Fault]) -> None:
        """Take these faults instead of all there were."""
        armed = [Armed(fault, chance=random.Random(fault.seed)) for fault in faults]
        with self._lock:
            self._armed = armed

    def next(self, path: str) -> Fault | None:
        """The fault that meets a request, if one does."""
        with self._lock:
            return next((each.fault for each in self._armed if each.fires(path)), None)

    def now(self) -> float:
        """The sandbox's clock, off by what is armed."""
        with self._lock:
            skews = [
                each.fault.seconds or 0 for each in self._armed if each.fault.kind == "clock-skew"
            ]
        return self._clock() + sum(skews)

    def unsubscribed(self, names: Iterable[str]) -> frozenset[str]:
        """The objects among these whose module the company does not have."""
        with self._lock:
            patterns = [
                each.fault.path for each in self._armed if each.fault.kind == "not-subscribed"
            ]
        if not patterns:
            return frozenset()
        return frozenset(
            name for name in names if any(fnmatchcase(name, each) for each in patterns)
        )

    def shown(self) -> list[dict[str, Any]]:
        """What is armed and how often each fired."""
        with self._lock:
            return [
                {**each.fault.model_dump(exclude_none=True), "fired": each.fired}
                for each in self._armed
            ]
