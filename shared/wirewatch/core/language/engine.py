"""py3langid's model, read in memory."""

import lzma
from array import array
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPE_CODES = {2: "H", 4: "I", 8: "L"}


@cache
def engine() -> Any:
    """The identifier with probabilities over all its languages; loaded at first use.

    py3langid's own loader unpacks its model of 68 MB into the temporary folder each time. A
    container may have none that can be written, and several workers would fill a small one; the
    same arrays are read here from memory, which is given back at once.

    Raises OSError where the package's model is absent, ValueError where it has another layout.
    """
    from py3langid import langid

    packed = files("py3langid").joinpath(langid.MODEL_FILE).read_bytes()
    with np.load(BytesIO(lzma.decompress(packed)), allow_pickle=False) as model:
        absent = {"ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat"} - {*model.files}
        if absent:
            raise ValueError(f"the model of py3langid lacks {sorted(absent)}: use version 0.4")
        return langid.LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _numbers(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_numbers(model["nextmove_row"]),
        )


def _numbers(values: NDArray[Any]) -> "array[int]":
    """As array of the standard library: reading one number is faster than from numpy."""
    numbers = array(_TYPE_CODES[values.dtype.itemsize])
    numbers.frombytes(np.ascontiguousarray(values).view(np.uint8).data)
    return numbers
