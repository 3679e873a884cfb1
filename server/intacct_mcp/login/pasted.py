"""Lines that a person pastes into the terminal while something else is waited for.

The thread that reads is never waited for: it may sit at the terminal until the program ends.
"""

import os
import sys
from contextlib import suppress
from threading import Thread

import anyio
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, current_token
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

_SOME = 4096


def pasted_lines() -> MemoryObjectReceiveStream[str]:
    """The lines of stdin from now on; the stream ends with stdin."""
    send, receive = anyio.create_memory_object_stream[str](100)
    Thread(target=_read, args=(sys.stdin.fileno(), send, current_token()), daemon=True).start()
    return receive


def _read(stdin: int, send: MemoryObjectSendStream[str], token: EventLoopToken) -> None:
    # By the handle, not by sys.stdin: a thread that holds the lock of that aborts the interpreter at its end.
    rest = b""
    with suppress(anyio.RunFinishedError, anyio.BrokenResourceError, anyio.WouldBlock):
        while some := os.read(stdin, _SOME):
            *lines, rest = (rest + some).split(b"\n")
            for line in lines:
                from_thread.run_sync(send.send_nowait, line.decode(errors="replace"), token=token)
        if rest:
            from_thread.run_sync(send.send_nowait, rest.decode(errors="replace"), token=token)
        from_thread.run_sync(send.close, token=token)
