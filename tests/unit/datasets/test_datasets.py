"""Data sets: search path, verification, download (only from the loopback), stand-in, prepared copy, batches."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.server
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from autograder import datasets
from autograder.datasets import originals
from autograder.datasets import prepared as prepared_module
from autograder.datasets.batches import Batches
from autograder.errors import DataError

TRAIN, TEST = 50, 20
FILES = tuple(originals.CHECKSUMS["mnist"])
LAST = FILES[-1]
# Read before the fixture below hides them.
REAL_DATA = os.environ.get("AUTOGRADER_DATA")
REAL_CHECKSUMS = originals.CHECKSUMS
REAL_TEST_COUNTS = {
    "mnist": [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    "fashion-mnist": [1000] * 10,
}


def idx(values: npt.NDArray[np.uint8]) -> bytes:
    """The IDX form of a uint8 array."""
    return bytes([0, 0, 8, values.ndim]) + np.array(values.shape, ">u4").tobytes() + values.tobytes()


def small_set(seed: int) -> dict[str, bytes]:
    rng = np.random.default_rng(seed)
    shapes = [(TRAIN, 28, 28), (TRAIN,), (TEST, 28, 28), (TEST,)]
    return {
        file: idx(rng.integers(0, 256 if len(shape) == 3 else 10, shape, dtype=np.uint8))
        for file, shape in zip(FILES, shapes, strict=True)
    }


SMALL = {"mnist": small_set(1), "fashion-mnist": small_set(2)}


@pytest.fixture(autouse=True)
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small data sets in place of the real ones, an empty home folder, downloads off, and only the loopback network."""
    checksums = {name: {f: hashlib.sha256(c).hexdigest() for f, c in files.items()} for name, files in SMALL.items()}
    monkeypatch.setattr(originals, "CHECKSUMS", checksums)
    monkeypatch.setattr(originals, "SYSTEM_FOLDER", tmp_path / "system")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("AUTOGRADER_OFFLINE", "1")
    monkeypatch.setenv("NO_PROXY", "*")
    for variable in ("AUTOGRADER_DATA", "MXNET_HOME"):
        monkeypatch.delenv(variable, raising=False)
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: tuple[str, int]) -> None:
        if address[0] not in ("127.0.0.1", "localhost"):
            raise OSError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", loopback_only)


def put(folder: Path, name: str = "mnist", *, packed: bool = True, leave_out: str = "", damage: str = "") -> Path:
    """Write a data set below ``folder``; returns ``folder``."""
    (folder / name).mkdir(parents=True)
    for file, content in SMALL[name].items():
        if file == leave_out:
            continue
        if file == damage:
            content = content[:-1] + bytes([content[-1] ^ 1])
        if packed:
            (folder / name / f"{file}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name / file).write_bytes(content)
    return folder


def holds(dataset: datasets.Dataset, name: str) -> bool:
    arrays = [dataset.train_images, dataset.train_labels, dataset.test_images, dataset.test_labels]
    return all(idx(np.asarray(a)) == c for a, c in zip(arrays, SMALL[name].values(), strict=True))


# --- the search path ---


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", datasets.NAMES)
def test_plain_and_gz_files_are_loaded(
    name: str, packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data", name, packed=packed)))
    dataset = datasets.load(name)
    assert holds(dataset, name)
    assert (dataset.name, dataset.requested, dataset.note, dataset.problems) == (name, name, "", ())
    assert dataset.source == str(tmp_path / "data" / name)
    assert dataset.train_images.shape == (TRAIN, 28, 28)
    assert len(dataset.label_names) == 10
    assert not dataset.test_labels.flags.writeable


def test_first_hit_on_the_search_path_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "cache/autograder/downloads")
    assert datasets.load("mnist").source.startswith(str(tmp_path / "cache"))
    put(tmp_path / "system")
    assert datasets.load("mnist").source == str(tmp_path / "system/mnist")
    put(tmp_path / "home/.mxnet/datasets")
    assert datasets.load("mnist").source == str(tmp_path / "home/.mxnet/datasets/mnist")
    monkeypatch.setenv("MXNET_HOME", str(tmp_path / "mxnet"))
    put(tmp_path / "mxnet/datasets")
    assert datasets.load("mnist").source == str(tmp_path / "mxnet/datasets/mnist")
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data")))
    assert datasets.load("mnist").source == str(tmp_path / "data/mnist")


def test_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataError, match="unknown data set 'cifar': expected one of mnist, fashion-mnist"):
        datasets.load("cifar")
    with pytest.raises(DataError, match=r"unknown data set '\.\./x'"):
        datasets.prepare("../x")


