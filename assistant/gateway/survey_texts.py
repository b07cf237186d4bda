"""The survey in words: its questions, what was answered, thanks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.gateway.replies import Replies
from assistant.usage.analysis.questionnaire import Question, Response
from assistant.usage.analysis.survey import NEVER
from assistant.usage.analysis.survey_words import Choices, SurveyWords, Tap


@dataclass(frozen=True, slots=True)
class Said:
    """A reply of the survey: its text, and the words a tool may show as buttons."""

    text: str = field(repr=False)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyTexts:
    """Makes the replies of the survey."""

    replies: Replies
    words: SurveyWords

    def tap_question(self) -> Said:
        """What stands below an answer."""
        minutes, verdicts = self.words.minutes.shown, self.words.verdict.shown
        text = self.replies.text(
            "survey.tap_question", minutes_words=self._joined(minutes), up=verdicts[0],
            down=verdicts[1],
        )  # fmt: skip
        return Said(text, (*minutes, *verdicts))

    def tap_taken(self, tap: Tap, *, has_minutes: bool, has_verdict: bool) -> Said:
        """Thanks for one word, and what else may be said."""
        if tap.verdict == "down":
            reasons = self.words.reason
            options = self._numbered(reasons)
            text = self.replies.text("survey.tap_down_taken", options=options)
            return Said(text, tuple(reasons.shown))
        verdicts, minutes = self.words.verdict.shown, self.words.minutes.shown
        if not has_verdict:
            text = self.replies.text("survey.tap_minutes_taken", up=verdicts[0], down=verdicts[1])
            return Said(text, tuple(verdicts))
        if not has_minutes:
            text = self.replies.text(
                "survey.tap_verdict_taken", minutes_words=self._joined(minutes)
            )
            return Said(text, tuple(minutes))
        return Said(self.replies.text("survey.tap_taken"))

    def question(self, response: Response) -> Said:
        """The question that is being asked."""
        number = response.asking or 0
        options = {
            Question.FREQUENCY: self.words.frequency,
            Question.USES: self.words.uses,
            Question.EFFICIENT: self.words.efficient,
            Question.MINUTES: self.words.minutes,
        }.get(Question(number))
        values = {"number": number, "options": self._numbered(options) if options else ""}
        if number == Question.MINUTES:
            values["options"] = self._joined(self.words.minutes.shown)
        text = self.replies.text(f"survey.question_{number}", **values)
        is_one_of = options is not None and number != Question.USES
        return Said(text, tuple(options.shown) if options and is_one_of else ())

    def begun(self, label: str, until: date, response: Response) -> Said:
        """The first question with what stands before it, or the one it was broken off at."""
        asked = self.question(response)
        is_first = response.reached == Question.FREQUENCY
        name = "survey.intro" if is_first else "survey.resumed"
        head = self.replies.text(name, label=label, until=self.day(until))
        return Said(f"{head}\n\n{asked.text}", asked.choices)

    def again(self, response: Response) -> Said:
        """The same question, as the answer could not be read."""
        asked = self.question(response)
        return Said(f"{self.replies.text('survey.unreadable')}\n\n{asked.text}", asked.choices)

    def done(self, label: str, until: date, response: Response) -> Said:
        """Everything that was answered, and how to change it."""
        head = self.replies.text("survey.done", label=label)
        how = self.replies.text("survey.change_how", until=self.day(until))
        return Said("\n".join([head, *self._answers(response), how]))

    def stopped(self, response: Response) -> Said:
        """Broken off by the word for it."""
        return Said(self.replies.text("survey.stopped", number=response.reached))

    def put_aside(self, number: int) -> str:
        """The line below an answer of the model that a question broke the questionnaire off for."""
        return self.replies.text("survey.put_aside", number=number)

    def plain(self, name: str) -> Said:
        """A sentence without values."""
        return Said(self.replies.text(f"survey.{name}"))

    def day(self, day: date) -> str:
        """A day as it is read."""
        return self.replies.text("quota.reset_date", month=day.month, day=day.day)

    def _answers(self, response: Response) -> list[str]:
        none = self.replies.text("survey.no_answer")
        uses = self._joined([self.words.uses.word(code) for code in response.uses])
        efficient = {True: "yes", False: "no"}.get(bool(response.is_more_efficient))
        is_said = response.is_more_efficient is not None
        minutes, hours = response.minutes_per_use, response.hours_per_week
        answers = [
            self.words.frequency.word(response.frequency) if response.frequency else none,
            uses or none,
            self.words.efficient.word(efficient or "") if is_said else none,
            none if minutes is None else self.replies.text("survey.minutes", minutes=minutes),
            none if hours is None else self.replies.text("survey.hours", hours=f"{hours:g}"),
        ]
        if response.frequency == NEVER:
            answers = answers[:1]
        return [
            self.replies.text(f"survey.answer_{number}", number=number, answer=answer)
            for number, answer in enumerate(answers, start=1)
        ]

    def _joined(self, words: list[str]) -> str:
        return self.replies.text("survey.separator").join(words)

    def _numbered(self, choices: Choices) -> str:
        return "\n".join(
            self.replies.text("survey.option", number=number, word=word)
            for number, word in enumerate(choices.shown, start=1)
        )
