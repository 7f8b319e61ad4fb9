#!/bin/bash
# Install the program without containers: packages by their hashes, then the program, then the model.
#
#   deploy/install.sh [PREFIX]       /opt/verbale unless named; what is there is brought to this version
#
#   TORCH_INDEX          where torch's CPU build is; empty: where pip's own configuration finds it
#   PYTHON               python3 unless set; requirements.lock knows torch's CPU build for Python 3.11 on x86-64
set -euo pipefail

prefix=${1:-/opt/verbale}
torch_index=${TORCH_INDEX-https://download.pytorch.org/whl/cpu}
source=$(cd "$(dirname "$0")/.." && pwd)
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT

[ -x "$prefix/bin/python" ] || "${PYTHON:-python3}" -m venv "$prefix"
pip=("$prefix/bin/pip" --disable-pip-version-check --quiet)
sed -n '/^torch==/,/[^\\]$/p' "$source/requirements.lock" > "$wheels/torch.lock"
sed '/^torch==/,/[^\\]$/d' "$source/requirements.lock" > "$wheels/others.lock"
if [ -n "$torch_index" ]; then place="--index-url=$torch_index"; else place=--no-index; fi
"${pip[@]}" download --no-deps --require-hashes -d "$wheels" "$place" -r "$wheels/torch.lock"
"${pip[@]}" download --no-deps --require-hashes -d "$wheels" -r "$wheels/others.lock"
# From these files alone, and what is there already is brought to the same versions; what only developers need stays out.
sed -n 's/^\([^ ]*==[^\\]*\).*/\1/p' "$source/requirements.lock" > "$wheels/versions"
"${pip[@]}" install --no-index --find-links="$wheels" --constraint="$wheels/versions" "$source"
model=$prefix/model/multilingual-e5-small
if [ -d "$model" ] && ! "$prefix/bin/verbale" model "$model" > "$wheels/told" 2>&1; then
    # Another version's; it gives way once this one's is there, and services that run have theirs in memory.
    rm -rf "$model.new" "$model.old"
    "$prefix/bin/verbale" model "$model.new"
    mv "$model" "$model.old" && mv "$model.new" "$model" && rm -rf "$model.old"
fi
[ -d "$model" ] || "$prefix/bin/verbale" model "$model"
cp "$source/requirements.lock" "$prefix/" # for verbale doctor
chmod -R a+rX "$prefix"
echo "installed in $prefix"
