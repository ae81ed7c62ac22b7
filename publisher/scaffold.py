"""Start a new site: the shared ontology, shapes and code lists, settings, and first tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from publisher import config, vocabulary
from publisher.errors import ConfigError
from publisher.outcomes import outcome, pasted

PACKAGE: Final = Path(__file__).parent
EXAMPLE: Final = PACKAGE / "example"
CODE_LISTS: Final = "kodlistor.ttl"
DATA: Final = "data"


def bundled() -> Path:
    """The site that ships with the project: inside the wheel, or the checkout itself."""
    inside = PACKAGE / "bundled"
    return inside if inside.is_dir() else PACKAGE.parent


def start(folder: Path, *, base_iri: str, title: str, empty: bool = False) -> None:
    """Write a new site into ``folder``, which builds and serves at once.

    ``empty`` leaves out the tables of examples; the lists of codes stay.

    Raises ConfigError, having written nothing, when there is a site already, a folder of it is
    in the way, or ``base_iri`` cannot be one.
    """
    for name in (config.FILE_NAME, DATA, *vocabulary.FOLDERS):
        if (folder / name).exists():
            raise ConfigError(
                "this is in the way of a new site.",
                where=str(folder / name),
                todo="Choose an empty folder or a new one.",
            )
    text = (EXAMPLE / config.FILE_NAME).read_text(encoding="utf-8")
    for mark, value in (("@BASE_IRI@", base_iri), ("@TITLE@", title)):
        text = text.replace(f'"{mark}"', json.dumps(value, ensure_ascii=False))
    config.loads(text, root=folder, where="--base-iri")
    folder.mkdir(parents=True, exist_ok=True)
    for name in vocabulary.FOLDERS:
        shutil.copytree(bundled() / name, folder / name)
    if empty:
        (folder / DATA).mkdir()
    else:
        shutil.copytree(EXAMPLE / DATA, folder / DATA)
    shutil.copyfile(bundled() / DATA / CODE_LISTS, folder / DATA / CODE_LISTS)
    (folder / config.FILE_NAME).write_text(text, encoding="utf-8")


def told(root: Path, *, empty: bool, language: str) -> str:
    """What is said of a site that was started in ``root``: what to do next."""
    code = "started-empty" if empty else "started"
    return outcome(code, language, root, root / DATA, pasted(root))
