"""Model files: pinned, bounded, fetched only when asked, and refused when they differ."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import ssl
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from runtall.errors import (
    ExitCode,
    LimitExceeded,
    MalformedFile,
    MissingModel,
    StoreError,
    UnknownName,
    UsageError,
)
from runtall.inputs.pose.onnx.download import download
from runtall.inputs.pose.onnx.models import ModelCard, model_card, model_cards
from runtall.inputs.pose.onnx.weights import cache_folder, weights_from_file, weights_from_table

CONTENT = b"a model " * 5000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Answers(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"_{kind}")(rest)

    def log_message(self, *_: object) -> None:
        pass

    def _head(self, size: int | None) -> None:
        self.send_response(200)
        if size is not None:
            self.send_header("Content-Length", str(size))
        self.end_headers()

    def _model(self, _: str) -> None:
        self._head(len(CONTENT))
        self.wfile.write(CONTENT)

    def _other(self, _: str) -> None:
        self._head(5)
        self.wfile.write(b"other")

    def _short(self, _: str) -> None:
        self._head(len(CONTENT))
        self.wfile.write(CONTENT[:100])

    def _huge(self, _: str) -> None:
        self._head(10**12)

    def _endless(self, _: str) -> None:
        self._head(None)
        self._until_broken(b"x" * 65536, 0.0)

    def _slow(self, _: str) -> None:
        self._head(None)
        self._until_broken(b"x" * 2**20, 0.05)

    def _until_broken(self, chunk: bytes, pause_s: float) -> None:
        try:
            for _ in range(1000):
                self.wfile.write(chunk)
                time.sleep(pause_s)
        except OSError:
            self.close_connection = True

    def _missing(self, _: str) -> None:
        self.send_error(404)

    def _to(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.end_headers()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    handler = type("Handler", (Answers,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", handler.asked
        running.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return cache_folder()


def card(*urls: str, sha256: str = DIGEST) -> ModelCard:
    return ModelCard(
        name="toy", urls=urls, licence="CC0-1.0", source="", input_size=(192, 256),
        size_bytes=len(CONTENT), sha256=sha256, onnx_sha256="",
    )  # fmt: skip


def nothing_in(folder: Path) -> bool:
    return not folder.exists() or not list(folder.iterdir())


def test_the_pinned_file_arrives_whole(server: tuple[str, list[str]], tmp_path: Path) -> None:
    target = tmp_path / "models" / "toy.onnx"
    download([f"{server[0]}/model"], target, sha256=DIGEST.upper())
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["toy.onnx"]
    assert target.parent.stat().st_mode & 0o077 == 0


def test_another_file_is_refused_and_removed(server: tuple[str, list[str]], tmp_path: Path) -> None:
    target = tmp_path / "models" / "toy.onnx"
    with pytest.raises(MissingModel, match=f"not the pinned {DIGEST}") as refusal:
        download([f"{server[0]}/other"], target, sha256=DIGEST)
    assert refusal.value.exit_code == ExitCode.MISSING
    assert nothing_in(target.parent)


def test_another_file_does_not_replace_the_one_that_is_there(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "toy.onnx"
    target.write_bytes(CONTENT)
    with pytest.raises(MissingModel):
        download([f"{server[0]}/other"], target, sha256=DIGEST)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("kind", ["short", "missing"])
def test_a_broken_transfer_leaves_nothing(
    kind: str, server: tuple[str, list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "models" / "toy.onnx"
    with pytest.raises(MissingModel):
        download([f"{server[0]}/{kind}"], target, sha256=DIGEST)
    assert nothing_in(target.parent)


@pytest.mark.parametrize("kind", ["huge", "endless"])
def test_too_large_is_broken_off(kind: str, server: tuple[str, list[str]], tmp_path: Path) -> None:
    target = tmp_path / "models" / "toy.onnx"
    with pytest.raises(LimitExceeded, match="larger than the 1 MiB"):
        download([f"{server[0]}/{kind}"], target, sha256=DIGEST, max_bytes=2**20)
    assert nothing_in(target.parent)


def test_too_slow_is_broken_off(server: tuple[str, list[str]], tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded, match="took more than"):
        download([f"{server[0]}/slow"], tmp_path / "toy.onnx", sha256=DIGEST, total_s=0.2)
    assert nothing_in(tmp_path)


def test_a_mirror_is_asked_when_the_first_address_fails(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "toy.onnx"
    download([f"{server[0]}/missing", f"{server[0]}/model"], target, sha256=DIGEST)
    assert target.read_bytes() == CONTENT
    assert server[1] == ["/missing", "/model"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.invalid/model.onnx",
        "http://127.0.0.1.example.invalid/model.onnx",
        "ftp://127.0.0.1/model.onnx",
        "file:///etc/hostname",
        "data:,model",
        "model.onnx",
    ],
)
def test_only_https_is_asked(url: str, server: tuple[str, list[str]], tmp_path: Path) -> None:
    for address in (url, f"{server[0]}/to/{url}"):
        if address.endswith("/to/model.onnx"):
            continue
        with pytest.raises(MissingModel, match=r"only https|no web address|not allowed"):
            download([address], tmp_path / "toy.onnx", sha256=DIGEST)
    assert nothing_in(tmp_path)


def test_a_redirect_within_the_rules_is_followed(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "toy.onnx"
    download([f"{server[0]}/to/{server[0]}/model"], target, sha256=DIGEST)
    assert target.read_bytes() == CONTENT


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("needs the command openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    own, key = folder / "own.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(own)],
        check=True, capture_output=True,
    )  # fmt: skip
    return own, key


@pytest.fixture
def secure_server(certificate: tuple[Path, Path]) -> Iterator[tuple[str, list[str]]]:
    handler = type("Handler", (Answers,), {"asked": []})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with QuietServer(("127.0.0.1", 0), handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield f"https://127.0.0.1:{running.server_port}", handler.asked
        running.shutdown()
        thread.join()


def test_a_server_without_a_trusted_certificate_is_refused(
    secure_server: tuple[str, list[str]], tmp_path: Path
) -> None:
    with pytest.raises(MissingModel, match=r"(?i)certificate"):
        download([f"{secure_server[0]}/model"], tmp_path / "toy.onnx", sha256=DIGEST)
    assert secure_server[1] == []


def test_a_trusted_server_is_asked_and_cannot_lead_to_plain_http(
    secure_server: tuple[str, list[str]],
    server: tuple[str, list[str]],
    certificate: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    target = tmp_path / "toy.onnx"
    with pytest.raises(MissingModel, match="which is not https"):
        download([f"{secure_server[0]}/to/{server[0]}/model"], target, sha256=DIGEST)
    assert server[1] == []
    download([f"{secure_server[0]}/to/{secure_server[0]}/model"], target, sha256=DIGEST)
    assert target.read_bytes() == CONTENT


def test_a_folder_that_cannot_be_written_is_a_storage_error(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        download([f"{server[0]}/model"], tmp_path / "models" / "toy.onnx", sha256=DIGEST)
    assert server[1] == []


def test_nothing_is_fetched_unasked(server: tuple[str, list[str]], cache: Path) -> None:
    with pytest.raises(MissingModel, match=r"download=True.*weights=PATH"):
        weights_from_table(card(f"{server[0]}/model"))
    assert server[1] == []
    assert nothing_in(cache)


def test_a_fetched_model_is_used_again_without_the_network(
    server: tuple[str, list[str]], cache: Path
) -> None:
    toy = card(f"{server[0]}/model/toy.onnx")
    first = weights_from_table(toy, fetch=True)
    assert (first.content(), first.sha256) == (CONTENT, DIGEST)
    assert first.path.parent == cache
    assert weights_from_table(toy) == first
    assert server[1] == ["/model/toy.onnx"]


def test_a_changed_cache_is_not_used(server: tuple[str, list[str]], cache: Path) -> None:
    toy = card(f"{server[0]}/model/toy.onnx")
    weights = weights_from_table(toy, fetch=True)
    weights.path.write_bytes(CONTENT + b"!")
    with pytest.raises(MissingModel, match="has changed"):
        weights.content()
    with pytest.raises(MissingModel, match="download=True"):
        weights_from_table(toy)
    assert weights_from_table(toy, fetch=True).content() == CONTENT


def test_an_unpinned_model_is_not_fetched(server: tuple[str, list[str]], cache: Path) -> None:
    toy = card(f"{server[0]}/model", sha256="")
    with pytest.raises(MissingModel, match=r"digest.*not known.*weights=PATH.*sha256="):
        weights_from_table(toy, fetch=True)
    assert server[1] == []
    assert weights_from_table(toy, fetch=True, sha256=DIGEST).content() == CONTENT


def test_a_file_of_the_user_can_be_pinned(tmp_path: Path) -> None:
    path = tmp_path / "läufer modell.onnx"
    path.write_bytes(CONTENT)
    assert weights_from_file(path).sha256 == DIGEST
    assert weights_from_file(str(path), sha256=DIGEST).content() == CONTENT
    with pytest.raises(MissingModel, match="not the pinned"):
        weights_from_file(path, sha256="0" * 64)
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        weights_from_file(path, sha256="abc")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "absent.onnx", tmp_path / "pipe"):
        with pytest.raises(MissingModel, match="there is no model file"):
            weights_from_file(path)


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_onnx", ".onnx"), data)
    return content.getvalue()


def test_a_model_in_an_archive_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "sdk.zip"
    path.write_bytes(archive(sdk__end2end_onnx=CONTENT, sdk__detail=b"{}"))
    pin = hashlib.sha256(path.read_bytes()).hexdigest()
    weights = weights_from_file(path, sha256=pin)
    assert (weights.content(), weights.sha256) == (CONTENT, DIGEST)
    assert [entry.name for entry in tmp_path.iterdir()] == ["sdk.zip"]


@pytest.mark.parametrize(
    "content",
    [
        archive(readme=b"none"),
        archive(a_onnx=b"one", b_onnx=b"two"),
        archive(a_onnx=CONTENT)[:-30],
        archive(a_onnx=CONTENT)[:40] + b"\0" * 40 + archive(a_onnx=CONTENT)[80:],
    ],
)
def test_a_wrong_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sdk.zip"
    path.write_bytes(content)
    with pytest.raises(MalformedFile, match=r"sdk\.zip"):
        weights_from_file(path)


def test_the_table_is_complete() -> None:
    for name, known in model_cards().items():
        assert known.name == name
        assert known.licence
        assert known.urls
        assert all(url.startswith("https://") for url in known.urls)
        for digest in (known.sha256, known.onnx_sha256):
            assert not digest or (len(digest) == 64 and bytes.fromhex(digest))
    with pytest.raises(UnknownName, match="yolox-m-humanart"):
        model_card("yolox")
