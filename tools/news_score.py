"""Run the published scorer on the readings of its ten articles: `python tools/news_score.py FOLDER`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from orecast.news import read_article


def main(folder: Path) -> int:
    """Read every article of the folder, then hand the dossiers to its scorer with its levels."""
    with tempfile.TemporaryDirectory() as place:
        for path in sorted(folder.glob("a*.txt")):
            dossier = read_article(path.read_text(encoding="utf-8")).to_dict()
            (Path(place) / f"{path.stem}.json").write_text(json.dumps(dossier), encoding="utf-8")
        files = [str(folder / name) for name in ("score.py", "gold.json", "levels.json")]
        command = [sys.executable, *files[:2], place, "--gate", files[2]]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
