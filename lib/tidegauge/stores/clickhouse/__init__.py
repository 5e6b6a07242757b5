"""ClickHouse, as a server or embedded as chdb."""
