#!/usr/bin/env bash
# What a proposed change to a knowledge folder means, as Markdown for a comment.
#
#   proposed.sh [BASE]        from the commit BASE to the work tree; run at the top of the ministry's repository
#
# Prints what `verbale check` finds, what `verbale diff` tells, and whether `verbale index` would publish it, in less than
# the 65,536 characters of a comment. Ends with 0 when it would be published, 1 when it needs mending, 2 when it could not
# be judged. What it builds stays in .git/verbale, so that the next time only what changed is embedded; no live store is
# touched.
#
#   KNOWLEDGE                 the folder: knowledge unless set
#   PRE_COMMIT_FROM_REF       set by pre-commit before a push: BASE where no argument names one; else it is origin/HEAD
set -euo pipefail

base=${1:-${PRE_COMMIT_FROM_REF:-}}
knowledge=${KNOWLEDGE:-knowledge}
kept=$(git rev-parse --git-common-dir)/verbale
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What is set for a live service has no say here.
unset VERBALE_STORE VERBALE_KNOWLEDGE

fenced() { # the file $1, whole lines of at most $2 bytes; each begins with a path, so that none can close the fence
  local shown
  shown=$(head -c "$2" "$1")
  if [ "$(wc -c < "$1")" -gt "$2" ]; then shown="${shown%$'\n'*}"$'\n…'; fi
  printf '~~~~~~~~\n%s\n~~~~~~~~\n' "$shown"
}

judged() { # run what follows: 0 or 1 is its verdict, in $code; anything else ends this, telling why
  code=0
  "$@" > "$work/out" 2> "$work/err" || code=$?
  if [ "$code" -gt 1 ]; then
    cat "$work/err" >&2
    exit 2
  fi
}

if [ -z "$base" ] && git rev-parse --verify --quiet origin/HEAD > /dev/null; then base=origin/HEAD; fi
commit=
if [ -n "$base" ]; then
  commit=$(git rev-parse --verify --quiet --end-of-options "$base^{commit}") || {
    echo "proposed.sh: there is no commit $base; name the one to compare with" >&2
    exit 2
  }
fi

judged verbale check "$knowledge" --store "$work/none"
printf '### Check\n\n%s\n' "$(tail -n 1 "$work/err")"
if [ "$code" = 1 ]; then
  echo
  fenced "$work/out" 50000
  printf '\nNothing can be compared or published before the problems are mended.\n'
  exit 1
fi
if [ -s "$work/out" ]; then
  echo
  fenced "$work/out" 2500
fi

if [ -z "$commit" ] || ! git cat-file -e "$commit:$knowledge" 2> /dev/null; then
  printf '\nNothing was there before that this could be compared with.\n'
  exit 0
fi
mkdir -p "$work/base" "$kept"
git archive --format=tar "$commit" -- "$knowledge" | tar -x -C "$work/base"
judged verbale index "$work/base/$knowledge" --store "$kept/store" --allow-worse
if [ "$code" = 1 ]; then
  printf '\nWhat was there before has mistakes itself, so that this cannot be compared with it.\n'
  exit 0
fi

judged verbale diff --markdown --knowledge "$knowledge" --store "$kept/store"
echo
cat "$work/out"

judged verbale index "$knowledge" --store "$kept/store"
if [ "$code" = 1 ]; then
  printf '\n### This would not be published\n\n'
  fenced "$work/out" 1500
  echo
  sed 's/^verbale: //' "$work/err"
  exit 1
fi
