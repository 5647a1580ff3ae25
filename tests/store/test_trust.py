from __future__ import annotations

import contextlib
import functools
import os
import pickle
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier

import stance
from stance.classifier.features import TextNormalizer
from stance.errors import ModelError
from stance.store.loading import load_pipeline
from stance.store.trust import ALLOWED, load_trusted, read_shells
from tests.store.conftest import Forge, as_joblib

Load = Callable[[Path], Any]
LOADERS = pytest.mark.parametrize("load", [stance.load, load_pipeline], ids=["load", "load_pipeline"])
READERS = pytest.mark.parametrize("read", [read_shells, load_trusted])


class Call:
    """Pickled, it is a call: whoever unpickles it makes that call."""

    def __init__(self, function: Any, *arguments: Any, state: Any = None) -> None:
        self.reduced = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self) -> Any:
        return self.reduced


def create(mark: Path) -> str:
    return f"open({str(mark)!r}, 'w').close()"


def shell(mark: Path) -> str:
    return f'"{sys.executable}" -c "{create(mark)}"'


def naming(module: str, name: str) -> bytes:
    """Write a pickle that is no more than the name of something."""
    words = b"".join(b"X" + len(word.encode()).to_bytes(4, "little") + word.encode() for word in (module, name))
    return b"\x80\x04" + words + pickle.STACK_GLOBAL + b"."


