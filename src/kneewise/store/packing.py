"""Samples in few bytes, and back: per channel whole numbers of its resolution, differences, equal-weight bytes together, zlib.

Second-by-second values change little, so their differences mostly fit one byte, and lying together they compress well.
"""

from __future__ import annotations

import json
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from kneewise.model.errors import Store
from kneewise.model.run import CHANNELS, NO_SAMPLES, Column, Samples

FORMAT = 1
LEVEL = 4
_TIME = "elapsed_s"
_TIME_RESOLUTION = 0.001
_FINE = 0.001
_RAW = 0.0
"""Resolution of a channel that is kept as floating-point numbers."""
_LARGEST = 2**53


def pack(samples: Samples) -> bytes:
    """Samples as bytes.

    Parameters
    ----------
    samples : Samples
        Any number, any channels.

    Returns
    -------
    bytes
        A format byte, the length of a header, the header (JSON, compressed with the rest). Values come back rounded to their
        channel's resolution.
    """
    columns = [(_TIME, samples.elapsed_s), *samples.channels.items()]
    described, parts = [], []
    for name, values in columns:
        resolution = _TIME_RESOLUTION if name == _TIME else CHANNELS.get(name) or _resolution_of(values)
        width, body, absent = _encode(values, resolution)
        if not width:
            resolution, width, body = _RAW, 8, np.ascontiguousarray(values, "<f8")
        described.append([name, resolution, width, absent is not None])
        parts.append(np.ascontiguousarray(body.view(np.uint8).reshape(-1, width).T).tobytes())
        if absent is not None:
            parts.append(np.packbits(absent).tobytes())
    header = json.dumps([len(samples), described], ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<BI", FORMAT, len(header)) + zlib.compress(header + b"".join(parts), LEVEL)


def unpack(packed: bytes) -> Samples:
    """Bytes of :func:`pack` back to samples.

    Raises
    ------
    Store
        If the bytes were written by a newer version or are damaged.
    """
    if not packed:
        return NO_SAMPLES
    if packed[0] != FORMAT:
        raise Store(f"Samples are kept in format {packed[0]}, this version reads {FORMAT}. Update Kneewise.", where="samples")
    (length,) = struct.unpack_from("<I", packed, 1)
    try:
        content = zlib.decompress(packed[5:])
    except zlib.error as error:
        raise Store(f"Stored samples are damaged: {error}.", where="samples") from error
    count, described = json.loads(content[:length])
    at, found = length, {}
    for name, resolution, width, has_absent in described:
        planes = np.frombuffer(content, np.uint8, count * width, at).reshape(width, count)
        at += count * width
        body = np.ascontiguousarray(planes.T)
        values = body.view("<f8").ravel().copy() if resolution == _RAW else _decode(body.view(f"<u{width}").ravel(), resolution)
        if has_absent:
            size = (count + 7) // 8
            values[np.unpackbits(np.frombuffer(content, np.uint8, size, at), count=count).astype(bool)] = np.nan
            at += size
        found[name] = values
    return Samples(found.pop(_TIME), found)


def _resolution_of(values: Column) -> float:
    """Of a sensor's own field: whole numbers, thousandths, or none of these."""
    known = values[np.isfinite(values)]
    if np.abs(known).max(initial=0.0) > _LARGEST * _FINE:
        return _RAW
    for resolution in (1.0, _FINE):
        scaled = known / resolution
        if np.abs(scaled - np.rint(scaled)).max(initial=0.0) < 1e-6:
            return resolution
    return _RAW


def _encode(values: Column, resolution: float) -> tuple[int, NDArray[np.unsignedinteger], NDArray[np.bool_] | None]:
    """Bytes per value, the folded differences, and where a value is absent; width 0 if the values cannot be kept as whole numbers."""
    absent = ~np.isfinite(values)
    some = bool(absent.any())
    nothing = np.empty(0, np.uint8)
    if resolution == _RAW:
        return 0, nothing, absent if some else None
    if np.abs(values[~absent]).max(initial=0.0) > _LARGEST * resolution:
        return 0, nothing, absent if some else None
    filled = values
    if some:
        places = np.where(absent, 0, np.arange(len(values)))
        filled = np.where(absent, 0.0, values)[np.maximum.accumulate(places)]
    scaled = filled / resolution
    steps = np.rint(scaled).astype(np.int64)
    steps[1:] -= steps[:-1].copy()
    folded = (steps << 1) ^ (steps >> 63)
    top = int(folded.max(initial=0))
    width = 1 if top < 1 << 8 else 2 if top < 1 << 16 else 4 if top < 1 << 32 else 8
    return width, folded.astype(f"<u{width}"), absent if some else None


def _decode(folded: NDArray[np.unsignedinteger], resolution: float) -> Column:
    wide = folded.astype(np.uint64)
    steps = (wide >> np.uint64(1)).astype(np.int64) ^ -(wide & np.uint64(1)).astype(np.int64)
    whole = np.cumsum(steps)
    return whole / round(1 / resolution) if resolution < 1 else whole * resolution
