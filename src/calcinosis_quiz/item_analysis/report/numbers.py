"""How the report writes numbers: every value with its interval."""

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate

NONE = "\u2013"


def write_estimate(estimate: Estimate | None, digits: int = 2) -> str:
    """Write a value with its interval; a dash where it is not defined."""
    if estimate is None or estimate.value is None:
        return NONE
    value = write_number(estimate.value, digits)
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} ({write_number(estimate.low, digits)} to {write_number(estimate.high, digits)})"


def write_p(p_value: float) -> str:
    """Write a p-value to three decimals."""
    return f"{p_value:.3f}" if p_value >= 0.001 else "&lt; 0.001"


def write_number(value: float, digits: int) -> str:
    """Write a number, with a minus sign instead of a hyphen and no minus before zero."""
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", "\u2212")
