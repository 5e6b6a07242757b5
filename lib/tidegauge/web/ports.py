"""Which port is free, and which host is reached from this machine only."""

import socket
from ipaddress import ip_address

from tidegauge.errors import SettingsError


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def free_port(host: str, wanted: int, tries: int = 50) -> int:
    """Return `wanted`, or the next port above it that nobody listens on.

    Raises:
        SettingsError: none of `tries` ports is free, or the host is not one of this machine's.
    """
    for port in range(wanted, min(wanted + tries, 65_536)):
        if _is_free(host, port):
            return port
    raise SettingsError(
        f"No port from {wanted} to {wanted + tries - 1} is free on {host}. Choose one with --port."
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except socket.gaierror as error:
            raise SettingsError(
                f"“{host}” is not an address of this machine. Use --host 127.0.0.1."
            ) from error
        except OSError:
            return False
        return True
