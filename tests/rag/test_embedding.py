"""Vectors of an endpoint in an index: made once, taken over, never compared with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.core.text import CleanText
from assistant.rag.bm25 import Floats
from assistant.rag.build import write_index
from assistant.rag.documents import Record
from assistant.rag.embedding import LegState, explained, leg_state
from assistant.rag.index import BrokenIndexError, Index, open_index
from assistant.rag.kept_vectors import KeptVectors
from assistant.rag.retriever import Retriever
from assistant.rag.screened_embeddings import screened_embeddings
from assistant.rag.settings import LegSettings, RagSettings
from assistant.rag.vector_store import endpoint_leg
from tests.llm.prompts import clean
from tests.rag.memory_index import BUILT_AT

TOPICS = ["犬", "車", "家", "猫"]
ONLY = LegSettings(words=0, expansion=0, synonyms=0, grams=0, sif=0)


def record(topic: str, text: str = "の登録をする。") -> Record:
    return Record(topic, topic, topic, topic, f"{topic}{text}")


RECORDS = [record(topic) for topic in TOPICS]


class ByTopic:
    """Counts topics; lets nothing through that holds a withheld word."""

    def __init__(self, name: str = "toy", *, withheld: str = "\0", size: int = 4) -> None:
        self.name = name
        self.asked: list[str] = []
        self._withheld = withheld
        self._size = size

    def embed(self, texts: Mapping[str, str]) -> Mapping[str, Floats]:
        self.asked += texts.values()
        return {
            key: np.array([text.count(t) for t in TOPICS[: self._size]], np.float32) + 0.01
            for key, text in texts.items()
            if self._withheld not in text
        }


def build(
    folder: Path, records: list[Record], embedder: ByTopic, previous: Index | None = None
) -> Index:
    folder.mkdir()
    write_index(folder, records, built_at=BUILT_AT, previous=previous, embedder=embedder)
    return open_index(folder)


def vector(**topics: float) -> Floats:
    return np.array([topics.get(topic, 0.0) for topic in TOPICS], np.float32)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_endpoints_vectors_find_what_words_do_not(tmp_path: Path) -> None:
    index = build(tmp_path / "a", RECORDS, ByTopic())
    assert (index.manifest.embedder, index.manifest.dimensions) == ("toy", 4)
    settings = RagSettings(legs=ONLY, embedder="openai")
    retriever = Retriever(index, settings, embedding=endpoint_leg(index))
    found = retriever.search("飼っている動物", limit=1, asked=vector(猫=1.0))
    assert [hit.record.id for hit in found.hits] == ["猫"]
    assert retriever.search("飼っている動物", limit=1).hits == ()
    assert retriever.search("飼っている動物", limit=1, asked=np.ones(3, np.float32)).hits == ()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_cosines_count_from_the_first_that_is_left_out(tmp_path: Path) -> None:
    numbers = range(1, 251)
    many = [record(f"{n}", "犬" * n + "車" * (300 - n)) for n in numbers]
    index = build(tmp_path / "a", many, ByTopic())
    leg = endpoint_leg(index)
    assert leg is not None
    assert index.embedding is not None
    asked = vector(犬=1.0) + 0.1
    exact = index.embedding @ (asked / np.linalg.norm(asked))
    cosines = leg.cosines("", asked)
    assert np.allclose(cosines[50:], exact[50:] - exact[49], atol=1e-4)
    assert not cosines[:50].any()


def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    first = build(tmp_path / "a", RECORDS, ByTopic())
    again = ByTopic()
    second = build(tmp_path / "b", [*RECORDS[1:], record("船")], again, first)
    assert [text.splitlines()[0] for text in again.asked] == ["船"]
    assert first.embedding is not None
    assert second.embedding is not None
    assert np.array_equal(second.embedding[:3], first.embedding[1:])


def test_another_embedder_makes_all_of_them_anew(tmp_path: Path) -> None:
    first = build(tmp_path / "a", RECORDS, ByTopic())
    other = ByTopic("other")
    build(tmp_path / "b", RECORDS, other, first)
    assert len(other.asked) == 4


def test_vectors_of_another_length_make_all_of_them_anew(tmp_path: Path) -> None:
    first = build(tmp_path / "a", RECORDS, ByTopic())
    shorter = ByTopic(size=2)
    second = build(tmp_path / "b", [*RECORDS, record("船")], shorter, first)
    assert second.manifest.dimensions == 2
    assert second.embedding is not None
    assert second.embedding.shape == (5, 2)


def test_what_the_filter_withholds_has_no_vector_and_is_tried_again(tmp_path: Path) -> None:
    first = build(tmp_path / "a", RECORDS, ByTopic(withheld="猫"))
    assert first.embedding is not None
    assert [bool(np.any(row)) for row in first.embedding] == [True, True, True, False]
    again = ByTopic()
    second = build(tmp_path / "b", RECORDS, again, first)
    assert len(again.asked) == 1
    assert second.embedding is not None
    assert np.any(second.embedding[3])


def test_an_index_whose_vectors_are_all_withheld_is_searched_by_words(tmp_path: Path) -> None:
    index = build(tmp_path / "a", RECORDS, ByTopic(withheld=""))
    assert endpoint_leg(index) is None
    assert Retriever(index, RagSettings()).search("猫の登録", limit=1).hits


def test_a_cut_file_of_vectors_is_a_broken_index(tmp_path: Path) -> None:
    build(tmp_path / "a", RECORDS, ByTopic())
    np.save(tmp_path / "a" / "embedding.npy", np.zeros((3, 4), np.float32))
    with pytest.raises(BrokenIndexError):
        open_index(tmp_path / "a")


@pytest.mark.parametrize(
    ("embedder", "weight", "endpoint", "state", "says"),
    [
        ("openai", None, "toy", LegState.READY, "ready (toy, 4 numbers a record)"),
        ("openai", None, "other", LegState.OTHER_EMBEDDER, "the settings name other"),
        ("openai", 0.0, "toy", LegState.OFF, "off"),
        ("ginza", None, "", LegState.OFF, "off"),
        ("ginza", 0.5, "", LegState.NOT_BUILT, "run `assistant rag build`"),
        ("none", 0.5, "", LegState.OFF, "rag.embedder is none"),
    ],
)
def test_the_leg_says_how_it_stands(  # a table
    tmp_path: Path, embedder: str, weight: float | None, endpoint: str, state: LegState, says: str
) -> None:
    manifest = build(tmp_path / "a", RECORDS, ByTopic()).manifest
    settings = RagSettings.model_validate({"embedder": embedder, "legs": {"embedding": weight}})
    assert leg_state(manifest, settings, endpoint) is state
    assert says in explained(state, manifest, endpoint)


KEYS = [f"{number:032x}" for number in range(3)]


def test_kept_vectors_outlive_a_torn_end_and_another_length(tmp_path: Path) -> None:
    kept = KeptVectors(tmp_path / "e", "toy")
    assert kept.load() == {}
    kept.add({KEYS[0]: np.array([1, 2], np.float32)})
    kept.add({KEYS[1]: np.array([3, 4], np.float32)})
    (path,) = (tmp_path / "e").iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert {key: list(row) for key, row in kept.load().items()} == {KEYS[0]: [1, 2]}
    kept.add({KEYS[2]: np.array([5, 6], np.float32)})
    assert {key: list(row) for key, row in kept.load().items()} == {
        KEYS[0]: [1, 2],
        KEYS[2]: [5, 6],
    }
    kept.add({KEYS[1]: np.array([7], np.float32)})
    assert {key: list(row) for key, row in kept.load().items()} == {KEYS[1]: [7]}
    assert KeptVectors(tmp_path / "e", "other").load() == {}
    kept.drop()
    assert kept.load() == {}


def test_a_file_of_something_else_is_not_read_as_vectors(tmp_path: Path) -> None:
    kept = KeptVectors(tmp_path, "toy")
    kept.add({KEYS[0]: np.array([1], np.float32)})
    (path,) = tmp_path.iterdir()
    for content in (b"", b"\n", b"[]\nabc", b'{"name":"toy","size":-4}\n' + b"x" * 99, b"\xff\n"):
        path.write_bytes(content)
        assert kept.load() == {}


class Server:
    """Takes what it is given."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def documents(self, texts: Sequence[CleanText]) -> list[list[float]]:
        self.sent += [text.value for text in texts]
        return [[1.0, float(len(text))] for text in texts]

    async def query(self, text: CleanText) -> list[float]:
        self.sent.append(text.value)
        return [1.0, 2.0]


def test_langchains_embedder_sends_nothing_unscreened() -> None:
    async def screen(text: str) -> CleanText | None:
        return None if "氏名" in text else clean(text)

    server = Server()
    embeddings = screened_embeddings(server, screen)
    assert embeddings.embed_documents(["犬", "氏名あり", "猫猫"]) == [[1, 1], [0, 0], [1, 2]]
    assert embeddings.embed_documents(["氏名だけ"]) == [[]]
    assert embeddings.embed_query("氏名") == []
    assert embeddings.embed_query("犬") == [1, 2]
    assert server.sent == ["犬", "猫猫", "犬"]
