"""The analysis processes: `python -m assistant.filters.worker`. Loads once, then forks workers.

The first message from the pool holds the settings; the first answer says whether the model is
ready and which versions it runs. From then on workers are forked from it as the pool asks for them
(`forking.py`); each answers texts with findings. Texts come over a worker's connection only and
never go back, nor to any log; where words are counted, the single dictionary words that may be go
back with the findings. A fault is answered with the name of its class.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.core.errors import AssistantError
from assistant.filters.compiling import sets_worked_out_once
from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.forking import Work, run_template
from assistant.filters.ruleset import versions
from assistant.filters.settings import FilterSettings
from assistant.filters.wire import encode, read_message

if TYPE_CHECKING:
    from assistant.filters.analyzer import TextAnalyzer
    from assistant.filters.nlp_engine import GinzaNlpEngine


def main() -> int:
    """Load and fork until the input ends. Exit code 1 if the model could not be loaded."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return run_template(import_all, begin)


def import_all() -> None:
    """Two seconds of imports. What fails to be imported is told when it is loaded."""
    with suppress(Exception), sets_worked_out_once():
        import assistant.filters.analyzer  # noqa: PLC0415  # not where only the rest is used
        import assistant.filters.nlp_engine  # noqa: F401, PLC0415


def begin(first: dict[str, Any]) -> tuple[dict[str, Any], Work | None]:
    """What to tell the pool, and what a worker does; None if there can be none."""
    try:
        analyzer, engine = load(first)
    except AssistantError as fault:
        return {"ready": False, "error": fault.message}, None
    except Exception as fault:  # noqa: BLE001  # the pool must learn that there will be no worker
        return {"ready": False, "error": type(fault).__name__}, None
    reads_terms = first.get("reads_terms") is True
    return ready(engine), partial(serve, analyzer, reads_terms=reads_terms)


def serve(
    analyzer: TextAnalyzer, requests: BinaryIO, answers: BinaryIO, *, reads_terms: bool
) -> None:
    """Answer requests until they end."""
    while (request := read_message(requests)) is not None:
        send(answers, answer(analyzer, request, reads_terms=reads_terms))


def ready(engine: GinzaNlpEngine) -> dict[str, Any]:
    """What runs, and why the fast engine does not, should it have failed its self-check."""
    return {
        "ready": True,
        "versions": {**versions(), "engine": engine.engine},
        "fallback": engine.fallback,
    }


def load(first: dict[str, Any]) -> tuple[TextAnalyzer, GinzaNlpEngine]:
    """The analyzer for the settings in the first message, and the engine it reads with."""
    # A missing or broken package has to become an answer, not a dead process.
    from assistant.filters.analyzer import TextAnalyzer  # noqa: PLC0415  # see above
    from assistant.filters.nlp_engine import GinzaNlpEngine  # noqa: PLC0415  # see above

    settings = FilterSettings.model_validate(first["settings"])
    engine = GinzaNlpEngine(settings.engine)
    engine.load()
    analyzer = TextAnalyzer(settings, engine)
    analyzer.analyze("窓口の案内です。")
    return analyzer, engine


def answer(
    analyzer: TextAnalyzer, request: dict[str, Any], *, reads_terms: bool = False
) -> dict[str, Any]:
    """All findings of one request, or the class of the fault: a partial analysis is none."""
    try:
        return as_answer(analyzer.candidates(request["text"], reads_terms=reads_terms))
    except Exception as fault:  # noqa: BLE001  # fail closed: the gate turns this into Blocked
        return {"error": type(fault).__name__}


def as_answer(result: AnalysisResult) -> dict[str, Any]:
    """A result as it goes over the wire."""
    terms = None if result.terms is None else [[one.lemma, one.kind] for one in result.terms]
    return {"findings": [as_row(finding) for finding in result.findings], "terms": terms}


def as_row(finding: Finding) -> list[Any]:
    """A finding as it goes over the wire: places and names, no text."""
    return [
        finding.entity, finding.start, finding.end, finding.score, finding.recognizer,
        list(finding.reasons),
    ]  # fmt: skip


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write one message at once."""
    stream.write(encode(message))
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
