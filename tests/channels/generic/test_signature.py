"""Standard Webhooks: the published vector, other people's client, and everything that must fail."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from assistant.channels.generic.signature import decode_secret, sign, signed_headers, verify
from assistant.core.clock import ManualClock
from assistant.core.errors import SignatureError

VECTOR_SHARED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
VECTOR_TIMESTAMP = 1614265330
VECTOR_BODY = b'{"test": 2432232314}'
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
VECTOR_HEADERS = {
    "webhook-id": VECTOR_ID,
    "webhook-timestamp": str(VECTOR_TIMESTAMP),
    "webhook-signature": VECTOR_SIGNATURE,
}
KEY = decode_secret(VECTOR_SHARED)
OTHER_KEY = b"another key of many bytes"


@pytest.fixture
def then() -> ManualClock:
    return ManualClock(datetime.fromtimestamp(VECTOR_TIMESTAMP, UTC))


def test_the_published_vector_is_signed_and_verified(then: ManualClock) -> None:
    assert sign(KEY, VECTOR_ID, VECTOR_TIMESTAMP, VECTOR_BODY) == VECTOR_SIGNATURE
    assert verify([KEY], VECTOR_HEADERS, VECTOR_BODY, clock=then) == (VECTOR_ID, KEY)


def test_what_the_standard_client_signs_is_verified(then: ManualClock) -> None:
    body = '{"text":"架空市の手続き"}'
    signature = Webhook(VECTOR_SHARED).sign("msg_2", then.now(), body)
    headers = VECTOR_HEADERS | {"webhook-id": "msg_2", "webhook-signature": signature}

    assert verify([KEY], headers, body.encode(), clock=then)[0] == "msg_2"


def test_the_standard_client_verifies_what_we_sign_with_either_key(then: ManualClock) -> None:
    headers = signed_headers([OTHER_KEY, KEY], "msg_3", VECTOR_TIMESTAMP, VECTOR_BODY)

    with time_machine.travel(then.now(), tick=False):
        for key in (OTHER_KEY, KEY):
            secret = "whsec_" + base64.b64encode(key).decode()
            assert Webhook(secret).verify(VECTOR_BODY, headers) == {"test": 2432232314}


@pytest.mark.parametrize("drift", [-300, 300])
def test_five_minutes_off_is_still_taken(then: ManualClock, drift: int) -> None:
    then.advance(drift)
    assert verify([KEY], VECTOR_HEADERS, VECTOR_BODY, clock=then)[0] == VECTOR_ID


@pytest.mark.parametrize("drift", [-301, 301, 86_400 * 365])
def test_fault_14_a_stale_timestamp_with_a_valid_signature(then: ManualClock, drift: int) -> None:
    then.advance(drift)
    with pytest.raises(SignatureError):
        verify([KEY], VECTOR_HEADERS, VECTOR_BODY, clock=then)


def test_the_signature_may_stand_anywhere_in_the_list(then: ManualClock) -> None:
    listed = f"v1a,abc v1,AAAA {VECTOR_SIGNATURE} v2,xyz"
    headers = VECTOR_HEADERS | {"webhook-signature": listed}
    assert verify([OTHER_KEY, KEY], headers, VECTOR_BODY, clock=then)[1] == KEY


FORGERIES = {
    "no id": {"webhook-id": ""},
    "another id": {"webhook-id": "msg_other"},
    "id with a line break": {"webhook-id": VECTOR_ID + "\n"},
    "id not ASCII": {"webhook-id": "msg_é"},
    "no timestamp": {"webhook-timestamp": ""},
    "timestamp in fullwidth digits": {"webhook-timestamp": "１６１４２６５３３０"},
    "timestamp in Arabic digits": {"webhook-timestamp": "١٦١٤٢٦٥٣٣٠"},
    "timestamp with a fraction": {"webhook-timestamp": f"{VECTOR_TIMESTAMP}.0"},
    "timestamp with a sign": {"webhook-timestamp": f"+{VECTOR_TIMESTAMP}"},
    "timestamp with a space": {"webhook-timestamp": f" {VECTOR_TIMESTAMP}"},
    "timestamp of a hundred digits": {"webhook-timestamp": "1" * 100},
    "timestamp nan": {"webhook-timestamp": "nan"},
    "no signature": {"webhook-signature": ""},
    "signature cut": {"webhook-signature": VECTOR_SIGNATURE[:-4]},
    "signature without version": {"webhook-signature": VECTOR_SIGNATURE[3:]},
    "signature of version 2": {"webhook-signature": "v2" + VECTOR_SIGNATURE[2:]},
    "signature empty": {"webhook-signature": "v1,"},
    "signature not ASCII": {"webhook-signature": "v1,é架空"},
    "signature with half a character": {"webhook-signature": "v1,\ud800"},
    "signature in hex": {"webhook-signature": "v1," + "83" * 32},
}


@pytest.mark.parametrize("change", FORGERIES.values(), ids=FORGERIES)
def test_fault_15_a_forged_header_is_refused_in_the_same_words(
    then: ManualClock, change: dict[str, str]
) -> None:
    with pytest.raises(SignatureError) as refusal:
        verify([KEY], VECTOR_HEADERS | change, VECTOR_BODY, clock=then)
    with pytest.raises(SignatureError) as no_headers:
        verify([KEY], {}, b"", clock=then)
    assert refusal.value.message == no_headers.value.message


@given(st.integers(0, len(VECTOR_BODY) - 1), st.integers(1, 255))
def test_any_changed_byte_breaks_the_signature(place: int, flip: int) -> None:
    then = ManualClock(datetime.fromtimestamp(VECTOR_TIMESTAMP, UTC))
    body = bytearray(VECTOR_BODY)
    body[place] ^= flip
    with pytest.raises(SignatureError):
        verify([KEY], VECTOR_HEADERS, bytes(body), clock=then)


def test_a_secret_of_another_installation_is_refused(then: ManualClock) -> None:
    with pytest.raises(SignatureError):
        verify([OTHER_KEY], VECTOR_HEADERS, VECTOR_BODY, clock=then)


@pytest.mark.parametrize(
    ("secret", "remedy"),
    [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_"),
        ("whsec_AAAA", "16 bytes"),
        ("whsec_***not-base64***", "base64"),
        ("whsec_架空市の秘密", "base64"),
    ],
)
def test_a_malformed_secret_is_refused_without_showing_it(secret: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy) as refusal:
        decode_secret(secret)
    assert secret not in str(refusal.value)


def test_a_secret_may_come_without_padding() -> None:
    secret = "whsec_" + base64.b64encode(b"0123456789abcdefg").decode().rstrip("=")
    assert decode_secret(secret) == b"0123456789abcdefg"
