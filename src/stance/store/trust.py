"""What a saved model may be made of.

A pickle is a program. Here it is never run as one. `read_shells` reads it as data, without importing or building what it
names, which is all that scoring and looking into a model need. `load_trusted` builds the scikit-learn objects, for who wants
to work with them, and knows only the classes below: none does anything when it is built but hold numbers and settings. A file
that names anything else is refused before that thing is even imported.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, cast

import numpy as np
from joblib.numpy_pickle import NumpyArrayWrapper, NumpyUnpickler

from stance.errors import ModelError

_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_ARRAYS = frozenset({"numpy.dtype", "numpy.float64", "numpy.ndarray"})

ALLOWED = frozenset(
    {
        "stance.classifier.calibration.CalibratedStances",
        "stance.classifier.features.LogCountRatio",
        "stance.classifier.features.TextNormalizer",
        "sklearn.feature_extraction.text.TfidfTransformer",
        "sklearn.feature_extraction.text.TfidfVectorizer",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.multiclass.OneVsRestClassifier",
        "sklearn.pipeline.FeatureUnion",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._label.LabelBinarizer",
        *_ARRAYS,
        _WRAPPER,
    }
)


_BROKEN = (
    pickle.UnpicklingError,
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


class _PlainArray(NumpyArrayWrapper):  # type: ignore[misc]
    """An array of numbers. One of objects would be a pickle within the pickle."""

    def read(self, unpickler: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(self.dtype, np.dtype) or self.dtype.hasobject or self.subclass is not np.ndarray:
            raise ModelError("it holds an array of objects, which no model of this project does")
        return super().read(unpickler, *args, **kwargs)


class _Unpickler(NumpyUnpickler):  # type: ignore[misc]
    """joblib's reader, with the lexicon."""

    def find_class(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        if full not in ALLOWED:
            raise ModelError(f"it names {full}, which is not on the list of what a model may hold")
        return _PlainArray if full == _WRAPPER else super().find_class(module, name)


class Shell:
    """What a pickle says of an object, and no object: its class's name, and its attributes."""

    name = ""

    def __init__(self, *_: Any, **__: Any) -> None: ...


class _ShellReader(NumpyUnpickler):  # type: ignore[misc]
    """joblib's reader, which imports nothing and builds only arrays and shells."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        self.names.add(full)
        if full == _WRAPPER:
            return _PlainArray
        return super().find_class(module, name) if full in _ARRAYS else type(name, (Shell,), {"name": full})


def load_trusted(path: Path) -> Any:
    """Load a file that joblib wrote, uncompressed, if it names nothing but the allowed classes.

    Raises
    ------
    ModelError
        Where it names another, or is no such file.
    """
    return _read(path, _Unpickler)[1]


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
    reader, model = _read(path, _ShellReader)
    return model, frozenset(cast(_ShellReader, reader).names)


def _read(path: Path, reader: type[NumpyUnpickler]) -> tuple[NumpyUnpickler, Any]:
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
