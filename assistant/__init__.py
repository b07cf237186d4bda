"""A chat gateway between a city hall's chat tool and a generative-AI model."""

__version__ = "0.1.0"
