"""The formats that can be read, by the end of a file's name, and those that are refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.rag.loaders.base import Loaded, Loader
from assistant.rag.loaders.corpus import load_corpus
from assistant.rag.loaders.egov import load_xml
from assistant.rag.loaders.markdown import load_markdown
from assistant.rag.loaders.pdf import load_pdf
from assistant.rag.loaders.text import load_text
from assistant.rag.loaders.word import load_docx


def load_html(name: str, content: bytes) -> Loaded:
    """See `html.load_html`."""
    # Its parser takes a seventh of a second to load, of no use to a start without pages to read.
    from assistant.rag.loaders.html import load_html as load  # noqa: PLC0415

    return load(name, content)


LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        ".md": load_markdown,
        ".txt": load_text,
        ".html": load_html,
        ".htm": load_html,
        ".xml": load_xml,
        ".docx": load_docx,
        ".pdf": load_pdf,
        ".jsonl": load_corpus,
    }
)

_WORD = "save it as .docx or PDF with text"
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        ".jtd": f"ichitaro (一太郎) files cannot be read; {_WORD}",
        ".jtdc": f"ichitaro (一太郎) files cannot be read; {_WORD}",
        ".doc": f"old Word files cannot be read; {_WORD}",
        ".xdw": "DocuWorks files cannot be read; print it to PDF with text",
        ".rtf": f"rich text cannot be read; {_WORD}",
    }
)
"""Formats that hold documents but cannot be read: what to do about each."""
