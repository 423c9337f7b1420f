"""Off-screen scene: one mesh moved in place, everything else still."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from rendering.body import Body
from rendering.camera import Camera
from rendering.surroundings import Piece

Array = NDArray[np.float64]
BELT_TILE_M = (2.4, 0.3)
FAR_M = 60.0


class _Skin:
    """Vertices split at texture seams, with fast normals."""

    def __init__(self, body: Body) -> None:
        pairs = np.c_[body.triangles.ravel(), body.uv_triangles.ravel()]
        unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
        self.source = unique[:, 0]
        self.uv = body.uv[unique[:, 1]].astype(np.float32)
        self.triangles = inverse.reshape(-1, 3)
        self.base = body.triangles
        self.around = self._around(len(body.vertices))

    def _around(self, n: int) -> NDArray[np.int64]:
        """Triangles at each vertex, padded with one past the last."""
        order = np.argsort(self.base.ravel(), kind="stable")
        count = np.bincount(self.base.ravel(), minlength=n)
        first = np.cumsum(count) - count
        slot = np.arange(len(order)) - np.repeat(first, count)
        out = np.full((n, min(int(count.max()), 10)), len(self.base))
        keep = slot < out.shape[1]
        vertex = np.repeat(np.arange(n), count)
        out[vertex[keep], slot[keep]] = order[keep] // 3
        return out

    def normals(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit normals of the unsplit vertices."""
        a, b, c = (vertices[self.base[:, k]] for k in range(3))
        face = np.zeros((len(self.base) + 1, 3), np.float32)
        u, v = b - a, c - a
        face[:-1, 0] = u[:, 1] * v[:, 2] - u[:, 2] * v[:, 1]
        face[:-1, 1] = u[:, 2] * v[:, 0] - u[:, 0] * v[:, 2]
        face[:-1, 2] = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        total = face[self.around].sum(1)
        return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


