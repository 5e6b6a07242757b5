"""Asks Phoenix's own tables, in the Python in which Phoenix is installed: with the SQLite that Phoenix itself uses.

Run by `query_vs_peers.py`: `python _phoenix_query.py FILE REPEATS`. Prints the seconds of every run and the rows, as JSON.
"""

import json
import sys
import time

import sqlean

# The quantile is the window's own: SQLite has none, and Phoenix's server takes it in Python.
QUERY = """
WITH calls AS MATERIALIZED (
    SELECT substr(s.start_time, 1, 10) AS day, s.attributes ->> '$.llm.model_name' AS model,
        (julianday(s.end_time) - julianday(s.start_time)) * 86400000 AS took, s.status_code = 'ERROR' AS failed,
        s.llm_token_count_prompt + s.llm_token_count_completion AS tokens, c.total_cost AS cost
    FROM spans s JOIN traces t ON t.id = s.trace_rowid LEFT JOIN span_costs c ON c.span_rowid = s.id
    WHERE s.span_kind = 'LLM' AND t.project_rowid = (SELECT id FROM projects WHERE name = 'shop')
)
"""
PERCENTILE = "SELECT model, day, percentile(took, 95) AS p95, avg(failed), sum(tokens), sum(cost) FROM calls GROUP BY 1, 2 ORDER BY 1, 2"
WINDOW = """
, ranked AS (
    SELECT *, row_number() OVER (PARTITION BY model, day ORDER BY took) - 1 AS place,
        0.95 * (count(*) OVER (PARTITION BY model, day) - 1) AS target
    FROM calls
)
SELECT model, day,
    max(took) FILTER (WHERE place = CAST(target AS INTEGER)) * (1 + CAST(max(target) AS INTEGER) - max(target))
    + max(took) FILTER (WHERE place = CAST(target AS INTEGER) + 1) * (max(target) - CAST(max(target) AS INTEGER)) AS p95,
    avg(failed), sum(tokens), sum(cost)
FROM ranked GROUP BY 1, 2 ORDER BY 1, 2
"""
PRAGMAS = ("cache_size = -4000000", "mmap_size = 8000000000", "temp_store = MEMORY", "query_only = ON")


def main(path: str, repeats: int) -> None:
    """Time each way to ask, every one after a run that warms the cache."""
    sqlean.extensions.enable("stats")
    connection = sqlean.connect(f"file:{path}?mode=ro", uri=True)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    ways = {"window functions": QUERY + WINDOW, "its own percentile function": QUERY + PERCENTILE}
    found = {}
    for name, query in ways.items():
        rows, seconds, processor = [], [], []
        for _ in range(repeats + 1):
            begun, worked = time.perf_counter(), time.process_time()
            rows = connection.execute(query).fetchall()
            seconds.append(time.perf_counter() - begun)
            processor.append(time.process_time() - worked)
        found[name] = {"seconds": seconds[1:], "processor": processor[1:], "rows": rows}
    print(json.dumps({"version": sqlean.sqlite_version, "ways": found}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
