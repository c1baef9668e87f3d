"""`orecast risk`: a measure by its name, or one of the commands that have options of their own."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from orecast.desk.commands import company, eu_risk, risk

if TYPE_CHECKING:
    from typer._click.core import Context

MEASURE = "measure"
NEARLY = 0.8  # likeness of two words from which one is taken for a slip of the other


class MeasureByName(TyperGroup):
    """A group whose first word may be a measure: `orecast risk geopolrisk` is `orecast risk measure geopolrisk`."""

    default_command = MEASURE

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the words; what names no command of the group goes to `measure`, unless it nearly names one."""
        others = [name for name in self.commands if name != self.default_command]
        if args and args[0] not in others and (near := get_close_matches(args[0], others, 1, NEARLY)):
            ctx.fail(f"no command '{args[0]}' of 'orecast risk'. Did you mean {near[0]}?")
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
