"""Maxout with layer norm on (features, tokens), as thinc's Maxout and LayerNorm compute it."""

from __future__ import annotations

import numpy as np

from assistant.filters.engine.weights import Floats, MaxoutLayer

EPSILON = np.float32(1e-8)


def maxout(layer: MaxoutLayer, inputs: Floats) -> Floats:
    """(width, tokens) of (inputs, tokens)."""
    pieces: Floats = layer.weights @ inputs
    pieces += layer.bias
    return finished(layer, pieces)


def finished(layer: MaxoutLayer, pieces: Floats) -> Floats:
    """The greatest of three pieces (bias added), normalised over the features."""
    width = len(layer.gain)
    best: Floats = np.maximum(pieces[:width], pieces[width : 2 * width])
    np.maximum(best, pieces[2 * width :], out=best)
    best -= best.mean(axis=0)
    variance = np.einsum("ij,ij->j", best, best) / np.float32(width)
    best *= 1 / np.sqrt(variance + EPSILON)
    best *= layer.gain
    best += layer.shift
    return best
