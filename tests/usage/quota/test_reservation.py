from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.usage.quota.models import Scope
from assistant.usage.quota.reservation import Balance, Granted, Refused, ScopeBalance, decide

FREE = ScopeBalance(used=0, reserved=0, cap=None)


def balance(
    account: ScopeBalance = FREE, department: ScopeBalance = FREE, city: ScopeBalance = FREE
) -> Balance:
    return Balance("2026-12", account, department, city)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(2000, Granted("2026-12", 1500, 1000), id="room for all"),
        pytest.param(1500, Granted("2026-12", 1500, 1000), id="exactly full"),
        pytest.param(1499, Granted("2026-12", 1499, 999), id="one short: shrunk"),
        pytest.param(700, Granted("2026-12", 700, 200), id="the useful minimum"),
        pytest.param(699, Refused(Scope.ACCOUNT, 30, 1, 730, date(2027, 1, 1)), id="under it"),
        pytest.param(0, Refused(Scope.ACCOUNT, 30, 1, 31, date(2027, 1, 1)), id="nothing"),
    ],
)
def test_output_shrinks_to_what_is_left_down_to_a_minimum(
    left: int, expected: Granted | Refused
) -> None:
    state = balance(ScopeBalance(used=30, reserved=1, cap=31 + left))
    decision = decide(state, prompt_tokens=500, max_output_tokens=1000, minimum_output_tokens=200)
    assert decision == expected


def test_the_minimum_is_no_more_than_the_model_may_answer() -> None:
    state = balance(ScopeBalance(used=0, reserved=0, cap=150))
    decision = decide(state, prompt_tokens=100, max_output_tokens=50, minimum_output_tokens=200)
    assert decision == Granted("2026-12", 150, 50)


@pytest.mark.parametrize(
    ("caps", "binding"),
    [
        ((100, 90, 80), Scope.CITY),
        ((100, 90, None), Scope.DEPARTMENT),
        ((90, 90, 90), Scope.ACCOUNT),
        ((None, None, None), Scope.ACCOUNT),
        ((None, None, 0), Scope.CITY),
    ],
)
def test_the_narrowest_cap_binds(caps: tuple[int | None, ...], binding: Scope) -> None:
    account, department, city = (ScopeBalance(0, 0, cap) for cap in caps)
    state = balance(account, department, city)
    assert state.binding is binding
    limited = [cap for cap in caps if cap is not None]
    assert state.remaining == (min(limited) if limited else None)


def test_a_cap_below_what_was_used_leaves_nothing_never_less() -> None:
    assert ScopeBalance(used=500, reserved=10, cap=100).remaining == 0


@pytest.mark.parametrize(("prompt", "output"), [(-1, 10), (10, 0), (10, -5)])
def test_impossible_amounts_are_refused(prompt: int, output: int) -> None:
    with pytest.raises(ValueError, match="cannot reserve"):
        decide(balance(), prompt_tokens=prompt, max_output_tokens=output, minimum_output_tokens=1)


AMOUNTS = st.integers(0, 5000)
SCOPES = st.builds(ScopeBalance, used=AMOUNTS, reserved=AMOUNTS, cap=st.none() | AMOUNTS)


@given(
    account=SCOPES,
    department=SCOPES,
    city=SCOPES,
    prompt=AMOUNTS,
    maximum=st.integers(1, 2000),
    minimum=st.integers(1, 500),
)
def test_a_grant_fits_every_cap_and_a_refusal_names_one_that_does_not(
    account: ScopeBalance,
    department: ScopeBalance,
    city: ScopeBalance,
    prompt: int,
    maximum: int,
    minimum: int,
) -> None:
    state = balance(account, department, city)
    decision = decide(
        state, prompt_tokens=prompt, max_output_tokens=maximum, minimum_output_tokens=minimum
    )
    least = min(minimum, maximum)
    if isinstance(decision, Granted):
        assert least <= decision.max_output_tokens <= maximum
        assert decision.tokens == prompt + decision.max_output_tokens
        for _, scope in state.scopes:
            assert scope.remaining is None or decision.tokens <= scope.remaining
    else:
        remaining = state.of(decision.scope).remaining
        assert remaining is not None
        assert remaining < prompt + least
