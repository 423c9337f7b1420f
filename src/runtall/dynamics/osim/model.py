"""One runner's body as an OpenSim model file."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, indent, tostring

from runtall.dynamics.body import GRAVITY, Body
from runtall.dynamics.osim.joints import add_bodies, add_joints
from runtall.dynamics.osim.muscles import add_muscles
from runtall.dynamics.osim.tree import leaf, named

_VERSION: Final = "40000"
"""Oldest of OpenSim 4, so that all of its versions read the file."""
_CREDITS: Final = (
    "Upper body of runtall, scaled to one runner: x forward, y up, z to the right; all angles are "
    "0 where the body stands straight and the limbs hang. Muscles of trunk, neck and shoulder "
    "girdle only. Their greatest forces and paths are those of the load model; the lengths of "
    "fibre and tendon are made up, so that forces from fibre length or velocity show nothing of "
    "this runner. Ribs that the shoulder blade rests on and the spine's own resistance are not in "
    "this file."
)


def osim_text(body: Body, name: str = "runtall") -> str:
    """Text of the model file.

    Parameters
    ----------
    body
        With muscles.
    name
        Of the model.

    Returns
    -------
    str
        XML, the same for the same body: m, kg, N, rad.
    """
    document = Element("OpenSimDocument", {"Version": _VERSION})
    model = named(document, "Model", name)
    leaf(model, "credits", _CREDITS)
    leaf(model, "length_units", "meters")
    leaf(model, "force_units", "N")
    leaf(model, "gravity", [0.0, -GRAVITY, 0.0])
    bodies = add_bodies(model, body)
    add_joints(model, body)
    add_muscles(model, body, bodies)
    indent(document)
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n'
    return head + tostring(document, encoding="unicode") + "\n"
