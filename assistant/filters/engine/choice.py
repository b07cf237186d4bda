"""Chooses the fast engine or the stock pipeline; the fast one has to prove itself when loaded.

The self-check guards against another version of spaCy, thinc, numpy or the model, and against
another processor. The proof over a whole corpus is a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.language import Language

from assistant.filters.engine.fast import FastPipeline
from assistant.filters.engine.parse import Pipeline
from assistant.filters.engine.stock import StockPipeline
from assistant.filters.engine.weights import UnexpectedModelError

EngineName = Literal["fast", "stock"]
# Invented. Entities of several words, sentence starts beside and inside names, spaces, line breaks,
# Latin, digits, words without a vector, text of spaces only.
SELF_CHECK_TEXTS = (
    "架空市民課の小鳥遊実乃里さんが、令和7年4月15日に東京都千代田区霞が関へ転入した。",
    "会議録\n　出席者：議長　大田原 清志、総務部長 Alan Smith\n次回は12月3日(水)、架空駅前ホール。",
    "国民健康保険税条例第12条の2により、世帯主へ3万2,400円を還付する。ABC株式会社・架空銀行本店",
    "ゑびす薬局 ﾀﾛｳ様  髙﨑𠮷野﨟 🍎🍎 tel 090-0000-0000。。。？！\n\n\n終",
    " 　\n",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The pipeline to use.

    Attributes:
        pipeline: reads texts.
        name: which one it is.
        fallback: why the fast engine was wanted and is not used; empty if it is, or was not wanted.
    """

    pipeline: Pipeline
    name: EngineName
    fallback: str = ""


def choose_pipeline(language: Language, wanted: EngineName) -> Choice:
    """The pipeline wanted, or the stock one with the reason why the fast one cannot be trusted.

    After "fast" was chosen, the language is not to be used any more and may be dropped.
    """
    stock = StockPipeline(language)
    if wanted == "stock":
        return Choice(stock, "stock")
    try:
        fast = FastPipeline(language)
    except UnexpectedModelError as fault:
        return Choice(stock, "stock", f"ja_ginza is not built as expected: {fault}")
    choice = proven(stock, fast, SELF_CHECK_TEXTS)
    if choice.pipeline is not fast:
        fast.close()
    return choice


def proven(stock: Pipeline, fast: Pipeline, texts: Sequence[str]) -> Choice:
    """The fast pipeline if both read all texts alike."""
    pairs = zip(stock.read_all(texts), fast.read_all(texts), strict=True)
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            return Choice(stock, "stock", f"it reads self-check text {number} differently")
    return Choice(fast, "fast")
