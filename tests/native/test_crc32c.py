"""CRC-32C: every variant that runs here gives the published numbers, and those of a plain table in Python."""

import pytest

from sonde._native import _testing
from support.records import crc32c

VARIANTS = [name for name, usable in _testing.crc32c_variants() if usable]

# RFC 3720, appendix B.4, and the check value of the CRC catalogue.
VECTORS = [
    (b"", 0x00000000),
    (b"123456789", 0xE3069283),
    (bytes(32), 0x8A9136AA),
    (b"\xff" * 32, 0x62A8AB43),
    (bytes(range(32)), 0x46DD794E),
    (bytes(range(31, -1, -1)), 0x113FDB5C),
    (
        bytes.fromhex(
            "01c00000" + "00" * 12 + "14000000000004000000001400000018" + "28000000000000000200000000000000"
        ),
        0xD9963A56,
    ),
]


def test_the_portable_variant_and_one_of_this_processor_are_there():
    assert VARIANTS[0] == "portable"
    assert {name for name, _ in _testing.crc32c_variants()} == {"portable", "sse42", "armv8"}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("data", "expected"), VECTORS)
def test_published_vectors(variant, data, expected):
    assert expected == _testing.crc32c(variant, data)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_length_and_alignment_up_to_a_few_blocks(variant):
    data = bytes((i * 167 + i // 7) & 0xFF for i in range(1300))
    for length in [*range(70), 383, 384, 385, 400, 767, 768, 769, 1151, 1152, 1160]:
        for start in range(9):
            piece = data[start : start + length]
            assert crc32c(piece) == _testing.crc32c(variant, piece), (start, length)


def test_the_inlined_checksum_at_every_length_and_alignment():
    data = bytes((i * 167 + i // 7) & 0xFF for i in range(1300))
    for length in [*range(8, 90), 255, 256, 257, 1291]:
        for start in range(9):
            piece = data[start : start + length]
            assert crc32c(piece) == _testing.short_crc32c(piece), (start, length)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("length", [12287, 12288, 12289, 40000, 100_003])
def test_long_blocks_agree_with_the_plain_table(variant, length):
    data = (b"\x00\x01\xfe\x80sonde" * (length // 9 + 1))[:length]

    assert crc32c(data) == _testing.crc32c(variant, data)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("cut", [0, 1, 7, 8, 500, 13000, 13999, 14000])
def test_a_checksum_is_carried_on(variant, cut):
    data = bytes(i % 251 for i in range(14000))
    first = _testing.crc32c(variant, data[:cut])

    assert _testing.crc32c(variant, data) == _testing.crc32c(variant, data[cut:], first)


def test_masked_checksums_of_real_records():
    """From TensorBoard's data server, tf_record.rs and masked_crc.rs."""
    payload = bytes.fromhex("090000803899d6d7411a0d") + b"brain.Event:2"

    assert _testing.masked_crc32c(len(payload).to_bytes(8, "little")) == 0x224B7FA3
    assert _testing.masked_crc32c(payload) == 0xAB364B12
    assert _testing.masked_crc32c(b"\x1a\x11CRC test, one two") == 0x5794D08A


def test_an_unknown_variant_is_named():
    with pytest.raises(ValueError, match="no variant of this name"):
        _testing.crc32c("md5", b"")
