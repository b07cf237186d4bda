"""Password hashes that cost next to nothing, for tests that are not about what a hash costs."""

from __future__ import annotations

from dataclasses import replace

from argon2 import PasswordHasher

from assistant.core.keys import Key
from assistant.identity.access import Access
from assistant.identity.passwords import Hashing
from assistant.identity.sign_in import SignIn
from assistant.store.unit_of_work import UnitOfWork

QUICK = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def with_quick_hashes(access: Access, uow: UnitOfWork, key: Key) -> Access:
    """The same access, but for 64 MiB and a tenth of a second of every core for each hash."""
    sign_in = SignIn(uow, access.sessions, QUICK, key, access.clock, access.settings)
    return replace(access, hashing=QUICK, sign_in=sign_in)
