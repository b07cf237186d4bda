"""The turn: the one way a question takes through the product."""
