"""Find the bytes of a model: in a file of the user, in the cache, or by download."""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from runtall.errors import LimitExceeded, MalformedFile, MissingModel, UsageError
from runtall.inputs.pose.onnx.download import MAX_BYTES, download
from runtall.inputs.pose.onnx.models import ModelCard, model_cards
from runtall.inputs.pose.onnx.notices import notices

_ZIP_MAGIC: Final = b"PK\x03\x04"
# What the library for archives raises on damaged, encrypted or exotic ones.
_ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, RuntimeError,
    ValueError, EOFError, OSError,
)  # fmt: skip
_HEX_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file that was read once and is known by its digest.

    Attributes
    ----------
    path
        The .onnx file, or the .zip that holds it.
    sha256
        Hex digest of the ONNX model.
    """

    path: Path
    sha256: str

    @property
    def known_as(self) -> str:
        """Name in the table of models, or the name of the file."""
        for card in model_cards().values():
            if card.onnx_sha256 == self.sha256:
                return card.name
        return self.path.name

    def content(self) -> bytes:
        """The ONNX model, checked again.

        Raises
        ------
        runtall.errors.MissingModel
            When the file has gone or has changed since.
        """
        content = _onnx_of(_read(self.path), self.path)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise MissingModel(f"{self.path} has changed since it was opened; start again")
        return content


def weights_from_file(path: str | Path, *, sha256: str | None = None) -> Weights:
    """A model file of the user.

    Parameters
    ----------
    path
        An .onnx file, or a .zip that holds exactly one.
    sha256
        Hex digest that the file at `path` must have; not checked when None.

    Raises
    ------
    runtall.errors.MissingModel
        When there is no such file, or its digest is another.
    runtall.errors.MalformedFile
        When the archive is damaged or does not hold one model.
    runtall.errors.LimitExceeded
        When it is too large.
    """
    path = Path(path)
    content = _read(path)
    if sha256 is not None:
        found, wanted = hashlib.sha256(content).hexdigest(), _digest(sha256)
        if found != wanted:
            raise MissingModel(
                f"{path} has SHA-256 {found}, not the pinned {wanted}; it was not used"
            )
    model = _onnx_of(content, path)
    return Weights(path, hashlib.sha256(model).hexdigest())


def weights_from_table(
    card: ModelCard, *, fetch: bool = False, sha256: str | None = None, option: str = "weights"
) -> Weights:
    """A known model from the cache of this user, downloaded there when wished.

    Parameters
    ----------
    card
        Which one.
    fetch
        Whether it may be downloaded when it is not in the cache.
    sha256
        Hex digest of the file behind the URL; None takes that of the table.
    option
        Name of the option that takes a path instead, for messages.

    Raises
    ------
    runtall.errors.MissingModel
        When it is not there and may not be downloaded, is not pinned, or is not the pinned one.
    """
    pinned = _digest(sha256) if sha256 else card.sha256
    if not pinned:
        raise MissingModel(_not_pinned(card, option))
    suffix = PurePosixPath(urlsplit(card.urls[0]).path).suffix
    target = cache_folder() / f"{card.name}-{pinned[:16]}{suffix}"
    if not _is_pinned(target, pinned):
        if not fetch:
            raise MissingModel(
                f"the model {card.name} is not on this computer; allow its download with "
                f"`download=True` ({card.licence}), or pass `{option}=PATH`"
            )
        notices.once(f"Downloading {card.name} ({card.licence}) from {card.urls[0]}")
        download(card.urls, target, sha256=pinned)
    return weights_from_file(target, sha256=pinned)


def cache_folder() -> Path:
    """Where downloaded models are kept for this user."""
    from platformdirs import user_cache_path

    return user_cache_path("runtall", appauthor=False) / "models"


def _not_pinned(card: ModelCard, option: str) -> str:
    return (
        f"the digest of the model {card.name} is not known to runtall, so it is not downloaded; "
        f"fetch {card.urls[0]} and pass `{option}=PATH` (and `sha256=` to pin it), or pass "
        "`sha256=` together with `download=True`"
    )


def _is_pinned(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(_read(path)).hexdigest() == sha256


def _digest(text: str) -> str:
    if not _HEX_DIGEST.fullmatch(text):
        raise UsageError(f"sha256 is a digest of 64 hexadecimal digits, not {text!r}")
    return text.lower()


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise MissingModel(f"there is no model file {path}; give the path of an .onnx file")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise MissingModel(f"{path} cannot be read: {error.strerror}") from error
    return _bounded(content, path)


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > MAX_BYTES:
        raise LimitExceeded(
            f"{path} is larger than the {MAX_BYTES // 2**20} MiB that a model may have"
        )
    return content


def _onnx_of(content: bytes, path: Path) -> bytes:
    if not content.startswith(_ZIP_MAGIC):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".onnx")]
            model = _start_of(archive, names[0]) if len(names) == 1 else b""
    except _ARCHIVE_ERRORS as error:
        raise MalformedFile(f"{path} is a damaged archive ({error}); fetch it again") from error
    if len(names) != 1:
        raise MalformedFile(
            f"{path} holds {len(names)} .onnx files; give an archive with exactly one"
        )
    return _bounded(model, path)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    # Whatever size the archive declares, no more is unpacked than a model may have.
    with archive.open(name) as file:
        return file.read(MAX_BYTES + 1)
