"""The server over a far company, as a fixture of tests/server hands it out."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from agent import Agent

Serving = Callable[..., AbstractAsyncContextManager[Agent]]
