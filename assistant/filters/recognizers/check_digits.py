"""Check digits of Japanese numbers. Every function takes ASCII digits without separators."""

from __future__ import annotations

MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
LICENSE_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def weighted_sum(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of each digit times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def is_my_number(digits: str) -> bool:
    """Whether 12 digits carry the check digit of an 個人番号.

    Source: 総務省令第85号 (平成26年) 第5条: 11 - (sum mod 11), 0 where the remainder is 0 or 1.
    """
    if len(digits) != 12:
        return False
    remainder = weighted_sum(digits[:11], MY_NUMBER_WEIGHTS) % 11
    return int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)


def is_corporate_number(digits: str) -> bool:
    """Whether 13 digits are a 法人番号 by their first, the check digit.

    Source: 財務省令第70号 (平成26年) 第2条: 9 - (sum mod 9), weights 1 and 2 from the right.
    """
    if len(digits) != 13 or digits[0] == "0":
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9


def is_driver_license(digits: str) -> bool:
    """Whether 12 digits carry the check digit of a 運転免許証番号 at place 11.

    No official source is published; several independent descriptions agree on
    (11 - sum mod 11) mod 10, so it raises a score and never rejects a number.
    """
    if len(digits) != 12:
        return False
    remainder = weighted_sum(digits[:10], LICENSE_WEIGHTS) % 11
    return int(digits[10]) == (11 - remainder) % 10


def is_luhn(digits: str) -> bool:
    """Whether the digits pass the Luhn formula (ISO/IEC 7812-1, payment cards)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return bool(digits) and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_insurer_number(digits: str) -> bool:
    """Whether 6 (国保) or 8 digits carry the check digit of a 保険者番号.

    Source: 保険者番号等設定要領 (厚生労働省): the modulus 10 formula with weights 2 and 1.
    """
    return len(digits) in {6, 8} and is_luhn(digits)