class Scene:
    """Renders frames of one clip.

    Parameters
    ----------
    body, image
        Body and its painted texture.
    camera
        Pinhole camera in the runner frame.
    room, pieces, belt
        What is behind the runner, what may be in front, and the belt whose texture moves.
    speed
        Of the belt, m/s.
    samples
        Multisampling per pixel.
    """

    def __init__(
        self, body: Body, image: NDArray[np.uint8], camera: Camera,
        room: list[Piece], pieces: list[Piece], belt: Piece, *, speed: float = 0.0, seed: int = 0,
        samples: int = 4,
    ) -> None:  # fmt: skip
        self._open(body, camera, seed, samples)
        self._bake(room)
        for piece in pieces:
            self._add(piece)
        self.belt, self.speed = belt.mesh, speed
        self._belt_coordinates(0.0)
        self._add(belt)
        self.shadow = self._add_shadow()
        self.mesh = self._add_body(body, image)

    def _open(self, body: Body, camera: Camera, seed: int, samples: int) -> None:
        """Window, lights and view."""
        self.plotter = pv.Plotter(
            off_screen=True, window_size=[camera.width, camera.height], lighting="none"
        )
        self.plotter.render_window.SetMultiSamples(samples)
        self.skin = _Skin(body)
        rng = np.random.default_rng(seed)
        self._lights(rng, camera)
        self._aim(camera)

    def _bake(self, room: list[Piece]) -> None:
        """Draw the room once and keep its picture: nothing of it is ever in front."""
        for piece in room:
            self._add(piece)
        self.plotter.show(auto_close=False, interactive=False)
        still = np.asarray(self.plotter.screenshot(return_img=True))[..., :3]
        for actor in list(self.plotter.actors):
            self.plotter.remove_actor(actor, reset_camera=False, render=False)
        picture = pv.Texture(np.ascontiguousarray(still))
        picture.interpolate = False
        self.plotter.renderer.SetBackgroundTexture(picture)
        self.plotter.renderer.TexturedBackgroundOn()

    def _add(self, piece: Piece) -> None:
        if piece.image is None:
            colour = np.array(piece.colour) / 255
            self.plotter.add_mesh(
                piece.mesh, color=colour, ambient=piece.ambient, reset_camera=False
            )
            return
        image = pv.Texture(np.ascontiguousarray(piece.image))
        image.repeat, image.interpolate, image.mipmap = True, True, True
        self.plotter.add_mesh(piece.mesh, texture=image, ambient=piece.ambient, reset_camera=False)

    def _add_body(self, body: Body, image: NDArray[np.uint8]) -> pv.PolyData:
        faces = np.c_[np.full(len(self.skin.triangles), 3), self.skin.triangles].ravel()
        start = body.vertices[self.skin.source].astype(np.float32)
        mesh = pv.PolyData(start, faces=faces)
        mesh.active_texture_coordinates = self.skin.uv
        mesh.point_data["Normals"] = np.zeros((len(start), 3), np.float32)
        mesh.point_data.active_normals_name = "Normals"
        texture = pv.Texture(np.ascontiguousarray(image))
        texture.interpolate = True
        actor = self.plotter.add_mesh(
            mesh, texture=texture, ambient=0.16, specular=0.08, specular_power=8, reset_camera=False
        )
        actor.prop.interpolation = "Gouraud"
        return mesh

    def _add_shadow(self) -> pv.PolyData:
        angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        disc = np.stack([0.34 * np.cos(angle), 0 * angle, 0.2 * np.sin(angle)], -1)
        mesh = pv.PolyData(disc.astype(np.float32), faces=[28, *range(28)])
        self._disc = disc
        self.plotter.add_mesh(mesh, color="black", opacity=0.35, lighting=False, reset_camera=False)
        return mesh

    def _lights(self, rng: np.random.Generator, camera: Camera) -> None:
        a = np.deg2rad(camera.azimuth_deg + rng.uniform(-50, 50))
        key = (4 * np.cos(a), rng.uniform(3, 6), 4 * np.sin(a))
        b = a + rng.uniform(1.5, 3.0)
        fill = (4 * np.cos(b), rng.uniform(2, 4), 4 * np.sin(b))
        warm = np.clip(1 + rng.uniform(-0.08, 0.08) * np.array([1, 0, -1]), 0, 1)
        self.plotter.add_light(pv.Light(position=key, intensity=rng.uniform(0.7, 0.92), color=warm))
        self.plotter.add_light(pv.Light(position=fill, intensity=rng.uniform(0.35, 0.55)))
        self.plotter.add_light(pv.Light(position=(0.5, 6, 0.3), intensity=0.25))

    def _aim(self, camera: Camera) -> None:
        _, down, forward = camera.axes()
        view = self.plotter.camera
        view.position = tuple(camera.position())
        view.focal_point = tuple(camera.position() + forward)
        view.up = tuple(-down)
        view.view_angle = float(np.rad2deg(2 * np.arctan(camera.height / 2 / camera.focal_px)))
        view.clipping_range = (0.3, FAR_M)

    def _belt_coordinates(self, travel_m: float) -> None:
        along, across = BELT_TILE_M
        x, z = self.belt.points[:, 0] + travel_m, self.belt.points[:, 2]
        self.belt.active_texture_coordinates = np.stack([z / across, x / along], -1).astype(
            np.float32
        )

    def frame(self, vertices: NDArray[np.float32], time_s: float) -> NDArray[np.uint8]:
        """Draw one frame ``(height, width, 3)`` of posed, unsplit vertices (m)."""
        self._move(time_s)
        self.mesh.points[:] = vertices[self.skin.source]
        self.mesh.point_data["Normals"][:] = self.skin.normals(vertices)[self.skin.source]
        self.mesh.GetPoints().Modified()
        self.mesh.GetPointData().GetNormals().Modified()
        self.mesh.Modified()
        middle = vertices.mean(0) * [1, 0, 1]
        self.shadow.points[:] = (self._disc + middle + [0, 0.004, 0]).astype(np.float32)
        self.shadow.GetPoints().Modified()
        self.plotter.render()
        return np.asarray(self.plotter.screenshot(return_img=True))[..., :3]

    def _move(self, time_s: float) -> None:
        """Move what else moves."""
        self._belt_coordinates(self.speed * time_s)

    def close(self) -> None:
        """Free the render window."""
        self.plotter.close()


class OpenScene(Scene):
    """A runner who passes in the open, seen by one camera per motion-grid moment.

    Parameters
    ----------
    cameras
        Camera at each moment, ``rate_hz`` of them per second: they may turn but stay in place.
    """

    def __init__(
        self, body: Body, image: NDArray[np.uint8], cameras: list[Camera], rate_hz: float,
        pieces: list[Piece], *, seed: int = 0, samples: int = 4,
    ) -> None:  # fmt: skip
        self._open(body, cameras[0], seed, samples)
        self.cameras, self.rate_hz = cameras, rate_hz
        self.plotter.set_background((214, 226, 236), top=(122, 170, 220))
        for piece in pieces:
            self._add(piece)
        self.shadow = self._add_shadow()
        self.mesh = self._add_body(body, image)
        self.plotter.show(auto_close=False, interactive=False)

    def _move(self, time_s: float) -> None:
        self._aim(self.cameras[min(round(time_s * self.rate_hz), len(self.cameras) - 1)])
