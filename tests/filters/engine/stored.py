"""What the stock pipeline read in the corpus, stored as digests: reading it again takes minutes.

`python -m tests.filters.engine.stored` reads everything with the stock pipeline and writes the file
anew; do that when the corpus or one of the versions has changed. Without it the test reads what is
not stored with the stock pipeline itself.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sys
from pathlib import Path

import spacy
from thinc.api import NumpyOps, set_current_ops

from assistant.filters.chunk import chunks
from assistant.filters.engine.parse import Parse
from assistant.filters.engine.stock import StockPipeline
from assistant.filters.nlp_engine import MODEL

FILE = Path(__file__).with_suffix(".json")
ROOT = Path(__file__).parents[3]
DECIDING = ("ja-ginza", "ginza", "spacy", "thinc", "sudachipy", "SudachiDict-core")


def corpus_chunks() -> list[str]:
    """Everything in the corpus and the guidelines, cut as the filter cuts it."""
    texts = [
        json.loads(line)["text"]
        for file in sorted((ROOT / "tests/corpus").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    texts += [file.read_text("utf-8") for file in sorted((ROOT / "guidelines").rglob("*.md"))]
    return [text[chunk.start : chunk.end] for text in texts for chunk in chunks(text)]


def digest_of(content: str) -> str:
    """A short digest; lone surrogates are allowed."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def parse_digest(parse: Parse) -> str:
    """A digest over words, tags, entities and all their places."""
    words = parse.words
    entities = [[one.start, one.end, one.label] for one in parse.entities]
    return digest_of(json.dumps([words.surfaces, words.spaces, words.tags, words.starts, entities]))


def versions() -> dict[str, str]:
    """Versions of what decides how the stock pipeline reads."""
    return {name: importlib.metadata.version(name) for name in DECIDING}


def stored_digests() -> dict[str, str]:
    """Digest of the parse by digest of the text; empty if stored under other versions."""
    stored = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    digests: dict[str, str] = stored["digests"] if stored.get("versions") == versions() else {}
    return digests


def main() -> None:
    """Write the file anew, by the documented pipeline: all pipes, thinc's own ops."""
    set_current_ops(NumpyOps())
    stock = StockPipeline(spacy.load(MODEL))
    known = stored_digests() if "--add" in sys.argv else {}
    digests = {}
    for text in corpus_chunks():
        key = digest_of(text)
        digests[key] = known.get(key) or parse_digest(stock.read_all([text])[0])
    content = {"versions": versions(), "digests": dict(sorted(digests.items()))}
    FILE.write_text(json.dumps(content, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