PAYLOADS: dict[str, Callable[[Path], Any]] = {
    "os.system": lambda mark: Call(os.system, shell(mark)),
    "builtins.eval": lambda mark: Call(eval, create(mark)),
    "builtins.exec": lambda mark: Call(exec, create(mark)),
    "subprocess": lambda mark: Call(subprocess.call, [sys.executable, "-c", create(mark)]),
    "a partial that is called": lambda mark: Call(functools.partial(eval, create(mark))),
    "a method of an allowed class": lambda mark: Call(np.ndarray.tofile, np.zeros(1), str(mark)),
    "inside a list": lambda mark: [1, {"a": Call(eval, create(mark))}],
    "a pickle in an array of objects": lambda mark: np.array([Call(eval, create(mark)), 1], dtype=object),
    "joblib's own loader": lambda mark: Call(joblib.load, str(mark.with_suffix(".bait"))),
}


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that a payload creates where it is run."""
    joblib.dump(Call(eval, create(tmp_path / "mark")), tmp_path / "mark.bait")
    return tmp_path / "mark"


def refused_and_not_run(load: Load, folder: Path, mark: Path) -> None:
    joblib.load(folder / "model.joblib")
    assert mark.exists(), "the payload is no danger, so the test shows nothing"
    mark.unlink()
    with pytest.raises(ModelError):
        load(folder)
    assert not mark.exists()


@LOADERS
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_pickle_that_would_run_something_is_refused_and_runs_nothing(
    load: Load, payload: Callable[[Path], Any], forge: Forge, mark: Path
) -> None:
    refused_and_not_run(load, forge(as_joblib(payload(mark))), mark)


@LOADERS
@pytest.mark.parametrize("attribute", ["slopes_", "estimator_", "folds", "classes_"])
@pytest.mark.parametrize("hide", [lambda call: call, lambda call: np.array([call], dtype=object)], ids=["plain", "in an array"])
def test_a_payload_inside_a_true_model_is_refused_and_runs_nothing(
    load: Load, attribute: str, hide: Callable[[Call], Any], toy_model: Path, forge: Forge, mark: Path
) -> None:
    model = joblib.load(toy_model / "model.joblib")
    setattr(model, attribute, hide(Call(eval, create(mark))))
    refused_and_not_run(load, forge(as_joblib(model)), mark)


@LOADERS
@pytest.mark.parametrize(
    "thing",
    [
        functools.partial(print, 1),
        DummyClassifier(),
        OrderedDict(a=1),
        range(3),
        np.array(["text", None], dtype=object),
        np.array([(1, None)], dtype=[("a", int), ("b", object)]),
        {"a": Path("x")},
        np.float64(1.5),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_a_harmless_thing_that_no_model_needs_is_refused_too(load: Load, thing: Any, forge: Forge) -> None:
    with pytest.raises(ModelError):
        load(forge(as_joblib(thing)))


@LOADERS
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("sklearn.pipeline", "make_pipeline"),
        ("sklearn.pipeline", "Pipeline.fit"),
        ("sklearn.pipeline", "Pipeline.__init__.__globals__"),
        ("stance.store.trust", "load_trusted"),
        ("joblib.numpy_pickle_compat", "NDArrayWrapper"),
        ("numpy", "load"),
        ("no_such_module_at_all", "thing"),
        ("", ""),
    ],
)
def test_the_refusal_tells_what_was_named(load: Load, module: str, name: str, forge: Forge) -> None:
    with pytest.raises(ModelError, match=rf"names {module}\.{name}[, ]"):
        load(forge(naming(module, name)))


@LOADERS
def test_naming_a_module_does_not_import_it(load: Load, forge: Forge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "imported"
    (tmp_path / "trap_module.py").write_text(create(mark))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError):
        load(forge(naming("trap_module", "Thing")))
    assert not mark.exists()


@LOADERS
@pytest.mark.parametrize(
    "pickle",
    [
        b"",
        b".",
        b"garbage, and nothing else",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        bytes(1000),
        b"\x80\x04\x82\x01.",  # EXT1: an entry of the extension registry
        b"Psomething\n.",  # PERSID: a persistent id
        b"\x80\x05\x97.",  # NEXT_BUFFER: an out-of-band buffer
        b"\x80\xff.",
    ],
    ids=["empty", "stop", "garbage", "image", "zeros", "extension", "persistent", "buffer", "protocol"],
)
def test_a_file_that_is_no_model_is_refused(load: Load, pickle: bytes, forge: Forge) -> None:
    with pytest.raises(ModelError):
        load(forge(pickle))


@pytest.mark.parametrize(
    "load",
    [
        stance.load,
        load_pipeline,
    ],
)
@pytest.mark.parametrize("pickle", [b"N.", b"]."], ids=["None", "list"])
def test_a_pickle_of_something_plain_is_no_model(load: Load, pickle: bytes, forge: Forge) -> None:
    with pytest.raises(ModelError):
        load(forge(pickle))


def test_a_pickle_nested_too_deep_is_refused(forge: Forge) -> None:
    with pytest.raises(ModelError):
        stance.load(forge(b"\x80\x04" + b"(" * 5000 + b"l" * 5000 + b"."))


@LOADERS
@pytest.mark.parametrize("method", ["zlib", "gzip", "bz2", "xz", "lzma"])
def test_a_compressed_model_is_refused(load: Load, method: str, toy_model: Path, forge: Forge, tmp_path: Path) -> None:
    joblib.dump(joblib.load(toy_model / "model.joblib"), tmp_path / "pressed", compress=(method, 3))
    with pytest.raises(ModelError, match="broken"):
        load(forge((tmp_path / "pressed").read_bytes()))


@READERS
def test_a_missing_file_is_named(read: Load, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.joblib: cannot be read"):
        read(tmp_path / "gone.joblib")


@READERS
def test_a_file_cut_short_anywhere_is_refused(read: Load, toy_model: Path, tmp_path: Path) -> None:
    whole = (toy_model / "model.joblib").read_bytes()
    others = {}
    for length in [*range(150), *range(150, len(whole), 997)]:
        (tmp_path / "cut").write_bytes(whole[:length])
        try:
            read(tmp_path / "cut")
        except ModelError:
            continue
        except Exception as error:
            others[length] = type(error).__name__
        else:
            others[length] = "read"
    assert others == {}


@READERS
@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused(read: Load, toy_model: Path, tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    data = bytearray((toy_model / "model.joblib").read_bytes())
    for place, byte in damage:
        data[place] = byte
    (tmp_path / "damaged").write_bytes(data)
    with contextlib.suppress(ModelError):
        read(tmp_path / "damaged")


def refusal_in_its_own_process(use: str, folder: Path) -> tuple[int, str]:
    """Use a model where a crash does no harm, and give the exit code and what was told."""
    code = f"""
