"""Force and pressure behind the kneecap from the bend and the moment of the knee, in the manner of Brechter and Powers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kneewise.model.load import Estimate
from kneewise.reason.load_model import LoadModel

Floats = NDArray[np.float64]

MOST_BENT_DEG = 90.0


def kneecap_force_n(angle_deg: ArrayLike, moment_nm: ArrayLike, model: LoadModel) -> Floats:
    """Force between kneecap and thigh bone.

    Parameters
    ----------
    angle_deg : array_like
        Bend of the knee, degrees, 0 (straight) to 90.
    moment_nm : array_like
        Moment that the thigh muscle makes to extend the knee, N m, not negative. Broadcast against the angle.
    model : LoadModel
        With the parameters ``pfj_lever_*`` and ``pfj_share_*``.

    Returns
    -------
    ndarray
        Newtons: moment over lever is the pull of the muscle, of which a share that depends on the bend presses the kneecap.

    Raises
    ------
    ValueError
        If an angle lies outside 0 to 90, a moment is negative, or one is NaN.

    References
    ----------
    .. [1] Brechter JH, Powers CM 2002, Med Sci Sports Exerc (constants recalled, not read).
    .. [2] Roos PE, Barton N, van Deursen RWM 2012, J Biomech 45:1656, doi 10.1016/j.jbiomech.2012.03.020: what it is checked against.
    """
    angle, moment = np.asarray(angle_deg, dtype=np.float64), np.asarray(moment_nm, dtype=np.float64)
    _check(angle)
    if not np.all(moment >= 0):
        raise ValueError("A moment is negative or NaN; expected N m that extend the knee.")
    lever_m = _polynomial(model, angle, "pfj_lever_0", "pfj_lever_1", "pfj_lever_2", "pfj_lever_3")
    above = _polynomial(model, angle, "pfj_share_0", "pfj_share_1", "pfj_share_2")
    below = 1.0 + angle * _polynomial(model, angle, "pfj_share_below_1", "pfj_share_below_2", "pfj_share_below_3")
    return np.asarray(above / below * moment / lever_m)


def contact_area_mm2(angle_deg: ArrayLike, model: LoadModel) -> Floats:
    """Area on which the kneecap presses; it grows with the bend. Degrees, 0 to 90; ``ValueError`` outside."""
    angle = np.asarray(angle_deg, dtype=np.float64)
    _check(angle)
    return _polynomial(model, angle, "pfj_area_0", "pfj_area_1", "pfj_area_2")


def kneecap_stress_mpa(angle_deg: ArrayLike, moment_nm: ArrayLike, model: LoadModel) -> Floats:
    """Mean pressure behind the kneecap, MPa: force over contact area; parameters and errors as for :func:`kneecap_force_n`."""
    return np.asarray(kneecap_force_n(angle_deg, moment_nm, model) / contact_area_mm2(angle_deg, model))


def typical_area_mm2(angle: str, model: LoadModel) -> Estimate:
    """Contact area at the typical bend of a step.

    A watch does not see the knee, so the area is that of the bend at which laboratories find the peak force.

    Parameters
    ----------
    angle : str
        The parameter that holds the bend, ``pfj_run_angle_deg`` or ``pfj_walk_angle_deg``.
    model : LoadModel
        The model.

    Returns
    -------
    Estimate
        mm2; the range holds that of the bend and of the area itself (``pfj_area_scale``).
    """
    bend = model.estimate(angle)
    value, lo, hi = (float(x) for x in contact_area_mm2([bend.value, bend.lo, bend.hi], model))
    return Estimate(value, lo, hi).times(model.estimate("pfj_area_scale"))


def _check(angle: Floats) -> None:
    if not np.all((angle >= 0) & (angle <= MOST_BENT_DEG)):
        raise ValueError(f"A knee angle lies outside 0 to {MOST_BENT_DEG:g} degrees or is NaN.")


def _polynomial(model: LoadModel, x: Floats, *names: str) -> Floats:
    return np.asarray(np.polyval([model[name] for name in reversed(names)], x), dtype=np.float64)
