"""The Beta law's quantile, in plain Python: SciPy's would take a third of a second to import for one number.

I_x(a, b) by its continued fraction (Abramowitz and Stegun 1964, 26.5.8), evaluated as Lentz does, and the quantile by
halving. It agrees with SciPy's `betaincinv` to 1e-9 up to 100,000 draws (tests/rooms/stakes/test_beta_law.py).
"""

from math import exp, lgamma, log, log1p

TINY, MOST_TERMS, HALVINGS = 1e-300, 10_000, 60


def quantile(a: float, b: float, share: float) -> float:
    """The x below which a share of the Beta(a, b) law lies. a, b above 0; share in 0..1."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(a, b, middle) < share else (low, middle)
    return (low + high) / 2


def below(a: float, b: float, x: float) -> float:
    """I_x(a, b): the share of the Beta(a, b) law below x."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the near side only
        return 1 - below(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)), by Lentz's method. Errors: ArithmeticError where MOST_TERMS of it do not settle."""
    value, over, under = 1.0, 1.0, 0.0
    for n in range(1, MOST_TERMS):
        m = n // 2
        rise = m * (b - m) if n % 2 == 0 else -(a + m) * (a + b + m)
        term = rise * x / ((a + n - 1) * (a + n))
        under = 1 / (1 + term * under or TINY)
        over = 1 + term / over or TINY
        value *= over * under
        if abs(over * under - 1) < 1e-15:
            return value
    raise ArithmeticError(
        f"the Beta law of {a:g} and {b:g}: its fraction at {x:g} does not settle in {MOST_TERMS} terms"
    )
