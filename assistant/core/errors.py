"""The tree of faults. Refusals (blocked, over quota) are values, not exceptions.

AssistantError
├── ConfigurationError   a file, key or value is wrong; the message names it and the remedy
├── InputError           what somebody handed in is wrong (a roster line, a webhook body)
│   ├── SignatureError   a webhook's signature or timestamp does not verify
│   └── TooLargeError    over a stated limit
├── StoreError           the database is missing, unreadable, locked too long, or of another version
├── StoppingError        the gateway is shutting down and takes no more
├── ModelError           the model gave no answer
└── DeliveryError        the chat tool did not take a reply

Every message is one line, safe to show and to log: it never holds text somebody typed.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all faults: a stable code, the HTTP status it maps to, a safe one-line message."""

    code = "internal"
    http_status = 500
    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConfigurationError(AssistantError):
    """A setting, a file or the installation is wrong. Names what, where and how to mend it."""

    code = "configuration"
    exit_code = 2


class InputError(AssistantError):
    """What was handed in cannot be used. Names the place, never the content."""

    code = "invalid_input"
    http_status = 400
    exit_code = 1


class SignatureError(InputError):
    """A webhook could not be authenticated. Says nothing about why to the caller."""

    code = "invalid_signature"
    http_status = 401


class TooLargeError(InputError):
    """A body or a text is over its limit."""

    code = "too_large"
    http_status = 413


class StoreError(AssistantError):
    """The database cannot be used now."""

    code = "store_unavailable"
    http_status = 503


class StoppingError(AssistantError):
    """The gateway is shutting down; the tool should send the message again."""

    code = "stopping"
    http_status = 503


class ModelError(AssistantError):
    """The model gave no usable answer.

    Attributes:
        is_outcome_known: true if the provider certainly did no work for this call (refused
            connection, 429, 4xx), so that nothing is charged; false if it may have (L4).
    """

    code = "model_unavailable"
    http_status = 502

    def __init__(self, message: str, *, is_outcome_known: bool) -> None:
        super().__init__(message)
        self.is_outcome_known = is_outcome_known


class DeliveryError(AssistantError):
    """The chat tool did not take a reply.

    Attributes:
        is_permanent: true if trying again cannot help.
    """

    code = "delivery_failed"
    http_status = 502

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent
