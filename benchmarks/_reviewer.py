"""One reviewer without a browser: opens a batch, presses Pass or Fail, and sees which sample comes next."""

import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

# The sample is in every button's key: v1_BATCH_PLACE.
_KEY = re.compile(r"v(?P<value>[01])_(?P<batch>\d+)_(?P<place>\d+)$")


class AwayError(Exception):
    """The server does not answer any more."""


@dataclass
class Reviewer:
    """A session on Review. `place` is the sample on the screen, `keys` the ids of its buttons by value."""

    socket: ClientConnection
    query: str
    place: int | None = None
    fragment: str = ""
    keys: dict[str, str] | None = None

    async def open(self) -> None:
        """Draw the page, and remember the sample that it shows."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = "review"
        await self._run(message)

    async def press(self, value: str) -> float:
        """Press Pass (1) or Fail (0) on the sample shown; return the milliseconds until the next one is drawn."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.fragment_id = self.fragment
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id = (self.keys or {})[value]
        pressed.trigger_value = True
        started = time.perf_counter()
        await self._run(message)
        return (time.perf_counter() - started) * 1000

    async def _run(self, message: BackMsg) -> None:
        self.place, self.keys = None, {}
        try:
            await self.socket.send(message.SerializeToString())
            async for data in self.socket:
                told = ForwardMsg.FromString(data)
                if told.WhichOneof("type") == "delta":
                    self._look(told)
                elif told.WhichOneof("type") == "script_finished":
                    if told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        return
                    self.place, self.keys = None, {}
        except (OSError, WebSocketException) as error:
            raise AwayError from error
        raise AwayError

    def _look(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        if element.WhichOneof("type") != "button":
            return
        found = _KEY.search(element.button.id)
        if found is None or self.keys is None:
            return
        self.place, self.fragment = int(found["place"]), told.delta.fragment_id
        self.keys[found["value"]] = element.button.id


async def reviewer(url: str, name: str, batch: int) -> Reviewer:
    """Open a batch as somebody.

    Raises:
        AwayError: the server does not answer.
    """
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        socket = await connect(address, subprotocols=["streamlit"], max_size=None, origin=url)  # type: ignore[arg-type,list-item]
    except (OSError, WebSocketException, TimeoutError) as error:
        raise AwayError from error
    found = Reviewer(socket, urlencode({"reviewer": name, "batch": batch}))
    await found.open()
    return found
