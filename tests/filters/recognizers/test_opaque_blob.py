"""OpaqueBlobRecognizer: what cannot be read, and what only looks like it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from assistant.filters.recognizers.opaque_blob import OpaqueBlobRecognizer
from tests.filters.recognizers.cases import surfaces


def noise(seed: int, size: int) -> bytes:
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_128(bytes([seed])).digest(size)


NOISE = noise(11, 150)
BASE64 = base64.b64encode(NOISE).decode()
LINES = "\n".join(BASE64[place : place + 76] for place in range(0, len(BASE64), 76))


@pytest.mark.parametrize(
    "blob",
    [
        pytest.param(BASE64, id="base64"),
        pytest.param(base64.urlsafe_b64encode(NOISE).decode(), id="base64url"),
        pytest.param(LINES, id="over lines"),
        pytest.param(NOISE.hex(), id="hex"),
        pytest.param("iVBORw0KGgo" + "A" * 120, id="picture"),
    ],
)
def test_long_random_data_blocks(blob: str) -> None:
    assert surfaces(OpaqueBlobRecognizer, f"中身:{blob}") == [blob]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BASE64[:80], id="short"),
        pytest.param("sha512-" + BASE64[:86] + "==", id="hash of a lock file"),
        pytest.param(NOISE.hex()[:128], id="SHA-512"),
        pytest.param("a" * 300, id="one letter"),
        pytest.param("kakuu_city_no_nagai_namae_no_kansuu" * 5, id="words"),
        pytest.param("/var/lib/kakuu/service/2025/report/final/version" * 4, id="path"),
        pytest.param(base64.b64encode("広報の原稿です。".encode() * 9).decode(), id="readable"),
        pytest.param("0" * 400, id="zeros"),
    ],
)
def test_hashes_words_and_readable_text_do_not(text: str) -> None:
    assert surfaces(OpaqueBlobRecognizer, text) == []
