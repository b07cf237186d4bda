"""`doctor`: checks an installation and shows where data goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.groups import CHECK_FOUND, INSTANCE, print_json

if TYPE_CHECKING:
    from assistant.instance import Instance

CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is in order, and what was seen or what to do."""

    check: str
    is_ok: bool
    detail: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Check this installation; exit code 3 if something needs mending."""
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    findings = [_run(name, check, instance) for name, check in _checks()]
    hops = list(_hops(instance))
    if as_json:
        checks = [{"check": f.check, "ok": f.is_ok, "detail": f.detail} for f in findings]
        print_json({"checks": checks, "hops": hops})
    else:
        for finding in findings:
            mark = "ok  " if finding.is_ok else "MEND"
            typer.echo(f"{mark}  {finding.check}: {finding.detail}")
        typer.echo("\nWhere data goes:")
        for hop in hops:
            typer.echo(f"  {hop}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(CHECK_FOUND)


def _checks() -> Iterator[tuple[str, Callable[[Instance], str]]]:
    yield "configuration", _check_configuration
    yield "texts", _check_texts
    yield "language model", _check_language_model
    yield "token counter", _check_tokens
    yield "database", _check_database
    yield "accounts", _check_accounts
    yield "documents", _check_documents
    yield "model", _check_model
    yield "clock", _check_clock


def _run(name: str, check: Callable[[Instance], str], instance: Instance) -> Finding:
    from assistant.core.errors import AssistantError

    try:
        return Finding(name, is_ok=True, detail=check(instance))
    except AssistantError as fault:
        return Finding(name, is_ok=False, detail=fault.message)


def _check_configuration(instance: Instance) -> str:
    from assistant.instance import check_configuration
    from assistant.settings import environment_variables

    check_configuration(instance)
    names = sorted(environment_variables())
    return f"{instance.config_folder}" + (f"; set by the environment: {names}" if names else "")


def _check_texts(instance: Instance) -> str:
    """What staff read; texts a new version brings are in order without being in the file."""
    from assistant.gateway.replies import REPLIES_FILE, load_replies

    path = instance.config_folder / REPLIES_FILE
    names = load_replies(instance.config_folder).shipped_names
    if not names:
        return f"{path} is complete"
    return (
        f"{path} lacks {len(names)}, for which the shipped texts are used: {', '.join(names)}; "
        f"copy them from the shipped {REPLIES_FILE} to reword them"
    )


def _check_language_model(_instance: Instance) -> str:
    from importlib.metadata import version

    from assistant.core.errors import ConfigurationError

    for package in ("ginza", "ja_ginza"):
        if find_spec(package) is None:
            raise ConfigurationError(f"{package} is not installed; run `pip install {package}`")
    return f"ja_ginza {version('ja_ginza')}"


def _check_tokens(_instance: Instance) -> str:
    from assistant.usage.quota.tokens import TokenCounter, packaged_rank_file

    count = TokenCounter(packaged_rank_file()).count("住民税の納期限")
    return f"o200k_base, hash checked; a sample of 7 characters is {count} tokens"


def _check_database(instance: Instance) -> str:
    from assistant.instance import open_database
    from assistant.store.schema_version import current_revision, require_head

    engine = open_database(instance)
    try:
        require_head(engine)
        return f"{engine.dialect.name}, schema {current_revision(engine)}"
    finally:
        engine.dispose()


def _check_accounts(instance: Instance) -> str:
    from assistant.cli import database
    from assistant.core.errors import ConfigurationError
    from assistant.identity.directory import count_active

    count = database.read(instance, count_active)
    if not count:
        raise ConfigurationError("no active account; run `assistant accounts import ROSTER.csv`")
    return f"{count} active"


def _check_documents(instance: Instance) -> str:
    """The index in force; none yet is in order, as the first start builds one."""
    from assistant.bootstrap import open_library
    from assistant.cli import database
    from assistant.core.clock import SystemClock
    from assistant.core.errors import ConfigurationError
    from assistant.rag.activation import active_generation
    from assistant.rag.embedding import LegState, explained

    row = database.read(instance, active_generation)
    if row is None:
        return "no index yet; the first start builds one, or `assistant rag build`"
    library = open_library(instance, SystemClock())
    opened = library.generations.open(row.generation)
    manifest, state = opened.index.manifest, library.leg_state(opened)
    opened.close()
    vectors = "with word vectors" if manifest.vectors else "no word vectors: run `rag build`"
    stated = f"index {row.generation}: {manifest.documents} documents, {manifest.records} records"
    leg = (
        ""
        if state is LegState.OFF
        else f"; embedding {explained(state, manifest, library.endpoint)}"
    )
    if state in {LegState.NOT_BUILT, LegState.OTHER_EMBEDDER}:
        raise ConfigurationError(f"{stated}, {vectors}{leg}")
    return f"{stated}, {vectors}{leg}"


def _check_model(instance: Instance) -> str:
    import socket
    from urllib.parse import urlsplit

    from assistant.core.errors import ConfigurationError
    from assistant.llm.registry import check_llm, model_name
    from assistant.llm.settings import upstream_url

    settings = instance.settings
    check_llm(settings.llm, settings.models)
    url = upstream_url(settings.llm)
    trial = "; a TRIAL: provider facts not required" if settings.llm.trial else ""
    if not url:
        return f"{model_name(settings.llm)}, nothing leaves this machine{trial}"
    if settings.llm.proxy is not None:
        return f"{model_name(settings.llm)} at {url} through the proxy (not tried){trial}"
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), CONNECT_SECONDS).close()
    except OSError as fault:
        raise ConfigurationError(
            f"{url} cannot be reached ({type(fault).__name__}); check llm.base_url and the network"
        ) from None
    return f"{model_name(settings.llm)} at {url}, reachable{trial}"


def _check_clock(_instance: Instance) -> str:
    from assistant.core.clock import SystemClock
    from assistant.core.periods import in_tokyo, month_of

    now = SystemClock().now()
    own = now.astimezone()
    return (
        f"{own:%Y-%m-%d %H:%M:%S} in this machine's time zone ({own:%Z}), "
        f"{in_tokyo(now):%Y-%m-%d %H:%M:%S} in Tokyo; quotas are charged to {month_of(now)}; "
        "compare it with a clock you trust: webhooks may be 5 minutes off at most"
    )


def _hops(instance: Instance) -> Iterator[str]:
    from assistant.channels.registry import abilities_of, enabled_channels
    from assistant.llm.settings import embedding_url, upstream_url

    settings = instance.settings
    for name in enabled_channels(settings.channels):
        abilities = abilities_of(name, settings.channels)
        is_whole = abilities.has_private_reply and abilities.has_push
        degraded = "" if is_whole else " (DEGRADED: notices for one person may be seen by others)"
        yield f"chat tool -> /webhooks/{name}{degraded}: what staff type is at the tool's operator"
        through = " through channels.generic.proxy" if settings.channels.generic.proxy else ""
        callback = settings.channels.generic.callback_url or "nowhere: callback_url is missing"
        yield f"replies -> {callback}{through}"
    yield f"gateway -> filter: {settings.filter.workers} processes on this machine; fails closed"
    yield f"gateway -> {instance.database_url.split('://')[0]} database: clean text and figures"
    url = upstream_url(settings.llm)
    through = " through llm.proxy" if settings.llm.proxy is not None else ""
    trial = " (TRIAL: what the provider promises is not on record)" if settings.llm.trial else ""
    yield (
        f"gateway -> {url}{through}: clean text only{trial}"
        if url
        else "gateway -> model: none (offline)"
    )
    if settings.rag.embedder == "openai":
        embedding, _ = embedding_url(settings.llm)
        yield (
            f"gateway -> {embedding}{through}: clean questions, and documents that pass the "
            f"filter, for their vectors{trial}"
        )
