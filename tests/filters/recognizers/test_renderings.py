"""Laws: every valid number in every rendering, between kana, is found at its exact place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.normalize import normalize
from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.recognizers.check_digits import MY_NUMBER_WEIGHTS, weighted_sum
from assistant.filters.recognizers.credit_card import PaymentCardRecognizer
from assistant.filters.recognizers.my_number import MyNumberRecognizer
from assistant.filters.recognizers.phone_number import PhoneNumberRecognizer
from assistant.filters.settings import FilterSettings

SETTINGS = FilterSettings()
RECOGNIZERS: dict[type[JapaneseRecognizer], JapaneseRecognizer] = {
    kind: kind(SETTINGS)
    for kind in (MyNumberRecognizer, PhoneNumberRecognizer, PaymentCardRecognizer)
}
SCRIPTS = (
    "0123456789",
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
)
JOINTS = ("", "-", " ", "‐", "−", "－", "\u3000", "\n")
BEFORE = ("です", "わたしのは", "カナは", "")
BEHIND = ("です", "へ", "ノヨウナ", "")


def rendered(groups: tuple[str, ...], joint: str, script: str) -> str:
    return joint.join("".join(script[int(digit)] for digit in group) for group in groups)


def is_found(kind: type[JapaneseRecognizer], before: str, number: str, behind: str) -> bool:
    text = normalize(before + number + behind)
    places = [
        text.original(one.start, one.end)
        for one in RECOGNIZERS[kind].analyze(text.text, [kind.ENTITY])
        if one.score >= 0.5
    ]
    return (len(before), len(before) + len(number)) in places


@given(
    st.from_regex("[0-9]{11}", fullmatch=True),
    st.sampled_from(JOINTS),
    st.sampled_from(SCRIPTS),
    st.sampled_from(BEFORE),
    st.sampled_from(BEHIND),
)
def test_every_my_number_is_found(
    body: str, joint: str, script: str, before: str, behind: str
) -> None:
    remainder = weighted_sum(body, MY_NUMBER_WEIGHTS) % 11
    number = body + str(0 if remainder <= 1 else 11 - remainder)
    groups = (number[:4], number[4:8], number[8:])
    assert is_found(MyNumberRecognizer, before, rendered(groups, joint, script), behind)


@given(
    st.sampled_from(("050", "070", "080", "090")),
    st.from_regex("[1-9][0-9]{7}", fullmatch=True),
    st.sampled_from((*JOINTS, ".", "/")),
    st.sampled_from(SCRIPTS),
    st.sampled_from(BEFORE),
    st.sampled_from(BEHIND),
)
def test_every_mobile_number_is_found(
    prefix: str, rest: str, joint: str, script: str, before: str, behind: str
) -> None:
    number = rendered((prefix, rest[:4], rest[4:]), joint, script)
    assert is_found(PhoneNumberRecognizer, before, number, behind)


@given(
    st.from_regex("4[0-9]{14}", fullmatch=True),
    st.sampled_from(JOINTS),
    st.sampled_from(SCRIPTS),
    st.sampled_from(BEFORE),
    st.sampled_from(BEHIND),
)
def test_every_card_number_is_found(
    body: str, joint: str, script: str, before: str, behind: str
) -> None:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(body)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    number = body + str(-total % 10)
    groups = (number[:4], number[4:8], number[8:12], number[12:])
    assert is_found(PaymentCardRecognizer, before, rendered(groups, joint, script), behind)
