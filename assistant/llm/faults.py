"""What can go wrong with a model call, and whether the provider may have charged for it.

Nothing here holds a byte of a body: a reply can quote what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx2
import openai

from assistant.core.errors import ModelError
from assistant.llm.egress import ReplyTooLargeError

# The server says it did no work and may do it later; 529 and the other 5xx do not say so.
RETRYABLE_STATUS = frozenset({429, 503})

_NOTHING_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ProxyError,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
)

_STATUS_HINTS = {
    400: "did not accept the request; check llm.model, and output_limit_field and sends_store "
    "in config/models.toml",
    401: "refused the key; check llm.api_key (ASSISTANT__LLM__API_KEY)",
    403: "does not allow this; check that llm.api_key may use llm.model",
    404: "does not know this address; check llm.base_url, llm.model and llm.api_version",
    413: "finds the prompt too large; lower conversation.max_history_tokens or rag.budget_tokens",
    422: "did not accept the request; check output_limit_field and sends_store "
    "in config/models.toml",
    429: "takes no more requests now; the provider's rate or spending limit is reached",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt gave no answer.

    Attributes:
        code: short code for the attempt's row and the log.
        message: one line for the admin.
        is_outcome_known: true if the provider certainly did no work.
        is_retryable: true if asking again is safe and may help.
        retry_after: the header of that name, as it came.
    """

    code: str
    message: str
    is_outcome_known: bool
    is_retryable: bool = False
    retry_after: str | None = None

    def as_error(self) -> ModelError:
        """The exception for the gateway."""
        return ModelError(self.message, is_outcome_known=self.is_outcome_known)


DEADLINE = Failure(
    "deadline",
    "the model gave no answer before llm.deadline_seconds ran out",
    is_outcome_known=False,
)
UNREADABLE = Failure(
    "unreadable",
    "the model server's reply is not a chat completion; check llm.base_url",
    is_outcome_known=False,
)
CONTENT_FILTER = Failure(
    "content_filter", "the provider's content filter withheld the answer", is_outcome_known=False
)
EMPTY = Failure(
    "empty",
    "the model's answer is empty; a reasoning model may need a larger llm.max_output_tokens",
    is_outcome_known=False,
)


def failure_of(fault: openai.APIError) -> Failure:
    """Classify what the SDK raised."""
    if isinstance(fault, openai.APIStatusError):
        return failure_of_status(fault.status_code, fault.response.headers.get("retry-after"))
    return failure_of_connection(fault.__cause__)


def failure_of_status(status: int, retry_after: str | None = None) -> Failure:
    """A server that answered with a status other than 2xx: nothing is charged."""
    if 300 <= status < 400:
        hint = "redirects; set llm.base_url to the final address"
    else:
        hint = _STATUS_HINTS.get(status, "cannot answer now")
    return Failure(
        f"http_{status}",
        f"the model server {hint} (status {status})",
        is_outcome_known=True,
        is_retryable=status in RETRYABLE_STATUS,
        retry_after=retry_after,
    )


def failure_of_connection(cause: BaseException | None) -> Failure:
    """A connection that could not be made, or broke: the one costs nothing, the other may have."""
    if isinstance(cause, ReplyTooLargeError):
        return Failure(
            "too_large",
            "the model server's reply is over llm.max_reply_bytes, or compressed unasked",
            is_outcome_known=False,
        )
    if isinstance(cause, httpx2.ProxyError):
        return Failure(
            "proxy",
            "the proxy did not connect to the model server; check llm.proxy and what it allows",
            is_outcome_known=True,
            is_retryable=True,
        )
    if isinstance(cause, _NOTHING_SENT):
        return Failure(
            "connect",
            "the model server cannot be reached; check llm.base_url, llm.proxy and llm.ca_file",
            is_outcome_known=True,
            is_retryable=True,
        )
    return Failure("cut", "the connection to the model server broke off", is_outcome_known=False)
