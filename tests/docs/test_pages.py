"""The pages say everything there is to say, and only what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from assistant.api import errors as http_errors
from assistant.cli import app
from assistant.core.chat import Outcome
from assistant.core.errors import AssistantError
from assistant.filters.gate import BlockReason
from assistant.filters.settings import ENTITIES
from assistant.gateway.turn import Reason
from assistant.settings import Settings
from assistant.usage.log.columns import COLUMNS
from tests.docs.settings_page import PAGE, keys_of, page_with_tables, variable_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / "guidelines").rglob("*.md"), *ROOT.glob("*.md")])


def read(name: str) -> str:
    """A page of docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def commands(group: TyperGroup, path: tuple[str, ...] = ()) -> dict[str, list[list[str]]]:
    """Every command of the program by its full name, with the spellings of its options."""
    found: dict[str, list[list[str]]] = {}
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            found |= commands(command, (*path, name))
            continue
        assert command.help
        options = [each for each in command.params if each.param_type_name == "option"]
        found[" ".join((*path, name))] = [each.opts for each in options]
    return found


ROOT_GROUP = typer.main.get_command(app)
assert isinstance(ROOT_GROUP, TyperGroup)
COMMANDS = commands(ROOT_GROUP)


def fault_codes(fault: type[AssistantError] = AssistantError) -> set[str]:
    """Codes of a fault and of every kind of it."""
    return {fault.code}.union(*(fault_codes(kind) for kind in fault.__subclasses__()))


def test_settings_page_has_every_key_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page_with_tables(page) == page, "run `python -m tests.docs.settings_page`"


@pytest.mark.parametrize("section", sorted(Settings.model_fields))
def test_every_key_of_a_section_has_its_variable_on_the_page(section: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    keys = list(keys_of((section,), Settings.model_fields[section]))
    assert keys
    assert [place for place, _ in keys if f"`{variable_of(place)}`" not in page] == []
    assert [place for place, field in keys if not field.description] == []


def test_key_of_the_settings_page_in_prose_exists() -> None:
    known = {
        ".".join(place) for name, field in Settings.model_fields.items()
        for place, _ in keys_of((name,), field)
    }  # fmt: skip
    sections = "|".join(Settings.model_fields)
    source = "".join(path.read_text("utf-8") for path in (ROOT / "assistant").rglob("*.py"))
    # The page of the channel speaks of fields of a message that look the same.
    for page in [each for each in PAGES if each.name != "generic.md"]:
        text = page.read_text(encoding="utf-8")
        for key in re.findall(rf"`((?:{sections})\.[a-z_.]+)`", text):
            is_group = any(each.startswith(f"{key}.") for each in known)
            is_event = f'"{key}"' in source
            is_file = key.endswith((".py", ".toml"))
            assert key in known or is_group or is_event or is_file, (page.name, key)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_described(name: str) -> None:
    page = read("commands.md")
    assert f"`assistant {name}" in page
    section = page[page.index(f"`assistant {name}") :].partition("\n### ")[2]
    end = page.index(section) if section else len(page)
    described = page[page.index(f"`assistant {name}") : end]
    assert [option for option in COMMANDS[name] if not any(o in described for o in option)] == []


def test_commands_in_prose_exist() -> None:
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for first, second in re.findall(r"`(?:\S*/)?assistant ([a-z]+)(?: ([a-z]+))?", text):
            name = f"{first} {second}" if first in groups else first
            assert name in COMMANDS, (page.name, name)


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_is_described(entity: str) -> None:
    assert f"| `{entity}` |" in read("pii_entities.md")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_usage_column_is_described(column: str) -> None:
    assert f"| `{column}` |" in read("usage_log.md")


@pytest.mark.parametrize("reason", sorted({*Reason, *BlockReason}))
def test_every_reason_is_described(reason: str) -> None:
    assert f"`{reason}`" in read("errors.md")
    assert f"`{reason}`" in read("usage_log.md")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_described(outcome: Outcome) -> None:
    for name in ("errors.md", "usage_log.md", "channels/generic.md"):
        assert f"`{outcome.value}`" in read(name)


def test_every_error_code_is_described() -> None:
    codes = fault_codes() | {code for code, _ in http_errors._MESSAGES.values()}
    for path in (ROOT / "assistant").rglob("*.py"):
        codes |= set(re.findall(r'\bcode="([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert len(codes) >= 15
    page = read("errors.md")
    assert sorted(code for code in codes if f"| `{code}` |" not in page) == []


def test_readmes_show_the_same_commands() -> None:
    blocks = []
    for name in ("README.md", "README.ja.md"):
        found = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
        blocks.append([re.sub(r"\s+#.*", "", block) for block in found])
    assert blocks[0] == blocks[1]
    assert len(blocks[0]) >= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        goal = page.parent / path if path else page
        assert goal.exists(), target
        if anchor:
            assert anchor in anchors(goal), target


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_pages_of_docs_are_reached_from_the_readmes() -> None:
    for name in ("README.md", "README.ja.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for page in ("settings.md", "commands.md", "errors.md"):
            assert f"docs/{page}" in text, (name, page)


def test_no_file_names_this_machine_or_a_registry() -> None:
    # Put together here, so that this file does not hold what it looks for.
    words = ["/work" + "/main", "/work" + "/shared", "/home" + "/"]
    words += ["pypi." + "org", "files.python" + "hosted", "index-url" + " http", "/ro" + "ot/"]
    folders = ["assistant", "bench", "config", "docs", "guidelines", "tests"]
    files = [path for name in folders for path in (ROOT / name).rglob("*")]
    files += [*ROOT.glob("*"), *(ROOT / ".ci").glob("*")]
    for path in files:
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_text(encoding="utf-8", errors="replace")
            assert [word for word in words if word in content] == [], path
