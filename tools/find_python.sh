#!/usr/bin/env bash
# Print a Python that is 3.11 or newer; refuse in one sentence when there is none.
# PYTHON=/path/to/python asks for a certain one.
set -u
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
  if "$name" -c "$new_enough" >/dev/null 2>&1; then
    command -v "$name"
    exit 0
  fi
done
found=$("${PYTHON:-python3}" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo none)
echo "Orecast needs Python 3.11 or newer (found: $found): install one, or name it with 'make PYTHON=/path/to/python3.11'." >&2
exit 1