import stance
from stance.errors import ModelError
from stance.store.loading import load_pipeline
folder = {str(folder)!r}
try:
    {use}
except ModelError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.returncode, done.stdout


class _ForgedDtype:
    """The dtype of objects, with flags that say it has none: bytes of the file become pointers."""

    def __reduce__(self) -> Any:
        return np.dtype, ("O8", False, True), (3, "|", None, None, None, -1, -1, 0)


def forged_array(items: int) -> Call:
    return Call(np.ndarray, (0,), state=(1, (items,), _ForgedDtype(), False, b"\x41" * 8 * items))


@pytest.mark.parametrize(
    "use", ["stance.load(folder)", "load_pipeline(folder).slopes_.tolist()"], ids=["load", "load_pipeline"]
)
def test_a_forged_dtype_does_not_make_pointers_of_bytes(use: str, toy_model: Path, forge: Forge) -> None:
    model = joblib.load(toy_model / "model.joblib")
    model.slopes_ = forged_array(4)
    folder = forge(as_joblib(model))
    assert refusal_in_its_own_process(use, folder) == (0, "refused\n")


@pytest.mark.parametrize(
    "interface",
    [{"typestr": "<f8", "data": (0x4141, False)}, {"typestr": "|O", "data": b"\x41" * 32}],
    ids=["memory", "pointers"],
)
@pytest.mark.parametrize("use", ["stance.load(folder)", "load_pipeline(folder).predict_proba(['It rained.'])"])
def test_an_object_does_not_pass_for_an_array(use: str, interface: dict[str, Any], toy_model: Path, forge: Forge) -> None:
    model = joblib.load(toy_model / "model.joblib")
    model.slopes_ = TextNormalizer()
    vars(model.slopes_)["__array_interface__"] = {"version": 3, "shape": (4,), **interface}
    assert refusal_in_its_own_process(use, forge(as_joblib(model))) == (0, "refused\n")


@pytest.mark.parametrize(
    "form",
    [dict, list, tuple],
)
def test_nor_by_a_state_in_another_form(form: Callable[[Any], Any], toy_model: Path, forge: Forge) -> None:
    interface = {"version": 3, "shape": (4,), "typestr": "<f8", "data": (0x4141, False)}
    model = joblib.load(toy_model / "model.joblib")
    model.slopes_ = Call(TextNormalizer, state=form([("__array_interface__", interface)]))
    use = "load_pipeline(folder).predict_proba(['It rained.'])"
    assert refusal_in_its_own_process(use, forge(as_joblib(model))) == (0, "refused\n")


def test_a_refused_model_leaves_the_process_as_it_was(toy_model: Path, forge: Forge) -> None:
    # GLOBAL NumpyArrayWrapper; state (None, {"read": None}); BUILD; STOP
    folder = forge(b"\x80\x04cjoblib.numpy_pickle\nNumpyArrayWrapper\nN}X\x04\x00\x00\x00readNs\x86b.")
    code = f"""
import stance
try:
    stance.load({str(folder)!r})
except stance.errors.ModelError:
    print("refused")
stance.load({str(toy_model)!r})
print("loaded")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "refused\nloaded\n"


def test_reading_shells_imports_nothing_of_what_is_named(toy_model: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from stance.store.trust import read_shells
model, names = read_shells(Path({str(toy_model / "model.joblib")!r}))
print(model.name, "sklearn" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "stance.classifier.calibration.CalibratedStances False\n"


def test_a_trained_model_names_only_what_is_allowed(toy_model: Path) -> None:
    shell_, names = read_shells(toy_model / "model.joblib")
    assert names <= ALLOWED
    assert shell_.slopes_.shape == (4,)


def test_a_trusted_model_is_the_one_that_was_saved(toy_model: Path) -> None:
    ours, theirs = load_trusted(toy_model / "model.joblib"), joblib.load(toy_model / "model.joblib")
    sentences = ["Oslo condemned its neighbour Lima over item 3.", "Suva thanked Accra.", ""]
    assert np.array_equal(ours.predict_proba(sentences), theirs.predict_proba(sentences))
