"""Secrets that stand for something for a while: codes, refresh tokens, sessions, consent pages.

Source: docs/api/sign-in.md, docs/api/sessions.md.
Only a hash of each secret is kept and looked up, so neither the memory nor the time of an answer shows one.
Times: seconds since 1970, by the clock handed in. Safe for several threads.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    value: T
    ends: float


class Expiring(Generic[T]):
    """Hands out secrets and knows what each stands for until it ends or is dropped."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[bytes, _Kept[T]] = {}

    def add(self, value: T, ends: float = inf) -> str:
        """A new secret for a value, good until the moment it ends."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_ended()
            self._kept[_hashed(secret)] = _Kept(value, ends)
        return secret

    def get(self, secret: str) -> T | None:
        """What a secret stands for, if it is still good."""
        return self._living(self._kept.get(_hashed(secret)))

    def take(self, secret: str) -> T | None:
        """What a secret stands for, and its end: of many that ask at once, one gets it."""
        with self._lock:
            return self._living(self._kept.pop(_hashed(secret), None))

    def drop(self, is_meant: Callable[[T], bool]) -> list[T]:
        """End all secrets whose values are meant; returns those values."""
        with self._lock:
            meant = [secret for secret, kept in self._kept.items() if is_meant(kept.value)]
            return [self._kept.pop(secret).value for secret in meant]

    def _living(self, kept: _Kept[T] | None) -> T | None:
        return kept.value if kept is not None and self._clock() < kept.ends else None

    def _forget_ended(self) -> None:
        now = self._clock()
        for secret in [secret for secret, kept in self._kept.items() if kept.ends <= now]:
            del self._kept[secret]


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