def test_damaged_file_is_named_and_the_next_place_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data", damage=LAST)))
    put(tmp_path / "system")
    dataset = datasets.load("mnist")
    assert dataset.source == str(tmp_path / "system/mnist")
    (problem,) = dataset.problems
    assert f"{tmp_path}/data/mnist/{LAST}.gz is damaged" in problem
    assert f"expected {originals.CHECKSUMS['mnist'][LAST]}, got " in problem
    assert problem in caplog.text


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"<html>"), "Not a gzipped file"),
        (lambda path: path.write_bytes(path.read_bytes()[:-20]), "ended before"),
        (lambda path: path.write_bytes(b""), "got e3b0c442"),
        (lambda path: path.write_bytes(path.read_bytes()[:12] + b"\xff" * 40), "invalid"),
        (lambda path: path.unlink(), "is incomplete: neither"),
    ],
    ids=["not-gzip", "cut-short", "empty", "scrambled", "missing"],
)
def test_unusable_file_is_named(
    spoil: Callable[[Path], object], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data")))
    spoil(tmp_path / "data/mnist" / f"{FILES[0]}.gz")
    put(tmp_path / "system")
    (problem,) = datasets.load("mnist").problems
    assert words in problem
    assert FILES[0] in problem
    assert "\n" not in problem


def test_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data")))
    put(tmp_path / "system")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:  # simulated, because root can read files of mode 0
        if path.is_relative_to(tmp_path / "data"):
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (problem,) = datasets.load("mnist").problems
    assert problem.endswith(f"{FILES[0]}.gz may not be read: permission denied")


def test_good_gz_beside_a_damaged_plain_file_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data")))
    (tmp_path / "data/mnist" / LAST).write_bytes(b"half a download")
    dataset = datasets.load("mnist")
    assert holds(dataset, "mnist")
    assert len(dataset.problems) == 1


def test_chosen_folder_that_does_not_exist_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path / "typo"))
    put(tmp_path / "system")
    assert datasets.load("mnist").problems == (f"AUTOGRADER_DATA ({tmp_path}/typo) is not a folder that can be read",)


def test_nothing_anywhere_lists_every_place_and_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data", "mnist")))
    with pytest.raises(DataError) as caught:
        datasets.load("fashion-mnist")
    text = str(caught.value)
    for place in ("data", "home/.mxnet/datasets", "system", "cache/autograder/downloads"):
        assert str(tmp_path / place) in text
    assert text.startswith("Fashion-MNIST was neither found nor downloaded")
    assert "AUTOGRADER_OFFLINE is set" in text
    assert "Next: put its four files" in text
    assert "\n" not in text


# --- the stand-in ---


def test_digits_stand_in_for_mnist_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", "/nonexistent")
    dataset = datasets.load("mnist")
    assert (dataset.name, dataset.requested) == ("digits", "mnist")
    assert "1,797 handwritten digits stand in" in dataset.note
    assert dataset.problems == ("AUTOGRADER_DATA (/nonexistent) is not a folder that can be read",)
    for images, labels in ((dataset.train_images, dataset.train_labels), (dataset.test_images, dataset.test_labels)):
        assert images.dtype == labels.dtype == np.uint8
        assert images.shape == (len(labels), 28, 28)
        assert images.max() == 255
        assert not images[:, :4].any()
        assert not images[:, :, 24:].any()
        assert not images.flags.writeable


def test_digits_split_is_fixed_stratified_and_disjoint() -> None:
    first, second = datasets.load("mnist"), datasets.load("mnist")
    assert np.array_equal(first.test_images, second.test_images)
    train, test = (np.bincount(labels, minlength=10) for labels in (first.train_labels, first.test_labels))
    assert train.sum() + test.sum() == 1797
    assert np.array_equal(test, (train + test) // 5)
    train_images = {image.tobytes() for image in first.train_images}
    assert not any(image.tobytes() in train_images for image in first.test_images)


def test_without_scikit_learn_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(DataError, match="scikit-learn is not installed"):
        datasets.load("mnist")


# --- the download ---


@dataclass
class Mirror:
    """A server on the loopback; ``answers`` maps a request's path to (status, body, promised length)."""

    url: str
    answers: dict[str, tuple[int, bytes, int | None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0

    def serve(self, files: Mapping[str, bytes]) -> None:
        self.answers |= {f"/{file}.gz": (200, gzip.compress(content), None) for file, content in files.items()}


@pytest.fixture
def make_mirror() -> Iterator[Callable[[], Mirror]]:
    servers = []

    def make() -> Mirror:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.asked.append(self.path)
                time.sleep(mirror.delay)
                status, body, promised = mirror.answers.get(self.path, (404, b"no such file", None))
                with contextlib.suppress(ConnectionError):  # the client may have given up
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body) if promised is None else promised))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        mirror = Mirror(f"http://127.0.0.1:{server.server_port}")
        return mirror

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def good_mirror(make_mirror: Callable[[], Mirror], monkeypatch: pytest.MonkeyPatch) -> Mirror:
    monkeypatch.delenv("AUTOGRADER_OFFLINE")
    mirror = make_mirror()
    mirror.serve(SMALL["mnist"])
    return mirror


