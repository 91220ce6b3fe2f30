from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Packing
from projections.readers.packing import NoMember, PackingBroken, PackingTooLarge, UnsafeArchive
from projections.readers.refusals import FileRefused
from tests.projections.readers.packing.conftest import unpack as unpack_path
from tests.projections.readers.packing.conftest import zipped

FILES = {"b.csv": b"b\n1\n", "a.csv": b"a\n1\n2\n", "about.txt": b"hello", "2024/c.csv": b"c\n" * 5_000}


def edited(build) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        build(archive)
    return file.getvalue()


def test_members_come_in_the_order_of_the_archive(unpack):
    found = unpack(zipped(FILES), "zip")
    assert found == FILES
    assert list(found) == list(FILES)


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (("*.csv",), ["b.csv", "a.csv", "2024/c.csv"]),
        (("a*", "b*"), ["b.csv", "a.csv", "about.txt"]),
        (("2024/*.csv",), ["2024/c.csv"]),
        (("*/c.csv",), ["2024/c.csv"]),
        (("A.CSV", "about.txt"), ["about.txt"]),
    ],
)
def test_members_are_chosen_by_patterns(unpack, patterns, names):
    assert list(unpack(zipped(FILES), "zip", members=patterns)) == names


def test_no_member_that_matches_is_told_with_what_is_there(unpack):
    with pytest.raises(NoMember) as caught:
        unpack(zipped(FILES), "zip", members=("*.xlsx",))
    assert "'2024/c.csv'" in caught.value.why
    assert "csv" not in caught.value.what


def test_folders_and_what_macos_adds_are_no_members(unpack):
    data = zipped({"d/": b"", "d/a.csv": b"x", "__MACOSX/d/._a.csv": b"junk", "d/.DS_Store": b"junk"})
    assert unpack(data, "zip") == {"d/a.csv": b"x"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_the_usual_methods_are_read(unpack, method):
    assert unpack(zipped(FILES, method), "zip") == FILES


def test_another_method_is_refused_with_what_to_do(unpack):
    with pytest.raises(UnsafeArchive, match="method 14") as caught:
        unpack(zipped(FILES, zipfile.ZIP_LZMA), "zip")
    assert "deflate" in caught.value.mend[0]


def test_an_archive_in_an_archive_is_not_opened(unpack):
    inner = zipped(FILES)
    assert unpack(zipped({"inner.zip": inner}), "zip") == {"inner.zip": inner}


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up.csv", "a/../../up.csv", "C:/x.csv", "C:x.csv", "..\\up.csv", "\\\\host\\x", "a\0b"]
)
def test_a_name_that_leaves_its_folder_is_refused(unpack, name):
    def build(archive):
        archive.writestr("plain.csv", b"x")
        info = zipfile.ZipInfo("x" * len(name))
        archive.writestr(info, b"x")

    data = edited(build).replace(b"x" * len(name), name.encode()) if len(name) > 1 else b""
    with pytest.raises(UnsafeArchive) as caught:
        unpack(data, "zip")
    assert "leaves its folder" in caught.value.what


def test_two_members_of_one_name_are_refused(unpack):
    data = zipped({"a.csv": b"1", "b.csv": b"2"}).replace(b"b.csv", b"a.csv")
    with pytest.raises(UnsafeArchive, match="same name"):
        unpack(data, "zip")


