"""One visitor without a browser: Streamlit's own messages over a WebSocket."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


@dataclass
class Visitor:
    """An open session on Overview. `filter_id` is the filter's widget, `mark` the end mark of the last run."""

    socket: ClientConnection
    filter_id: str = ""
    mark: str = ""
    sent: list[int] = field(default_factory=list)

    async def ask(self, chips: tuple[str, ...]) -> float:
        """Ask for these filters; return the milliseconds until the run's last message. Every ask must change the page."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode([("where", chip) for chip in chips])
        if self.filter_id:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.filter_id
            state.string_array_value.data.extend(chips)
        before, started = self.mark, time.perf_counter()
        await self.socket.send(message.SerializeToString())
        received = await self._run()
        took = (time.perf_counter() - started) * 1000
        if self.mark == before:
            raise SystemExit(f"The page did not change for {chips}: the benchmark measures nothing.")
        self.sent.append(received)
        return took

    async def _run(self) -> int:
        received = 0
        async for data in self.socket:
            received += len(data)
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "delta":
                self._look(message)
            elif message.WhichOneof("type") == "script_finished":
                return received
        raise SystemExit("The server closed the connection.")

    def _look(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "multiselect" and element.multiselect.label == "Filter":
            self.filter_id = element.multiselect.id
        if kind == "html" and "data-f=" in element.html.body:
            self.mark = element.html.body.partition("data-f=")[2]


async def visit(url: str) -> Visitor:
    """Open a session and draw Overview once."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    socket = await connect(address, subprotocols=["streamlit"], max_size=None, origin=url)  # type: ignore[arg-type,list-item]
    visitor = Visitor(socket)
    await visitor.ask(())
    return visitor