def dead_url() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_download_is_verified_kept_and_found_again(good_mirror: Mirror, tmp_path: Path) -> None:
    dataset = datasets.load("mnist", mirrors=[good_mirror.url + "/"])
    assert holds(dataset, "mnist")
    assert dataset.note == ""
    folder = tmp_path / "cache/autograder/downloads/mnist"
    assert dataset.source == str(folder)
    assert sorted(os.listdir(folder)) == sorted(FILES)
    assert len(good_mirror.asked) == 4
    assert holds(datasets.load("mnist", mirrors=[good_mirror.url]), "mnist")
    assert len(good_mirror.asked) == 4


def test_terminal_sees_a_progress_bar(
    good_mirror: Mirror, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)  # pooch's own bar would need it
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert holds(datasets.load("mnist", mirrors=[good_mirror.url]), "mnist")
    shown = capsys.readouterr().err
    assert all(f"{file}.gz" in shown for file in FILES)


def test_dead_mirror_is_left_for_a_good_one(good_mirror: Mirror) -> None:
    assert holds(datasets.load("mnist", mirrors=[dead_url(), good_mirror.url]), "mnist")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, gzip.compress(b"something else"), None), "wrong content: SHA256"),
        ((200, b"<html>please log in</html>", None), "Not a gzipped file"),
        ((200, gzip.compress(SMALL["mnist"][LAST])[:-9], None), "ended before"),
        ((200, gzip.compress(SMALL["mnist"][LAST])[:-9], 10_000), f"{LAST}.gz: "),
        ((503, b"", None), "status 503"),
        ((404, b"", None), "status 404"),
    ],
    ids=["wrong-checksum", "login-page", "cut-gzip", "cut-transfer", "503", "404"],
)
def test_bad_answer_is_named_and_the_next_mirror_asked(
    answer: tuple[int, bytes, int | None],
    words: str,
    good_mirror: Mirror,
    make_mirror: Callable[[], Mirror],
    tmp_path: Path,
) -> None:
    bad = make_mirror()
    bad.serve(SMALL["mnist"])
    bad.answers[f"/{LAST}.gz"] = answer
    trail = originals.Trail()
    assert originals.download("mnist", [bad.url], trail) is None
    assert len(trail.seen) == 1
    assert words in trail.seen[0]
    assert trail.seen[0].startswith(f"{bad.url}/{LAST}.gz: ")
    folder = tmp_path / "cache/autograder/downloads/mnist"
    assert LAST not in os.listdir(folder)
    assert len(os.listdir(folder)) == 3, "a temporary file was left"
    assert holds(datasets.load("mnist", mirrors=[bad.url, good_mirror.url]), "mnist")
    assert good_mirror.asked == [f"/{LAST}.gz"]


def test_silent_mirror_is_given_up(
    good_mirror: Mirror, make_mirror: Callable[[], Mirror], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "TIMEOUTS", (0.2, 0.2))
    silent = make_mirror()
    silent.delay = 1.0
    trail = originals.Trail()
    assert originals.download("mnist", [silent.url, good_mirror.url], trail) is not None
    assert trail.seen == [f"{silent.url}/{FILES[0]}.gz: no answer in time"]


def test_damaged_download_is_fetched_again(good_mirror: Mirror, tmp_path: Path) -> None:
    put(tmp_path / "cache/autograder/downloads", packed=False, damage=LAST)
    dataset = datasets.load("mnist", mirrors=[good_mirror.url])
    assert holds(dataset, "mnist")
    assert good_mirror.asked == [f"/{LAST}.gz"]
    assert len(dataset.problems) == 1


def test_machine_without_network_gets_digits_or_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_OFFLINE")
    first, second = dead_url(), dead_url()
    assert datasets.load("mnist", mirrors=[first, second]).name == "digits"
    with pytest.raises(DataError) as caught:
        datasets.load("fashion-mnist", mirrors=[first, second])
    for url in (first, second):
        assert f"{url}/{FILES[0]}.gz: no connection" in str(caught.value)


