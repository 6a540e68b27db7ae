#!/usr/bin/env bash
# Other Ankis for the tests, below the virtual environment given (.venv): two older ones, and the newest one's page.
set -euo pipefail
venv=${1:-.venv}
python=$venv/bin/python

for version in 24.11 25.2.7; do
  home=$venv/anki/$version
  [ -x "$home/bin/python" ] && continue
  "$python" -m venv --without-pip "$home"
  python3 -m pip --python "$home" install --quiet "anki==$version"
done

version=$("$python" -c 'from importlib.metadata import version; print(version("anki"))')
[ -f "$venv/anki/web/aqt-$version.dist-info/METADATA" ] ||
  python3 -m pip --python "$venv" install --quiet --no-deps --upgrade --target "$venv/anki/web" "aqt==$version"
