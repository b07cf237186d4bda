"""Reads guideline pages and ordinances from folders of Markdown files."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.core.errors import ConfigurationError, InputError
from assistant.rag.chunker import split_text
from assistant.rag.outline import parse_outline
from assistant.rag.provisions import appendix_of, article_number, articles, is_ordinance


@dataclass(frozen=True, slots=True)
class Section:
    """One unit of look-up: an article of an ordinance, or the text under one heading.

    Attributes:
        id: stable identifier: folder and file, `#`, then the article number or the slugs of all
            headings joined by `/`; `~2` for a second part.
        title: title of the document.
        path: headings above and of the section, outermost first.
        text: the text, at most 1,200 characters.
        anchor: article number (`第3条の2`) or heading slug; empty before the first heading.
        label: the line shown to people: title with article, or title and headings.
    """

    id: str
    title: str
    path: tuple[str, ...]
    text: str
    anchor: str
    label: str

    def __repr__(self) -> str:
        return f"Section({self.id}, {len(self.text)} chars)"


def load_guidelines(folders: Sequence[Path]) -> list[Section]:
    """Read every `.md` file under some folders, subfolders included.

    Files and folders whose name begins with a dot are ignored. A file that lies under two of the
    folders is read once. The result does not depend on the order of folders or files on disk.

    Raises:
        ConfigurationError: a folder does not exist.
        InputError: a file cannot be read or is not UTF-8; the message names it.
    """
    sections = [
        section
        for name, path in sorted(_find_files(folders).items())
        for section in parse_document(name, _read(path))
    ]
    return sorted(sections, key=lambda section: section.id.partition("#")[0])


def parse_document(name: str, markdown: str) -> list[Section]:
    """Cut one document into sections, in its own order.

    Args:
        name: folder and file, the first part of every id.
        markdown: the content.
    """
    outline = parse_outline(markdown)
    has_articles = is_ordinance(outline)
    title = outline.title or name.rpartition("/")[2].removesuffix(".md")
    blocks = articles(outline) if has_articles else list(outline.blocks)
    seen: Counter[str] = Counter()
    sections: list[Section] = []
    for block in blocks:
        place = _place(block.path)
        seen[place] += 1
        if seen[place] > 1:
            place = f"{place}-{seen[place]}"
        section = Section(
            id=f"{name}#{place}" if place else name,
            title=title,
            path=block.path,
            text=block.text,
            anchor=_own_anchor(block.path),
            label=_label(title, block.path, has_articles=has_articles),
        )
        sections += _parts(section)
    return sections


def _parts(section: Section) -> Iterator[Section]:
    texts = split_text(section.text)
    for number, text in enumerate(texts, start=1):
        yield replace(
            section,
            id=section.id if number == 1 else f"{section.id}~{number}",
            text=text,
            label=f"{section.label} ({number}/{len(texts)})" if len(texts) > 1 else section.label,
        )


def _label(title: str, path: tuple[str, ...], *, has_articles: bool) -> str:
    if not has_articles:
        return " > ".join((title, *path))
    appendix = appendix_of(path[:-1])
    return " ".join(part for part in (title, appendix, *path[-1:]) if part)


def _own_anchor(path: tuple[str, ...]) -> str:
    return (article_number(path[-1]) or _slug(path[-1])) if path else ""


def _place(path: tuple[str, ...]) -> str:
    """Where in its document a section is: articles are numbered through, chapters do not matter."""
    if path and article_number(path[-1]):
        appendix = appendix_of(path[:-1])
        return "/".join(([_slug(appendix)] if appendix else []) + [_own_anchor(path)])
    return "/".join(_slug(heading) for heading in path)


def _slug(heading: str) -> str:
    """A heading as an anchor, as Markdown viewers do it: letters and digits, hyphens for spaces."""
    words = unicodedata.normalize("NFKC", heading).lower()
    return re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", words.strip()))


def _find_files(folders: Sequence[Path]) -> dict[str, Path]:
    named: dict[str, Path] = {}
    taken: set[Path] = set()
    # Outer folders first, so that a file's name does not depend on the order in the settings.
    for folder in sorted({folder.resolve() for folder in folders}, key=lambda f: (len(f.parts), f)):
        if not folder.is_dir():
            raise ConfigurationError(f"rag.sources: {folder} is not a folder; create or remove it")
        for path in sorted(folder.rglob("*.md")):
            relative = path.relative_to(folder)
            is_hidden = any(part.startswith(".") for part in relative.parts)
            if is_hidden or path in taken or not path.is_file():
                continue
            taken.add(path)
            named[_free_name(f"{folder.name}/{relative.as_posix()}", named)] = path
    return named


def _free_name(name: str, named: dict[str, Path]) -> str:
    plain = unicodedata.normalize("NFC", name)
    number = 2
    free = plain
    while free in named:
        free, number = f"{plain}({number})", number + 1
    return free


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as fault:
        raise InputError(
            f"{path}: cannot be read ({type(fault).__name__}); check its permissions"
        ) from None
