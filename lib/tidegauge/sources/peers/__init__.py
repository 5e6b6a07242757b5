"""Other tools' trace stores: one file a tool, each offers `PEER`."""

from tidegauge.discovery import members
from tidegauge.sources.peer import Peer, PeerKind, Probe


def recognised(probe: Probe) -> Peer | None:
    """Return the peer whose tables these are, or None."""
    kinds = members("tidegauge.sources.peers", "PEER", PeerKind).values()
    return next((kind.opened(probe) for kind in kinds if kind.recognises(probe)), None)
