"""The engine stands alone: nothing of Django or the portal comes with it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import pkgutil, sys
import programs.eligibility
for module in pkgutil.iter_modules(programs.eligibility.__path__):
    __import__(f"programs.eligibility.{module.name}")
strangers = {name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"__main__", "programs"}
others = {name for name in sys.modules if name.startswith("programs.") and "eligibility" not in name}
print(sorted(name for name in strangers | others if not name.startswith("_")))
"""


def test_importing_the_engine_brings_in_the_standard_library_and_nothing_else() -> None:
    # -S: no packages of the environment, so that an import of one would fail outright.
    run = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"


def test_the_engine_asks_no_clock_and_does_no_arithmetic_in_floats() -> None:
    for file in (ROOT / "programs" / "eligibility").glob("*.py"):
        source = file.read_text("utf-8")
        for word in ("datetime.now", "date.today", "time.time", "import random", "import locale"):
            assert word not in source, f"{file.name} uses {word}"
