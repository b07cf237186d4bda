"""How much of the asking is done by how few. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of the questions, from 0 to 1.

    Attributes:
        active: accounts that asked.
        registered: accounts there are.
        head: how many accounts the head has: one in a hundred of those registered, at least one.
        head_share: what the head asked.
        low: lower end of its 95 % interval (Wilson), for questions as likely to come in later.
        high: upper end of it.
        tenth_share: what the busiest tenth of those registered asked.
        gini: 0 if all who are registered ask alike, near 1 if one asks everything.
    """

    active: int
    registered: int
    head: int
    head_share: float
    low: float
    high: float
    tenth_share: float
    gini: float


def concentration(requests: Sequence[int], registered: int) -> Concentration | None:
    """How concentrated requests are, given those of each account that asked; None without any.

    Args:
        requests: one number an account.
        registered: accounts there are; those beyond `requests` asked nothing.
    """
    counts = sorted((count for count in requests if count > 0), reverse=True)
    total = sum(counts)
    if total == 0:
        return None
    people = max(registered, len(counts))
    head = ceil(people / 100)
    share = sum(counts[:head]) / total
    low, high = _wilson(share, total)
    ranked = sum((people - rank) * count for rank, count in enumerate(counts))
    return Concentration(
        active=len(counts),
        registered=people,
        head=head,
        head_share=share,
        low=low,
        high=high,
        tenth_share=sum(counts[: ceil(people / 10)]) / total,
        gini=(2 * ranked / total - (people + 1)) / people,
    )


def _wilson(share: float, total: int) -> tuple[float, float]:
    square = Z_95**2 / total
    middle = (share + square / 2) / (1 + square)
    half = Z_95 / (1 + square) * sqrt(share * (1 - share) / total + square / (4 * total))
    return middle - half, middle + half
