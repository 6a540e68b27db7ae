"""Item response models, Rasch and 2PL, by marginal maximum likelihood: the only place that needs numpy."""

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.scores import Scores
from calcinosis_quiz.quiz.intervals import Z

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Model = Literal["rasch", "2pl"]
FEWEST_LEARNERS: Final = 200
"""Below this the parameters say more about chance than about the items."""

_POINTS: Final = 61
_REACH: Final = 6.0
_MOST_STEPS: Final = 5000
_PRECISION: Final = 1e-9
_STEEPEST: Final = 20.0


class ItemParameters(Struct, frozen=True):
    """Where an item lies on the scale of ability (mean 0, standard deviation 1), and how steeply it rises there."""

    item: str
    location: Estimate
    slope: Estimate


class ResponseModel(Struct, frozen=True):
    """A fitted model; `left_out` are items that it cannot use, `log_likelihood` is marginal."""

    model: Model
    learners: int
    items: tuple[ItemParameters, ...]
    log_likelihood: float
    left_out: tuple[str, ...]


def fit_response_model(scores: Scores, model: Model) -> ResponseModel:
    """Fit P(right) = 1/(1 + exp(-a(theta - b))) with theta from N(0, 1); the Rasch model has one a for all items.

    Marginal maximum likelihood by EM (Bock and Aitkin 1981) on 61 evenly spaced points, intervals from the empirical
    information. A learner's missing marks are left out of that learner's likelihood. Raises QuizError below 200
    learners, for fewer than three usable items, and where numpy is not installed.
    """
    n = scores.present.bit_count()
    if n < FEWEST_LEARNERS:
        raise QuizError(
            f"An item response model needs at least {FEWEST_LEARNERS} learners, and there are {n}: with fewer, its "
            "parameters say more about chance than about the items. Use difficulty and item-rest correlation, "
            "or pool classes with `item-uses`."
        )
    usable = tuple(item for item in scores.items if item.is_right_or_wrong and item.variance)
    if len(usable) < 3:
        raise QuizError(
            f"An item response model needs at least three items that are right or wrong, and there are {len(usable)}."
        )
    try:
        import numpy as np  # noqa: PLC0415 - an extra, and a tenth of a second
    except ImportError:
        raise QuizError(
            "Item response models need numpy. Install it with `pip install 'calcinosis-quiz[irt]'`."
        ) from None
    right = np.array([_indicate(scores, item.full) for item in usable], dtype=np.float64).T
    asked = np.array([_indicate(scores, item.marked) for item in usable], dtype=np.float64).T
    fit = _Fit(np, right, asked, common_slope=model == "rasch")
    parameters = tuple(
        ItemParameters(
            item.item,
            _with_error(fit.location(j), fit.location_error(j), item.count),
            _with_error(float(fit.slopes[j]), fit.slope_error(j), item.count),
        )
        for j, item in enumerate(usable)
    )
    left_out = tuple(item.item for item in scores.items if item not in usable)
    return ResponseModel(model, n, parameters, fit.log_likelihood, left_out)


def _indicate(scores: Scores, learners: int) -> list[float]:
    everyone = scores.present
    width = len(scores.learners)
    return pick([float(sign) for sign in format(learners, f"0{width}b")], everyone)


def _with_error(value: float, error: float | None, n: int) -> Estimate:
    if error is None or abs(value) > _STEEPEST:
        return Estimate(value, None, None, n)
    return Estimate(value, value - Z * error, value + Z * error, n)


