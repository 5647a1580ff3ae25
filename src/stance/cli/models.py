"""``stance models``: what ships, and what a model is made of."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.app import app
from stance.cli.console import tables

_EXAMPLES = """
**Examples**

    stance models                                         what ships, and where
    stance models fast                                    its card
    stance models downloads/their-model --inspect         what its pickle names, before anything is loaded
"""


@app.command(epilog=_EXAMPLES)
def models(
    model: Annotated[
        str | None, typer.Argument(metavar="[NAME|FOLDER]", help="Show this one's card.", show_default=False)
    ] = None,
    inspect: Annotated[
        bool, typer.Option("--inspect", help="Check its files and list what its pickle names, without loading it.")
    ] = False,
) -> None:
    """List the models that ship, show a model's card, or look into one before trusting it."""
    if model is None:
        if inspect:
            raise typer.BadParameter("needs a model to look into", param_hint="--inspect")
        _list()
    elif inspect:
        _inspect(model)
    else:
        _card(model)


def _list() -> None:
    from stance.cli.views import plain_table
    from stance.store.manifest import read_manifest
    from stance.store.shipped import DEFAULT_MODEL, shipped_models

    rows = []
    for name, folder in shipped_models().items():
        manifest = read_manifest(folder)
        f1 = manifest.metrics["macro"]["f1"]
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        default = " (default)" if name == DEFAULT_MODEL else ""
        score = f"{f1['value']:.2f} [{f1['low']:.2f}, {f1['high']:.2f}]"
        rows.append((name + default, score, f"{manifest.corpus['sentences']:,}", f"{size:.1f} MB", str(folder)))
    tables().print(plain_table(("model", "macro-F1, own unseen", "sentences", "size", "folder"), rows))


def _card(model: str) -> None:
    from rich.markdown import Markdown

    from stance.errors import ModelError, printable
    from stance.store.saving import CARD_FILE
    from stance.store.shipped import find_model

    path = find_model(model) / CARD_FILE
    try:
        card = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ModelError(f"{path}: is missing; the model has no card") from None
    except OSError as error:
        raise ModelError(f"{path}: the card cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ModelError(f"{path}: the card is no text") from None
    tables().print(Markdown("\n".join(map(printable, card.split("\n")))))


def _inspect(model: str) -> None:
    from stance.cli.views import plain_table
    from stance.errors import ModelError
    from stance.store.loading import verify_files
    from stance.store.manifest import read_manifest
    from stance.store.saving import MODEL_FILE
    from stance.store.shipped import find_model
    from stance.store.trust import ALLOWED, read_shells

    folder = find_model(model)
    manifest = read_manifest(folder)
    names = sorted(read_shells(folder / MODEL_FILE)[1])
    tables().print(plain_table(("its pickle names", ""), [(n, "allowed" if n in ALLOWED else "REFUSED") for n in names]))
    verify_files(folder, manifest)
    foreign = [name for name in names if name not in ALLOWED]
    if foreign:
        raise ModelError(f"{folder}: would be refused; {len(foreign)} of {len(names)} names are not allowed")
    tables().print(f"{folder}: files are whole, and nothing in them runs on loading", markup=False)
