"""`orecast world`: what is mined, traded and used of a mineral, and what had to be changed to say so."""


def world() -> None:
    """Show a mineral's balance in the base years, or check every balance."""