def test_offline_asks_no_mirror(good_mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_OFFLINE", "1")
    assert datasets.load("mnist", mirrors=[good_mirror.url]).name == "digits"
    assert good_mirror.asked == []


def test_download_into_a_cache_that_cannot_be_written_is_named(
    good_mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "occupied"))
    trail = originals.Trail()
    assert originals.download("mnist", [good_mirror.url], trail) is None
    assert "Not a directory" in trail.seen[0] or "File exists" in trail.seen[0]


def test_public_mirrors_are_named_for_every_set() -> None:
    assert set(originals.MIRRORS) == set(datasets.NAMES)
    assert all(len(urls) >= 2 for urls in originals.MIRRORS.values())


# --- the prepared copy ---


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = put(tmp_path / "data")
    monkeypatch.setenv("AUTOGRADER_DATA", str(folder))
    return folder


def test_prepared_arrays_are_mapped_and_test_labels_stand_apart(data: Path, tmp_path: Path) -> None:
    prepared = datasets.prepare("mnist")
    assert holds(prepared.dataset, "mnist")
    assert prepared.dataset.source == str(data / "mnist")
    assert isinstance(prepared.dataset.train_images, np.memmap)
    assert not prepared.dataset.train_images.flags.writeable
    assert sorted(os.listdir(prepared.guest)) == ["train_images.npy", "train_labels.npy"]
    assert sorted(os.listdir(prepared.host)) == ["test_images.npy", "test_labels.npy"]
    assert prepared.guest.parent == prepared.host.parent == tmp_path / "cache/autograder/prepared/mnist"
    assert os.listdir(tmp_path / "cache/autograder/prepared") == ["mnist"]


def test_second_preparation_needs_no_originals(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.prepare("mnist")
    monkeypatch.setattr(originals, "find", None)
    assert holds(datasets.prepare("mnist").dataset, "mnist")


def test_a_rooms_user_can_read_what_was_prepared_under_a_strict_umask(data: Path) -> None:
    before = os.umask(0o077)
    try:
        guest = datasets.prepare("mnist").guest
    finally:
        os.umask(before)
    assert {path.name: path.stat().st_mode & 0o777 for path in (guest, *guest.iterdir())} == {
        "guest": 0o755,
        "train_images.npy": 0o644,
        "train_labels.npy": 0o644,
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's rooms are that user's own")
@pytest.mark.parametrize("name", ["guest", "guest/train_labels.npy"])
def test_a_preparation_that_a_rooms_user_cannot_read_is_made_anew(name: str, data: Path) -> None:
    path = datasets.prepare("mnist").guest.parent / name
    path.chmod(path.stat().st_mode & 0o700)
    datasets.prepare("mnist")
    assert path.stat().st_mode & 0o004


@pytest.mark.parametrize("harm", ["flip", "cut", "delete", "manifest", "empty"])
def test_damaged_preparation_is_made_anew(harm: str, data: Path) -> None:
    prepared = datasets.prepare("mnist")
    victim = prepared.host / "test_labels.npy"
    content = victim.read_bytes()
    if harm == "flip":
        victim.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif harm == "cut":
        victim.write_bytes(content[:-1])
    elif harm == "delete":
        victim.unlink()
    elif harm == "manifest":
        (prepared.host.parent / "manifest.json").write_text("[]")
    else:
        (prepared.host.parent / "manifest.json").write_text('{"source": "", "checksums": {}}')
    assert holds(datasets.prepare("mnist").dataset, "mnist")
    assert os.listdir(prepared.host.parent.parent) == ["mnist"]


def test_original_is_known_by_its_files_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.prepare("mnist")
    assert not datasets.has_original("mnist"), "the digits are none"
    folder = put(tmp_path / "own", leave_out=LAST)
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path / "own"))
    assert not datasets.has_original("mnist"), f"without {LAST} it is not whole"
    shutil.rmtree(folder)
    put(tmp_path / "own")
    assert datasets.has_original("mnist")
    datasets.prepare("mnist")
    monkeypatch.delenv("AUTOGRADER_DATA")
    assert datasets.has_original("mnist"), "the prepared copy is enough"
    assert not datasets.has_original("fashion-mnist")


def test_digits_make_way_for_mnist_once_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert datasets.prepare("mnist").dataset.name == "digits"
    again = datasets.prepare("mnist")
    assert again.dataset.note
    assert again.guest.parent.name == "digits"
    monkeypatch.setenv("AUTOGRADER_DATA", str(put(tmp_path / "data")))
    assert holds(datasets.prepare("mnist").dataset, "mnist")


