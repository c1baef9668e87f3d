"""Games: parties, options and the order in which each ranks the states in; which outcomes hold, out."""

from orecast.games.definition import is_stable
from orecast.games.form import Form, form_of
from orecast.games.stability import CONCEPTS, equilibria, stabilities

__all__ = ["CONCEPTS", "Form", "equilibria", "form_of", "is_stable", "stabilities"]
