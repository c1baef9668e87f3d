"""`orecast risk`: measures of supply risk."""

import typer

from orecast.desk.commands import eu_risk

app = typer.Typer(no_args_is_help=True, help="Measures of supply risk.")
app.command("eu-supply-risk")(eu_risk.eu_supply_risk)
app.command("eu-list")(eu_risk.eu_list)
