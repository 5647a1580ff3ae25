"""What a saved model may be made of.

A pickle is a program. Here it is never run as one. `read_shells` reads it as data, without importing or building what it
names, which is all that scoring and looking into a model need. `load_trusted` builds the scikit-learn objects, for who wants
to work with them, and knows only the classes below: none does anything when it is built but hold numbers and settings. A file
that names anything else is refused before that thing is even imported.
"""

from __future__ import annotations

import pickle
import re
import struct
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from joblib.numpy_pickle import NumpyArrayWrapper, NumpyUnpickler

from stance.errors import ModelError

_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_DTYPE = "numpy.dtype"
_NDARRAY = "numpy.ndarray"

ALLOWED = frozenset(
    {
        "stance.classifier.calibration.CalibratedStances",
        "stance.classifier.encoder.SentenceEncoder",
        "stance.classifier.features.LogCountRatio",
        "stance.classifier.features.TextNormalizer",
        "stance.classifier.features.WordClasses",
        "sklearn.feature_extraction.text.TfidfTransformer",
        "sklearn.feature_extraction.text.TfidfVectorizer",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.multiclass.OneVsRestClassifier",
        "sklearn.pipeline.FeatureUnion",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._label.LabelBinarizer",
        "numpy.float64",
        _DTYPE,
        _NDARRAY,
        _WRAPPER,
    }
)

_BROKEN = (
    pickle.UnpicklingError,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
_NUMBERS = re.compile(r"[biuf]\d{1,2}")


class Shell:
    """What a pickle says of an object, and no object: its class's name, and its attributes."""

    name = ""

    def __init__(self, *_: Any, **__: Any) -> None: ...


class _Dtype:
    """What a pickle says of a dtype. A real one would believe whatever the file tells of its insides."""

    def __init__(self, code: str, *_: Any) -> None:
        self.code, self.order = code, "|"

    def __setstate__(self, state: Any) -> None:
        self.order = state[1]

    def real(self) -> np.dtype[Any]:
        """Give the dtype of numbers that is meant."""
        if not isinstance(self.code, str) or not _NUMBERS.fullmatch(self.code) or self.order not in ("<", ">", "|", "="):
            raise ModelError("it holds an array of other things than numbers, which no model of this project does")
        return np.dtype(self.order + self.code)


class _Ndarray:
    """Stands for the class of plain arrays, which a file may name and not call."""


class _PlainArray(NumpyArrayWrapper):  # type: ignore[misc]
    """An array of numbers. One of objects would be a pickle within the pickle."""

    dtype: Any
    subclass: Any

    def read(self, unpickler: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(self.dtype, _Dtype) or self.subclass is not _Ndarray:
            raise ModelError("it holds an array of an unknown kind")
        self.dtype, self.subclass = self.dtype.real(), np.ndarray
        return super().read(unpickler, *args, **kwargs)


class _Reader(NumpyUnpickler):  # type: ignore[misc]
    """joblib's reader, which builds arrays of numbers by its own hands, and changes no class."""

    dispatch: ClassVar[dict[int, Any]] = NumpyUnpickler.dispatch.copy()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        self.names.add(full)
        if full == _WRAPPER:
            return _PlainArray
        return {_DTYPE: _Dtype, _NDARRAY: _Ndarray}.get(full) or self.find_other(module, name)

    def find_other(self, module: str, name: str) -> Any:
        """Give what stands for any other name: a shell."""
        return type(name, (Shell,), {"name": f"{module}.{name}"})

    def load_build(self) -> None:
        if isinstance(self.stack[-2], type):
            raise ModelError("it sets attributes of a class")
        state = self.stack[-1]
        if not isinstance(self.stack[-2], _Dtype):
            if not isinstance(state, dict):
                raise ModelError("it gives an object its attributes in another form than names and values")
            # Such as __array_interface__, by which NumPy would read memory where the file says.
            if any(str(key).startswith("__") for key in state):
                raise ModelError("it sets an attribute that Python or NumPy gives a meaning to")
        super().load_build()

    dispatch[pickle.BUILD[0]] = load_build


class _TrustedReader(_Reader):
    """A reader that builds the real objects, of allowed classes."""

    def find_other(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        if full not in ALLOWED:
            raise ModelError(f"it names {full}, which is not on the list of what a model may hold")
        return NumpyUnpickler.find_class(self, module, name)


def load_trusted(path: Path) -> Any:
    """Load a file that joblib wrote, uncompressed, if it names nothing but the allowed classes.

    Raises
    ------
    ModelError
        Where it names another, or is no such file.
    """
    return _read(path, _TrustedReader)[1]


def read_shells(path: Path) -> tuple[Any, frozenset[str]]:
    """Read a file that joblib wrote as data: nothing that it names is imported, built or run.

    Parameters
    ----------
    path : Path

    Returns
    -------
    model : Shell
        With the attributes that the file gives it, themselves shells, arrays of numbers, and plain values.
    names : frozenset of str
        The classes and functions that the file names.

    Raises
    ------
    ModelError
        Where it is no file that joblib wrote.
    """
    reader, model = _read(path, _Reader)
    return model, frozenset(reader.names)


def _read(path: Path, reader: type[_Reader]) -> tuple[_Reader, Any]:
    try:
        with path.open("rb") as stream:
            unpickler = reader(str(path), stream, ensure_native_byte_order=True)
            return unpickler, unpickler.load()
    except ModelError as error:
        raise ModelError(f"{path}: refused: {error}") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    except _BROKEN as error:
        raise ModelError(
            f"{path}: is broken, or was written by other versions of its libraries ({type(error).__name__})"
        ) from None
