"""How a person's name is recognised: candidates, evidence for and against, one score."""
