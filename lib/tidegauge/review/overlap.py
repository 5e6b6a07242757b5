"""Which items several people label, and whose each item is: decided by hashes, the same for everybody, chosen by nobody."""

from collections.abc import Sequence

from tidegauge.stats.drawn import WHOLE, first_bits


def reviewers_needed(seed: str, span_id: str, share: float, people: int = 2) -> int:
    """Return `people` for about `share` of the items of a batch, 1 for the others.

    >>> sum(reviewers_needed("spring", f"s{number}", 0.2) == 2 for number in range(1_000))
    215
    >>> reviewers_needed("spring", "s1", 0.0), reviewers_needed("spring", "s1", 1.0, 3)
    (1, 3)
    """
    return people if first_bits(f"overlap:{seed}:{span_id}") < share * WHOLE else 1


def assigned_to(seed: str, span_id: str, reviewers: Sequence[str], n: int) -> tuple[str, ...]:
    """Return the `n` reviewers whose item it is: everybody gets about as many, and every pair about as many in common.

    Whoever joins later takes over an even share of the items, and nothing else moves (rendezvous hashing).

    >>> assigned_to("spring", "s1", ["ana", "ben", "cas"], 2)
    ('ana', 'cas')
    >>> [sum(assigned_to("spring", f"s{n}", ["ana", "ben", "cas"], 1) == (who,) for n in range(900)) for who in ("ana", "ben")]
    [307, 288]

    References
    ----------
    Thaler, D. and Ravishankar, C. (1998). Using name-based mappings to increase hit rates. IEEE/ACM ToN 6(1), 1-14.
    """
    order = sorted(reviewers, key=lambda who: (first_bits(f"assigned:{seed}:{span_id}:{who}"), who))
    return tuple(sorted(order[:n]))
