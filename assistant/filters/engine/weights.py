"""The weights of the loaded ja_ginza, picked out of spaCy's model trees and checked.

Shapes and layer order are those of `spacy.Tok2Vec.v2` (MultiHashEmbed.v2, MaxoutWindowEncoder.v2)
and `spacy.TransitionBasedParser.v2` as ja_ginza's config.cfg names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model

Floats = NDArray[np.float32]
EMBEDDED = ["ORTH", "SHAPE"]


class UnexpectedModelError(Exception):
    """The model is not built as this engine expects; one line, what differs."""


@dataclass(frozen=True)
class MaxoutLayer:
    """One maxout with layer norm.

    Attributes:
        weights: (pieces x width, inputs), all rows of one piece together.
        bias: (pieces x width, 1).
        gain: (width, 1) of the layer norm.
        shift: (width, 1) of the layer norm.
    """

    weights: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    gain: Floats = field(repr=False)
    shift: Floats = field(repr=False)


@dataclass(frozen=True)
class HashTable:
    """One hash-embedding table (rows, width) and the seed of its hash."""

    rows: Floats = field(repr=False)
    seed: int


@dataclass(frozen=True)
class TokenVectorWeights:
    """What turns words into token vectors.

    Attributes:
        tables: one per attribute of `EMBEDDED`.
        static: (width, dimensions) projection of the static vectors.
        mix: maxout over the concatenated embeddings.
        windows: the residual layers over a word and its two neighbours, first to last.
    """

    tables: tuple[HashTable, ...]
    static: Floats = field(repr=False)
    mix: MaxoutLayer
    windows: tuple[MaxoutLayer, ...]


@dataclass(frozen=True)
class EntityWeights:
    """What turns token vectors into entity actions.

    Attributes:
        narrow: (hidden, width) and narrow_bias (hidden,) of the first linear layer.
        features: (features, pieces, hidden, narrow): weights of each state feature.
        missing: (features, pieces, hidden): stands for a feature the state has not.
        bias: (pieces, hidden).
        scores: (actions, hidden) and scores_bias (actions,).
        actions: names such as `B-Person`, in the order of the scores.
    """

    narrow: Floats = field(repr=False)
    narrow_bias: Floats = field(repr=False)
    features: Floats = field(repr=False)
    missing: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    scores: Floats = field(repr=False)
    scores_bias: Floats = field(repr=False)
    actions: tuple[str, ...] = field(repr=False)


def token_vector_weights(language: Language) -> TokenVectorWeights:
    """The weights of the pipe `tok2vec`, as copies.

    Raises:
        UnexpectedModelError: it is another kind of model.
    """
    pipe = pipe_of(language, "tok2vec")
    nodes = list(pipe.model.walk())
    extractor = only(nodes, "extract_features")
    expect(extractor.attrs["columns"] == EMBEDDED, "tok2vec embeds other attributes")
    tables = tuple(
        HashTable(param(node, "E"), int(node.attrs["seed"])) for node in named(nodes, "hashembed")
    )
    columns = [node.attrs["column"] for node in named(nodes, "hashembed")]
    expect(columns == [0, 1], "tok2vec has other hash tables")
    maxouts, norms = named(nodes, "maxout"), named(nodes, "layernorm")
    layers = [maxout_layer(one, norm) for one, norm in zip(maxouts, norms, strict=True)]
    windows = [node.attrs["window_size"] for node in named(nodes, "expand_window")]
    width = layers[0].gain.shape[0]
    expect(len(layers) == len(windows) + 1, "tok2vec has other layers")
    expect(set(windows) == {1}, "tok2vec has windows other than 1")
    static = only(nodes, "static_vectors")
    expect(static.attrs["key_attr"] == "ORTH", "tok2vec looks static vectors up otherwise")
    expect(language.vocab.vectors.mode == "default", "the static vectors are of another kind")
    expect(all(one.weights.shape[1] == 3 * width for one in layers), "tok2vec has other widths")
    return TokenVectorWeights(tables, param(static, "W"), layers[0], tuple(layers[1:]))


def entity_weights(language: Language) -> EntityWeights:
    """The weights of the pipe `ner`, as copies.

    Raises:
        UnexpectedModelError: it is another kind of model.
    """
    pipe = pipe_of(language, "ner")
    model = pipe.model
    expect(not model.attrs["unseen_classes"], "ner has unseen classes")
    expect(bool(model.attrs["has_upper"]), "ner has no upper layer")
    expect(pipe.cfg["beam_width"] == 1, "ner is not greedy")
    linear, lower, upper = (
        only(list(model.get_ref("tok2vec").walk()), "linear"),
        model.get_ref("lower"),
        model.get_ref("upper"),
    )
    features = param(lower, "W")
    expect(features.shape[0] == 3, "ner has other state features")
    # Not `move_names`: that leaves out "U-", so that its places are not those of the scores.
    actions = tuple(pipe.moves.get_class_name(number) for number in range(pipe.moves.n_moves))
    scores = param(upper, "W")
    expect(len(scores) == len(actions), "ner scores other actions")
    return EntityWeights(
        narrow=param(linear, "W"),
        narrow_bias=param(linear, "b"),
        features=np.ascontiguousarray(features.transpose(0, 2, 1, 3)),
        missing=np.ascontiguousarray(param(lower, "pad")[0].transpose(0, 2, 1)),
        bias=np.ascontiguousarray(param(lower, "b").T),
        scores=scores,
        scores_bias=param(upper, "b"),
        actions=actions,
    )


def pipe_of(language: Language, name: str) -> Any:  # noqa: ANN401  # spaCy types it as a callable
    """The pipe of that name."""
    expect(name in language.pipe_names, f"the pipe {name} is missing")
    return language.get_pipe(name)


def maxout_layer(maxout: Model[Any, Any], norm: Model[Any, Any]) -> MaxoutLayer:
    """A maxout and its layer norm, pieces first instead of last."""
    weights = param(maxout, "W")
    width, pieces, inputs = weights.shape
    return MaxoutLayer(
        np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(pieces * width, inputs),
        np.ascontiguousarray(param(maxout, "b").T).reshape(pieces * width, 1),
        param(norm, "G").reshape(width, 1),
        param(norm, "b").reshape(width, 1),
    )


def named(nodes: Iterable[Model[Any, Any]], name: str) -> list[Model[Any, Any]]:
    """All layers of that name, first to last."""
    return [node for node in nodes if node.name == name]


def only(nodes: Iterable[Model[Any, Any]], name: str) -> Model[Any, Any]:
    """The one layer of that name."""
    found = named(nodes, name)
    expect(len(found) == 1, f"the model has {len(found)} layers {name}")
    return found[0]


def param(node: Model[Any, Any], name: str) -> Floats:
    """A copy of a parameter; the model's own memory can be freed."""
    return np.array(node.get_param(name), dtype=np.float32, order="C")


def expect(is_so: bool, otherwise: str) -> None:
    """Refuse a model built differently."""
    if not is_so:
        raise UnexpectedModelError(otherwise)
