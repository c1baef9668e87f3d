"""`orecast risk`: a measure by its name, or one of the commands that have options of their own."""

from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from orecast.desk.commands import company, eu_risk, risk

if TYPE_CHECKING:
    from typer._click.core import Context

MEASURE = "measure"


class MeasureByName(TyperGroup):
    """A group whose first word may be a measure: `orecast risk geopolrisk` is `orecast risk measure geopolrisk`."""

    default_command = MEASURE

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the words; what names no command of the group goes to `measure`."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [self.default_command, *args]
        return list(super().parse_args(ctx, args))


app = typer.Typer(
    cls=MeasureByName,
    help="Supply risk: a measure by its name ('orecast risk hhi-production'), the European Union's method, and your "
    "own suppliers. 'orecast risk' alone lists the measures.",
)
app.command(MEASURE)(risk.risk)
app.command("eu-supply-risk")(eu_risk.eu_supply_risk)
app.command("eu-list")(eu_risk.eu_list)
app.command("company")(company.company)
