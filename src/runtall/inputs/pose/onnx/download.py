"""Fetch one pinned file: https only, bounded, checked before it is put in place."""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from runtall.errors import LimitExceeded, MissingModel, RuntallError, StoreError

MAX_BYTES: Final = 512 * 2**20
"""Largest file taken; the largest of the known models is a fifth of it."""

_CHUNK: Final = 2**20
# A stalled server is given up after the first, a trickling one after the second.
_SILENCE_S: Final = 30.0
_TOTAL_S: Final = 1800.0


class _Refused(Exception):
    """An address that is not asked."""


def download(
    urls: Sequence[str],
    target: Path,
    *,
    sha256: str,
    max_bytes: int = MAX_BYTES,
    total_s: float = _TOTAL_S,
) -> None:
    """Put the file with the digest `sha256` at `target`, from the first address that gives it.

    The bytes go to a temporary file beside `target`, are hashed on the way, and take its name
    only when the digest is right; otherwise nothing is left behind.

    Parameters
    ----------
    urls
        Addresses of the same bytes, tried in order. Only https; plain http for the loopback
        addresses of this computer.
    target
        Where the file shall be.
    sha256
        Hex digest that the file must have.
    max_bytes
        Size above which the transfer is broken off.
    total_s
        Time in s after which the transfer is broken off.

    Raises
    ------
    runtall.errors.MissingModel
        When no address can be used or reached, or the bytes are not the pinned ones.
    runtall.errors.LimitExceeded
        When the file is too large or takes too long.
    runtall.errors.StoreError
        When it cannot be written.
    """
    troubles: list[str] = []
    for url in urls:
        try:
            _download_one(url, target, sha256.lower(), max_bytes, total_s)
        except RuntallError:
            raise
        except (_Refused, OSError, http.client.HTTPException) as error:
            troubles.append(f"{url}: {error}")
        else:
            return
    raise MissingModel(
        f"{target.name} could not be downloaded ({'; '.join(troubles)}); "
        "fetch it by other means and give its path as `weights`"
    )


def _download_one(url: str, target: Path, sha256: str, max_bytes: int, total_s: float) -> None:
    _check_address(url)
    with _temporary(target) as (part, name), _open(url) as answer:
        declared = answer.headers.get("Content-Length")
        if declared and declared.isdigit() and int(declared) > max_bytes:
            raise LimitExceeded(_too_large(url, max_bytes))
        digest = hashlib.sha256()
        for chunk in _chunks(url, answer, max_bytes, total_s):
            digest.update(chunk)
            _write(part, chunk)
        if digest.hexdigest() != sha256:
            raise MissingModel(
                f"{url} gave a file with SHA-256 {digest.hexdigest()}, not the pinned {sha256}; "
                "it was removed and not used"
            )
        _put_in_place(part, name, target)


def _chunks(url: str, answer: IO[bytes], max_bytes: int, total_s: float) -> Iterator[bytes]:
    end, size = time.monotonic() + total_s, 0
    while chunk := answer.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise LimitExceeded(_too_large(url, max_bytes))
        if time.monotonic() > end:
            raise LimitExceeded(f"{url} took more than {total_s:.0f} s; try a faster connection")
        yield chunk


def _too_large(url: str, max_bytes: int) -> str:
    return f"{url} is larger than the {max_bytes / 2**20:.0f} MiB that a model may have"


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if not parts.hostname:
        raise _Refused("this is no web address")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)):
        return
    raise _Refused("only https addresses are asked")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _CarefulRedirect(urllib.request.HTTPRedirectHandler):
    """Follows only where `_check_address` allows, and never from https to http."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check_address(newurl)
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise _Refused(f"it leads on to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _open(url: str) -> http.client.HTTPResponse:
    handlers: list[urllib.request.BaseHandler] = [_CarefulRedirect()]
    if _is_loopback(urlsplit(url).hostname or ""):
        # A proxy cannot reach this computer's own addresses.
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    opener.addheaders = [("User-Agent", "runtall")]
    answer = opener.open(url, timeout=_SILENCE_S)
    assert isinstance(answer, http.client.HTTPResponse)
    return answer


@contextmanager
def _temporary(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    except OSError as error:
        raise StoreError(f"{target.parent} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(number, "wb") as part:
            yield part, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(part: IO[bytes], chunk: bytes) -> None:
    try:
        part.write(chunk)
    except OSError as error:
        raise StoreError(f"the download cannot be written: {error.strerror}") from error


def _put_in_place(part: IO[bytes], name: Path, target: Path) -> None:
    try:
        part.flush()
        os.fsync(part.fileno())
        name.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    # The new name survives a power cut only when the folder itself is on the disk; systems
    # without folders that can be opened keep names by themselves.
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
