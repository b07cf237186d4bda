"""The model that generates nothing: it shows the passages that were found, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.core.chat import Completion, Passage, Prompt, TokenUsage
from assistant.core.errors import ConfigurationError
from assistant.core.text import RawText
from assistant.llm.base import Attempt, AttemptStatus, OnAttempt
from assistant.llm.prompt import estimate_input_tokens

OFFLINE_NAME = "offline"


@dataclass(frozen=True, slots=True)
class OfflineTexts:
    """The sentences around passages, from `config/replies.ja.toml`.

    Attributes:
        label: stands over the passages and says that no model is connected.
        nothing_found: the whole answer where there is no passage; says the same.
        passage_template: one passage, with the fields `{label}` and `{text}`.
    """

    label: str
    nothing_found: str
    passage_template: str

    def __post_init__(self) -> None:
        """Check the template.

        Raises:
            ConfigurationError: it lacks a field, or names one there is not.
        """
        try:
            filled = self.passage_template.format(label="\0L", text="\0T")
        except (KeyError, IndexError, ValueError):
            filled = ""
        if "\0L" not in filled or "\0T" not in filled:
            raise ConfigurationError(
                "replies.ja.toml: offline: the passage template takes {label} and {text}, "
                "both of them and nothing else in braces"
            )


class OfflineModel:
    """Answers with the prompt's passages; nothing leaves the machine.

    The answer never exceeds `prompt.max_output_tokens`: passages that do not fit are left out from
    the end, and if not even the first fits, its text is cut. Tokens are counted here over
    everything a model would have read and flagged as estimated, so quotas behave as they would
    with a provider.
    """

    name = OFFLINE_NAME

    def __init__(
        self, texts: OfflineTexts, *, count: Callable[[str], int], context_window: int | None = None
    ) -> None:
        self.context_window = context_window
        self._texts = texts
        self._count = count

    async def complete(self, prompt: Prompt, *, on_attempt: OnAttempt) -> Completion:
        """Lay out the passages; cannot fail."""
        await on_attempt(Attempt(1, AttemptStatus.STARTED))
        answer, is_cut = self._fit(prompt.passages, prompt.max_output_tokens)
        usage = TokenUsage(estimate_input_tokens(prompt, self._count), self._count(answer))
        await on_attempt(Attempt(1, AttemptStatus.ANSWERED))
        return Completion(RawText(answer), usage, is_estimated=True, is_cut=is_cut, model=self.name)

    async def close(self) -> None:
        """Nothing to give back."""

    def _fit(self, passages: tuple[Passage, ...], limit_tokens: int) -> tuple[str, bool]:
        for kept in range(len(passages), 0, -1):
            answer = self._lay_out([(p.citation.label, p.text.value) for p in passages[:kept]])
            if self._count(answer) <= limit_tokens:
                return answer, kept < len(passages)
        if not passages:
            return self._cut(lambda text: text, self._texts.nothing_found, limit_tokens)
        label = passages[0].citation.label
        answer, _ = self._cut(
            lambda text: self._lay_out([(label, text)]), passages[0].text.value, limit_tokens
        )
        return answer, True

    def _lay_out(self, passages: list[tuple[str, str]]) -> str:
        blocks = [
            self._texts.passage_template.format(label=label, text=text) for label, text in passages
        ]
        return "\n\n".join([self._texts.label, *blocks])

    def _cut(self, lay_out: Callable[[str], str], text: str, limit_tokens: int) -> tuple[str, bool]:
        """The longest beginning of `text` that fits; bisection, as length and tokens go together.

        With a limit below the fixed sentences alone, those are cut as well: the limit is what was
        reserved.
        """
        whole = lay_out(text)
        if self._count(whole) <= limit_tokens:
            return whole, False
        fixed = lay_out("")
        if self._count(fixed) > limit_tokens:
            lay_out, text = (lambda part: part), fixed
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._count(lay_out(text[:middle])) <= limit_tokens:
                low = middle
            else:
                high = middle - 1
        return lay_out(text[:low]), True
