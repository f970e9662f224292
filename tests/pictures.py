"""Compare two PNG pictures so that a changed digit counts and a sub-pixel difference does not."""

import base64
import io

import numpy as np
from matplotlib.image import imread

BLOCK = 8  # pixels; about as wide as a digit of 12 points at 100 dots per inch
# Mean difference of ink in one block, 0 to 1. A changed digit of 9 points makes at least 0.08, in grey;
# the same digit moved by a twentieth of a pixel makes up to 0.025 (test_pictures.py measures both).
LIMIT = 0.03


def decode(picture: bytes | str) -> np.ndarray:
    """Red, green and blue from 0 to 1, drawn on white; base64 text, as in a notebook, is decoded first."""
    data = base64.b64decode(picture) if isinstance(picture, str) else picture
    pixels = imread(io.BytesIO(data), format="png").astype(float)
    colours, opacity = pixels[..., :3], pixels[..., 3:]
    return colours * opacity + 1 - opacity if opacity.size else colours


def largest_difference(a: np.ndarray, b: np.ndarray) -> float:
    """The largest mean difference in a block, over all places of a block; infinite if the sizes differ."""
    if a.shape != b.shape:
        return float("inf")
    difference = np.abs(a - b).max(axis=2)
    total = np.pad(difference.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    height, width = (min(BLOCK, size) for size in difference.shape)
    blocks = (
        total[height:, width:] - total[:-height, width:] - total[height:, :-width] + total[:-height, :-width]
    )
    return float(blocks.max() / (height * width))


def pictures_of(outputs: list) -> list[str]:
    """The PNG pictures among the outputs of a cell, in order."""
    return [out["data"]["image/png"] for out in outputs if "image/png" in out.get("data", {})]


def explain_difference(committed: list, fresh: list) -> str:
    """One line that says how the pictures of two runs of a cell differ; empty when they show the same."""
    old, new = pictures_of(committed), pictures_of(fresh)
    if len(old) != len(new):
        return f"{len(old)} pictures are committed, the cell draws {len(new)}"
    for number, (a, b) in enumerate(zip(old, new, strict=True), start=1):
        a_pixels, b_pixels = decode(a), decode(b)
        if a_pixels.shape != b_pixels.shape:
            sizes = f"{a_pixels.shape[1::-1]} pixels are committed, the cell draws {b_pixels.shape[1::-1]}"
            return f"picture {number}: {sizes}"
        if (largest := largest_difference(a_pixels, b_pixels)) > LIMIT:
            return f"picture {number} shows something else: a block differs by {largest:.3f} (limit {LIMIT})"
    return ""
