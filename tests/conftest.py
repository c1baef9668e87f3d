"""What every test shares: reproducible property tests, and a package that is found from a bare checkout."""

from hypothesis import settings

# The same examples on every machine; a slow shared core is no failure.
settings.register_profile("orecast", derandomize=True, deadline=None)
settings.load_profile("orecast")
