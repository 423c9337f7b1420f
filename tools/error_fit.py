"""Small corrections fitted on some bodies and judged on the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtall.kinematics.error_model import Correction

# Prior spread of each weight, in units of the effect it has over the clips' own spread.
SLOPE_PRIOR = 0.3
MODELS: tuple[tuple[str, ...], ...] = (
    (),
    ("slope",),
    ("roll",),
    ("yaw",),
    ("slope", "roll"),
    ("slope", "yaw"),
    ("roll", "yaw"),
    ("slope", "roll", "yaw"),
    ("slope", "elbow_nearest"),
    ("slope", "elbow_nearest", "elbow_rise", "wrist_height"),
    ("slope", "yaw", "elbow_nearest", "elbow_rise", "wrist_height"),
)
# A larger model has to earn its place.
PARSIMONY = 0.97
Row = dict[str, Any]


def solve(
    raw: Any, truth: Any, covariates: dict[str, Any], names: tuple[str, ...], **how: Any
) -> Correction:
    """Ridge regression of ``truth - raw`` on an intercept, a slope and covariates."""
    centre = float(raw.mean()) if how.get("intercept", True) else 0.0
    columns, priors = [], []
    if how.get("intercept", True):
        columns.append(np.ones_like(raw))
        priors.append(np.inf)
    for name in names:
        column = raw - centre if name == "slope" else covariates[name]
        size = np.std(column) + 1e-12
        prior = how.get("slope_prior", SLOPE_PRIOR)
        columns.append(column)
        priors.append(prior if name == "slope" else prior * np.std(truth - raw) / size * 3)
    if not columns:
        return Correction(0.0, 0.0, centre, {}, 0.0, 0)
    design = np.stack(columns, axis=1)
    noise = max(float(np.var(truth - raw)) * 0.3, 1e-12)
    normal = design.T @ design + noise * np.diag([0.0 if np.isinf(p) else 1 / p**2 for p in priors])
    weights = list(np.linalg.solve(normal, design.T @ (truth - raw)))
    intercept = weights.pop(0) if how.get("intercept", True) else 0.0
    named = dict(zip(names, weights, strict=True))
    slope = float(named.pop("slope", 0.0))
    return Correction(
        float(intercept), slope, centre, {k: float(v) for k, v in named.items()}, 0.0, 0
    )


def held_out(
    raw: Any,
    truth: Any,
    covariates: dict[str, Any],
    names: tuple[str, ...],
    bodies: Any,
    **how: Any,
) -> Any:
    """Residual of every clip from a fit that never saw its body."""
    residual = np.empty_like(raw)
    for body in np.unique(bodies):
        out = bodies == body
        kept = {k: v[~out] for k, v in covariates.items()}
        fitted = solve(raw[~out], truth[~out], kept, names, **how)
        for i in np.flatnonzero(out):
            residual[i] = truth[i] - fitted.apply(raw[i], {k: v[i] for k, v in covariates.items()})
    return residual


def choose(
    raw: Any, truth: Any, covariates: dict[str, Any], bodies: Any, models: Any, **how: Any
) -> tuple[str, ...]:
    """Smallest model whose held-out error is nearly the least."""
    usable = [m for m in models if all(n == "slope" or n in covariates for n in m)]
    errors = {m: spread(held_out(raw, truth, covariates, m, bodies, **how)) for m in usable}
    chosen = usable[0]
    for model in usable[1:]:
        if errors[model] < PARSIMONY * errors[chosen]:
            chosen = model
    return chosen


def spread(residual: Any) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(residual**2)))


def best(
    raw: Any, truth: Any, covariates: dict[str, Any], bodies: Any, models: Any = MODELS, **how: Any
) -> Correction:
    """Chosen correction with its held-out spread."""
    names = choose(raw, truth, covariates, bodies, models, **how)
    fitted = solve(raw, truth, covariates, names, **how)
    sd = spread(held_out(raw, truth, covariates, names, bodies, **how))
    return Correction(
        fitted.intercept, fitted.slope, fitted.centre, fitted.weights, sd, len(np.unique(bodies))
    )


def nested(
    raw: Any, truth: Any, covariates: dict[str, Any], bodies: Any, **how: Any
) -> tuple[Any, Any]:
    """Error of bodies that saw neither the fit, nor its choice, nor its spread; inside or not."""
    from scipy import stats

    error = np.empty_like(raw)
    inside = np.empty(len(raw), dtype=bool)
    for body in np.unique(bodies):
        out = bodies == body
        kept = {k: v[~out] for k, v in covariates.items()}
        fitted = best(raw[~out], truth[~out], kept, bodies[~out], **how)
        reach = fitted.sd * stats.t.ppf(0.95, max(fitted.bodies - 1, 2))
        for i in np.flatnonzero(out):
            error[i] = fitted.apply(raw[i], {k: v[i] for k, v in covariates.items()}) - truth[i]
            inside[i] = abs(error[i]) <= reach
    return error, inside


def figures(raw: Any, truth: Any, bodies: Any, error: Any, inside: Any) -> Row:
    """What the table says of held-out errors."""
    return {
        "clips": len(raw),
        "bodies": len(np.unique(bodies)),
        "mae": float(np.mean(abs(error))),
        "rmse": spread(error),
        "bias": float(error.mean()),
        "inside": float(inside.mean()),
        "raw_mae": float(np.mean(abs(raw - truth))),
        "r": float(np.corrcoef(error + truth, truth)[0, 1]) if np.ptp(truth) > 0 else float("nan"),
        "low": float(truth.min()),
        "high": float(truth.max()),
    }
