"""`init`, `config check`, `db upgrade`: making an installation and keeping it in order."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.groups import INSTANCE, SAMPLE_QUESTION, new_group, own_command

config_app = new_group("The settings of the installation.")
db_app = new_group("The database of the installation.")


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make the installation in.")] = INSTANCE,
) -> None:
    """Make an installation: settings, keys, database, guidelines and the account `demo`.

    What is there already is kept as it is.
    """
    from assistant.cli.install import install

    for line in install(folder):
        typer.echo(line)
    command = own_command()
    typer.echo(
        "pages for admins at /admin; to sign in there as demo, run in that folder "
        f"`{command} accounts role demo admin`, then `{command} accounts password demo`"
    )
    typer.echo("\nNext, one after the other:")
    if folder.resolve() != Path.cwd():
        typer.echo(f"  cd {shlex.quote(str(folder))}")
    typer.echo(f"  {command} doctor   # checks this installation")
    typer.echo(f'  {command} ask "{SAMPLE_QUESTION}"   # asks one question')
    typer.echo(f"  {command} serve    # starts the gateway")


@config_app.command("check")
def config_check() -> None:
    """Check every setting, text and key file; needs no network and starts nothing."""
    from assistant.instance import check_configuration, open_instance

    instance = open_instance(INSTANCE)
    check_configuration(instance)
    typer.echo(f"ok: {instance.config_folder}")


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the schema this program needs; makes a copy first."""
    from assistant.instance import open_database, open_instance
    from assistant.schema import METADATA
    from assistant.store.schema_version import upgrade

    engine = open_database(open_instance(INSTANCE), may_create=True)
    revision = upgrade(engine, METADATA)
    engine.dispose()
    typer.echo(f"ok: schema {revision}")
