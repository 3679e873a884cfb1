"""The sandbox's port sends what it writes at once, whatever the client has acknowledged."""

import asyncio  # noqa: TID251 - what the sandbox is served with
import socket

from intacct_sandbox.serve import listen


async def test_an_answer_does_not_wait_for_the_client_s_acknowledgement():
    at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = writer.get_extra_info("socket")
        at_once.set_result(mine.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(accepted, sock=listen(0)) as server:
        host, port = server.sockets[0].getsockname()
        _, writer = await asyncio.open_connection(host, port)
        assert await at_once
        writer.close()