def test_cache_that_cannot_be_written_is_one_clear_error(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "occupied"))
    with pytest.raises(DataError, match=r"cannot keep prepared data in .*occupied.* Next: .*XDG_CACHE_HOME"):
        datasets.prepare("mnist")


def test_full_disk_is_one_clear_error_and_leaves_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(DataError, match="No space left on device"):
        datasets.prepare("mnist")
    assert os.listdir(tmp_path / "cache/autograder/prepared") == []


def test_disk_that_forgets_is_reported(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_module, "_open_prepared", lambda *_: None)
    with pytest.raises(DataError, match="do not read back as written"):
        datasets.prepare("mnist")


def _prepare_and_answer(queue: multiprocessing.Queue[bool]) -> None:
    queue.put(holds(datasets.prepare("mnist").dataset, "mnist"))


def test_parallel_preparations_all_get_a_whole_copy(data: Path, tmp_path: Path) -> None:
    put(tmp_path / "cache/autograder/prepared/mnist")  # a folder without a manifest, which all of them must replace
    fork = multiprocessing.get_context("fork")  # children keep the fixture's small data sets
    queue = fork.Queue()
    processes = [fork.Process(target=_prepare_and_answer, args=(queue,)) for _ in range(6)]
    for process in processes:
        process.start()
    answers = [queue.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert answers == [True] * 6
    assert os.listdir(tmp_path / "cache/autograder/prepared") == ["mnist"]


# --- batches ---


def test_batches_have_the_promised_form_and_keep_the_last_one(data: Path) -> None:
    import mxnet as mx

    dataset = datasets.load("mnist")
    train, test = datasets.loaders(dataset, 16, mx.cpu())
    assert (len(train), len(test)) == (4, 2)
    sizes = []
    for X, y in train:
        assert isinstance(X, mx.nd.NDArray)
        assert X.shape[1:] == (28, 28, 1)
        assert X.dtype == y.dtype == np.float32
        assert X.context == mx.cpu()
        assert y.shape == X.shape[:1]
        sizes.append(len(y))
    assert sizes == [16, 16, 16, 2]
    X = np.concatenate([X.asnumpy() for X, _ in test])
    assert np.array_equal(X[..., 0], dataset.test_images.astype(np.float32) / 255)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert np.array_equal(np.concatenate([y.asnumpy() for _, y in test]), dataset.test_labels)


def test_training_batches_are_a_new_permutation_each_epoch(data: Path) -> None:
    dataset = datasets.load("mnist")
    train, _ = datasets.loaders("mnist", 16, seed=3)
    same, _ = datasets.loaders(dataset, 16, seed=3)

    def epoch(batches: Batches) -> list[bytes]:
        return [image.tobytes() for X, _ in batches for image in X.asnumpy()]

    first, second = epoch(train), epoch(train)
    assert first != second
    assert sorted(first) == sorted(second)
    assert len(set(first)) == TRAIN
    assert epoch(same) == first
    label_of = dict(zip((i.tobytes() for i in dataset.train_images), dataset.train_labels, strict=True))
    for X, y in train:
        pixels = np.rint(X.asnumpy()[..., 0] * 255).astype(np.uint8)
        assert [label_of[image.tobytes()] for image in pixels] == y.asnumpy().tolist()


def test_batch_size_below_one_is_refused(data: Path) -> None:
    with pytest.raises(ValueError, match="batch_size: expected at least 1, got 0"):
        datasets.loaders("mnist", 0)


# --- the module itself ---


def test_import_is_cheap() -> None:
    heavy = ("mxnet", "sklearn", "scipy", "pooch", "requests", "matplotlib")
    code = f"import sys, autograder.datasets; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_real_files_are_what_the_checksums_say(monkeypatch: pytest.MonkeyPatch) -> None:
    if not REAL_DATA:
        pytest.skip("AUTOGRADER_DATA is not set: no real data to verify")
    monkeypatch.setattr(originals, "CHECKSUMS", REAL_CHECKSUMS)
    monkeypatch.setenv("AUTOGRADER_DATA", REAL_DATA)
    for name in datasets.NAMES:
        dataset = datasets.load(name)
        assert dataset.source == str(Path(REAL_DATA) / name)
        assert dataset.train_images.shape == (60_000, 28, 28)
        assert dataset.test_images.shape == (10_000, 28, 28)
        assert np.bincount(dataset.test_labels).tolist() == REAL_TEST_COUNTS[name]
