"""`orecast deal`: list, show, check and draft deal files."""

import typer

app = typer.Typer(no_args_is_help=True, help="Deal files: list, show, check, new.")


@app.command("list")
def list_deals() -> None:
    """List the deals of the library."""