def test_an_encrypted_member_is_refused_where_it_is_asked_for(unpack):
    data = bytearray(zipped({"a.csv": b"1", "b.csv": b"2"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnsafeArchive, match="encrypted"):
        unpack(bytes(data), "zip")
    assert unpack(bytes(data), "zip", members=("b.csv",)) == {"b.csv": b"2"}


def test_a_link_is_refused_where_it_is_asked_for(unpack):
    def build(archive):
        info = zipfile.ZipInfo("link.csv")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    with pytest.raises(UnsafeArchive, match="link"):
        unpack(edited(build), "zip")


def unmarked(name: bytes) -> bytes:
    """An archive whose name has no mark of its encoding."""
    return zipped({"x" * len(name): b"1"}).replace(b"x" * len(name), name)


def test_names_are_utf8_where_that_is_marked_or_possible_else_cp437(unpack):
    assert list(unpack(zipped({"données.csv": b"1"}), "zip")) == ["données.csv"]
    assert list(unpack(unmarked("données.csv".encode()), "zip")) == ["données.csv"]
    assert list(unpack(unmarked(b"donn\x82es.csv"), "zip")) == ["données.csv"]


def test_a_name_marked_as_utf8_that_is_none_is_refused(unpack):
    data = zipped({"éé.csv": b"1"}).replace("éé".encode(), b"\xff\xfe\xff\xfe")
    with pytest.raises(PackingBroken):
        unpack(data, "zip")


def test_a_file_that_ends_early_or_goes_on_is_refused(unpack):
    data = zipped(FILES)
    for size in (4, 30, len(data) // 2, len(data) - 22, len(data) - 1):
        with pytest.raises(PackingBroken):
            unpack(data[:size], "zip")
    with pytest.raises(PackingBroken):
        unpack(data + b"garbage", "zip")
    with pytest.raises(FileRefused):
        unpack(b"garbage" + data, "zip")
    with pytest.raises(PackingBroken):
        unpack(zipped({"x": b"1"}) + data, "zip")


def test_a_comment_is_no_garbage(unpack):
    def build(archive):
        archive.comment = b"published on Monday"
        archive.writestr("a.csv", b"1")

    assert unpack(edited(build), "zip") == {"a.csv": b"1"}


def test_a_wrong_checksum_is_refused(unpack):
    data = zipped({"a.csv": b"some text"}, zipfile.ZIP_STORED).replace(b"some text", b"same text")
    with pytest.raises(PackingBroken, match="checksum"):
        unpack(data, "zip")


def test_a_length_that_is_not_true_is_refused(unpack):
    data = zipped({"a.csv": b"x" * 100})
    at = data.index(b"PK\x01\x02") + 24
    for length in (99, 101, 2**31):
        with pytest.raises(FileRefused):
            unpack(data[:at] + struct.pack("<I", length) + data[at + 4 :], "zip")


def test_more_members_than_allowed_are_refused_before_they_are_listed(unpack):
    data = zipped({f"{n}.csv": b"" for n in range(11)})
    assert len(unpack(data, "zip", max_members=11)) == 11
    with pytest.raises(PackingTooLarge) as caught:
        unpack(data, "zip", max_members=10)
    assert "max_members" in caught.value.mend[0]


def test_a_bomb_is_refused_before_it_is_large(unpack):
    bomb = zipped({"a.csv": bytes(20_000_000)})
    with pytest.raises(PackingTooLarge):
        unpack(bomb, "zip", max_ratio=100)
    with pytest.raises(PackingTooLarge):
        unpack(bomb, "zip", max_bytes=10_000_000, max_ratio=10_000)


def test_members_that_share_their_bytes_are_refused(unpack):
    data = zipped({"a.csv": b"\n".join(b"%d" % (n * n) for n in range(5_000))})
    at = data.index(b"PK\x01\x02")
    entry = data[at : data.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.csv", b"%d.csv" % n) for n in range(3))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 3, 3, len(entries), at, 0)
    with pytest.raises(UnsafeArchive, match="overlap"):
        unpack(data[:at] + entries + end, "zip")


def test_a_large_directory_is_read(unpack, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    data = zipped({f"{n}.csv": b"x" * 200 for n in range(3)})
    assert b"PK\x06\x06" in data
    assert len(unpack(data, "zip")) == 3
    broken = data.replace(b"PK\x06\x06", b"PK\x06\x00")
    with pytest.raises(PackingBroken):
        unpack(broken, "zip")


def test_a_member_without_a_name_is_refused(unpack):
    data = zipped({"a.csv": b"x"}).replace(b"a.csv", b"\0.csv")
    with pytest.raises(PackingBroken):
        unpack(data, "zip")


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_no_altered_byte_makes_it_crash(tmp_path_factory, changes, before, after):
    whole = zipped(FILES)
    data = bytearray(whole[max(0, before - 90) : len(whole) - max(0, after - 90)])
    for place, value in changes:
        data[int(place * len(data))] = value
    folder = tmp_path_factory.mktemp("altered")
    (folder / "raw").write_bytes(data)
    try:
        found = unpack_path(folder / "raw", Packing("zip"), folder)
    except FileRefused:
        return
    assert sorted(found.values()) == sorted(FILES.values())
