from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Packing
from projections.own_folder import sweep_folders
from projections.readers.packing import NotPacked, PackingBroken, PackingTooLarge
from projections.readers.refusals import EmptyFile, FileRefused
from tests.projections.readers.packing.conftest import unpack as unpack_path

TEXT = b"id,name\n" + b"".join(b"%d,name %d\n" % (n, n * n) for n in range(5_000))
PACK = {"gzip": gzip.compress, "zstd": zstd.compress}
KINDS = pytest.mark.parametrize("kind", PACK)


def with_checksum(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


@KINDS
def test_one_file_comes_out_as_it_was(unpack, kind):
    assert unpack(PACK[kind](TEXT), kind) == {None: TEXT}
    assert unpack(PACK[kind](b""), kind) == {None: b""}


@KINDS
def test_every_member_and_frame_is_read(unpack, kind):
    pack = PACK[kind]
    assert unpack(pack(TEXT) + pack(b"") + pack(b"more"), kind) == {None: TEXT + b"more"}


def test_a_skippable_frame_of_zstd_is_skipped(unpack):
    skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    assert unpack(skippable + zstd.compress(TEXT) + skippable, "zstd") == {None: TEXT}


def test_what_is_packed_twice_is_unpacked_once(unpack):
    inner = gzip.compress(TEXT)
    assert unpack(gzip.compress(inner), "gzip") == {None: inner}


@KINDS
def test_a_file_that_ends_early_is_refused(unpack, kind):
    data = PACK[kind](TEXT)
    for size in (4, 10, len(data) // 2, len(data) - 1):
        with pytest.raises(PackingBroken):
            unpack(data[:size], kind)


@KINDS
def test_what_follows_the_end_is_refused(unpack, kind):
    with pytest.raises(PackingBroken) as caught:
        unpack(PACK[kind](TEXT) + b"garbage secret", kind)
    assert "secret" not in str(caught.value)


def test_a_wrong_checksum_is_refused(unpack):
    packed = gzip.compress(TEXT)
    for wrong in (packed[:-8] + b"0000" + packed[-4:], packed[:-4] + b"0000"):
        with pytest.raises(PackingBroken):
            unpack(wrong, "gzip")
    with pytest.raises(PackingBroken):
        unpack(with_checksum(TEXT)[:-4] + b"0000", "zstd")


@KINDS
def test_a_bomb_is_refused_before_it_is_large(unpack, kind):
    bomb = PACK[kind](bytes(50_000_000))
    with pytest.raises(PackingTooLarge) as caught:
        unpack(bomb, kind, max_ratio=100)
    assert "max_ratio" in caught.value.mend[0]
    with pytest.raises(PackingTooLarge) as caught:
        unpack(bomb, kind, max_bytes=1_000_000, max_ratio=10**9)
    assert "max_unpacked" in caught.value.mend[0]
    assert len(unpack(bomb, kind, max_ratio=10**9)[None]) == 50_000_000


def test_the_limit_itself_is_allowed(unpack):
    assert unpack(gzip.compress(TEXT), "gzip", max_bytes=len(TEXT)) == {None: TEXT}
    with pytest.raises(PackingTooLarge):
        unpack(gzip.compress(TEXT), "gzip", max_bytes=len(TEXT) - 1)


@pytest.mark.parametrize(
    ("kind", "data", "found"),
    [
        ("gzip", b"id,name\n", "not packed"),
        ("gzip", b"PK\x03\x04....", "zip"),
        ("zstd", gzip.compress(b"", mtime=0), "gzip"),
        ("zip", zstd.compress(b""), "zstd"),
        ("zip", b"id,name\n", "not packed"),
    ],
)
def test_another_packing_is_told(unpack, kind, data, found):
    with pytest.raises(NotPacked, match=found):
        unpack(data, kind)


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
def test_an_empty_file_is_refused(unpack, kind):
    with pytest.raises(EmptyFile):
        unpack(b"", kind)


@settings(max_examples=100)
@given(
    st.sampled_from(["gzip", "zstd"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    st.integers(0, 400),
)
def test_no_altered_byte_makes_it_crash(tmp_path_factory, kind, changes, cut):
    data = bytearray((gzip.compress(TEXT[:2_000]) if kind == "gzip" else with_checksum(TEXT[:2_000]))[cut:])
    for place, value in changes if data else ():
        data[int(place * len(data))] = value
    folder = tmp_path_factory.mktemp("altered")
    (folder / "raw").write_bytes(data)
    try:
        found = unpack_path(folder / "raw", Packing(kind), folder)
    except FileRefused:
        return
    assert found == {None: TEXT[:2_000]}


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.definitions import Packing
from projections.readers.packing import unpacked
with unpacked(Path(sys.argv[1]), Packing("gzip"), None, Path(sys.argv[2])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_unpacked_is_swept(tmp_path):
    raw, work = tmp_path / "raw.gz", tmp_path / "work"
    raw.write_bytes(gzip.compress(TEXT))
    done = subprocess.run([sys.executable, "-c", KILLED, str(raw), str(work)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [p.name for p in work.rglob("unpacked")] == ["unpacked"]
    assert sweep_folders(work) == 1
    assert list(work.iterdir()) == []


SMALL_MEMORY = """
import resource, sys
from pathlib import Path
from ledger.definitions import Packing
from projections.readers.packing import unpacked
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = used()
with unpacked(Path(sys.argv[1]), Packing("gzip", max_ratio=10**6), None, Path(sys.argv[2])) as path:
    print(path.stat().st_size, used() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    raw = tmp_path / "raw.gz"
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        for _ in range(150):
            file.write(os.urandom(1_000) * 1_000)
    raw.write_bytes(packed.getvalue())
    command = [sys.executable, "-c", SMALL_MEMORY, str(raw), str(tmp_path / "work")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    size, megabytes = map(int, done.stdout.split())
    assert size == 150_000_000
    assert megabytes < 30
    assert not list(Path(tmp_path / "work").iterdir())
