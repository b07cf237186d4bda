"""Puts data into the package: the tokenizer's rank file, the default `config/` and `guidelines/`.

tiktoken would download the rank file at run time. The package `bpe-openai` carries the same file;
its content is checked against the SHA-256 that tiktoken itself expects
(tiktoken_ext/openai_public.py).
"""

import gzip
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RANK_FILE = "o200k_base.tiktoken"
RANK_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


class PackagedDataHook(BuildHookInterface):
    """Fills `assistant/_packaged/` before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy the rank file; in a real wheel also the folders a source checkout has beside it."""
        if version == "standard":
            for folder in ("config", "guidelines"):
                build_data["force_include"][folder] = f"assistant/_packaged/{folder}"
        self._copy_rank_file()

    def _copy_rank_file(self) -> None:
        target = Path(self.root) / "assistant" / "_packaged" / RANK_FILE
        if target.exists() and _sha256(target.read_bytes()) == RANK_SHA256:
            return
        content = gzip.decompress(
            files("bpe_openai").joinpath("data", f"{RANK_FILE}.gz").read_bytes()
        )
        if _sha256(content) != RANK_SHA256:
            raise RuntimeError(f"{RANK_FILE} in bpe-openai is not the file tiktoken expects")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