class _Fit:
    """The fit of one model; P = logistic(slope x theta + intercept) while it is being fitted."""

    def __init__(self, np: Any, right: "Matrix", asked: "Matrix", common_slope: bool) -> None:  # noqa: ANN401 - a module
        self.np, self.common_slope = np, common_slope
        joined, counts = np.unique(np.hstack([right, asked]), axis=0, return_counts=True)
        k = right.shape[1]
        self.right, self.asked, self.weights = joined[:, :k], joined[:, k:], counts.astype(np.float64)
        self.theta = np.linspace(-_REACH, _REACH, _POINTS)
        density = np.exp(-(self.theta**2) / 2)
        self.log_prior = np.log(density / density.sum())
        share = (right.sum(0) + 0.5) / (asked.sum(0) + 1)
        self.slopes = np.ones(k)
        self.intercepts = np.log(share / (1 - share))
        self._climb()
        self.covariance = self._invert_information()

    def _climb(self) -> None:
        for _ in range(_MOST_STEPS):
            before = (self.slopes.copy(), self.intercepts.copy())
            posterior = self._expect()
            weighted = posterior * self.weights[:, None]
            asked, right = self.asked.T @ weighted, self.right.T @ weighted
            for _ in range(3):
                self._newton_step(asked, right)
            moved = max(self.np.abs(self.slopes - before[0]).max(), self.np.abs(self.intercepts - before[1]).max())
            if moved < _PRECISION:
                break
        self._expect()

    def _chances(self) -> "Matrix":
        chances: Matrix = 1 / (1 + self.np.exp(-(self.slopes[:, None] * self.theta + self.intercepts[:, None])))
        return self.np.clip(chances, 1e-12, 1 - 1e-12)  # type: ignore[no-any-return]  # numpy comes in as a value

    def _expect(self) -> "Matrix":
        """Return the chance of each ability for each pattern of answers."""
        np, chances = self.np, self._chances()
        log_joint = self.right @ np.log(chances) + (self.asked - self.right) @ np.log(1 - chances) + self.log_prior
        top = log_joint.max(1, keepdims=True)
        joint = np.exp(log_joint - top)
        total = joint.sum(1, keepdims=True)
        self.log_likelihood = float((self.weights * (np.log(total) + top)[:, 0]).sum())
        return joint / total  # type: ignore[no-any-return]  # numpy comes in as a value

    def _newton_step(self, asked: "Matrix", right: "Matrix") -> None:
        """Move every item towards the maximum of the expected log-likelihood."""
        np, chances = self.np, self._chances()
        residual = right - asked * chances
        spread = asked * chances * (1 - chances)
        slope_gradient, intercept_gradient = (residual * self.theta).sum(1), residual.sum(1)
        aa, ad, dd = (spread * self.theta**2).sum(1), (spread * self.theta).sum(1), spread.sum(1)
        if self.common_slope:
            # One slope with all intercepts: eliminate the intercepts (Schur complement).
            step = (slope_gradient - ad / dd * intercept_gradient).sum() / (aa - ad**2 / dd).sum()
            slope_step = np.full_like(self.slopes, step)
        else:
            slope_step = (dd * slope_gradient - ad * intercept_gradient) / np.maximum(aa * dd - ad**2, 1e-12)
        slope_step = np.clip(slope_step, -0.5, 0.5)
        self.intercepts = self.intercepts + np.clip(
            (intercept_gradient - ad * slope_step) / np.maximum(dd, 1e-12), -1, 1
        )
        self.slopes = np.clip(self.slopes + slope_step, -_STEEPEST * 2, _STEEPEST * 2)

    def _invert_information(self) -> "Matrix | None":
        """Invert the sum of the outer products of each learner's gradient, intercepts first."""
        np, chances, posterior = self.np, self._chances(), self._expect()
        intercept = self.right - self.asked * (posterior @ chances.T)
        slope = self.right * (posterior @ self.theta)[:, None] - self.asked * (posterior @ (chances * self.theta).T)
        if self.common_slope:
            slope = slope.sum(1, keepdims=True)
        gradient = np.hstack([intercept, slope])
        information = (gradient * self.weights[:, None]).T @ gradient
        try:
            return np.linalg.inv(information)  # type: ignore[no-any-return]  # numpy comes in as a value
        except np.linalg.LinAlgError:
            return None

    def _slope_place(self, j: int) -> int:
        return len(self.slopes) + (0 if self.common_slope else j)

    def location(self, j: int) -> float:
        return float(-self.intercepts[j] / self.slopes[j])

    def slope_error(self, j: int) -> float | None:
        place = self._slope_place(j)
        return self._root(float(self.covariance[place, place])) if self.covariance is not None else None

    def location_error(self, j: int) -> float | None:
        """Return the standard error of b = -d/a by the delta method."""
        if self.covariance is None:
            return None
        place, b = self._slope_place(j), self.location(j)
        c = self.covariance
        return self._root(float(c[j, j] + 2 * b * c[j, place] + b * b * c[place, place]) / float(self.slopes[j]) ** 2)

    @staticmethod
    def _root(variance: float) -> float | None:
        return variance**0.5 if variance >= 0 else None
