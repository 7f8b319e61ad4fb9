#!/bin/bash
# Back up what cannot be made again: the database and the knowledge folder. Safe while everything runs.
#
#   deploy/backup.sh INTO            INTO/20261122T151500Z/ appears whole or not at all
#
#   VERBALE_DATABASE     sqlite:///FILE or postgresql://…, as the services have it
#   VERBALE_KNOWLEDGE    the knowledge folder, with its .git if there is one
#   VERBALE_STORE        the store, if it shall be kept too; `verbale index` makes it anew
#   KEEP                 how many backups stay, 14 unless set
#
# The secret key is not in it: keep that elsewhere, or who has the backup can read what is sealed in it. No question is
# in it either, not even sealed: what waited to be answered is left out, so that a restored bot answers nothing twice.
# Needs python3; for PostgreSQL pg_dump and psql.
set -euo pipefail
umask 077

[ $# = 1 ] || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2; }
into=$1
database=${VERBALE_DATABASE:?name the database, as the services have it}
knowledge=${VERBALE_KNOWLEDGE:?name the knowledge folder}
name=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$into"
made=$(mktemp -d "$into/.making-XXXXXXXX")
trap 'rm -rf "$made"' EXIT

case $database in
  sqlite:///*)
    # One reading transaction, however long it takes: writers go on, and the copy is of one moment.
    python3 - "${database#sqlite:///}" "$made/registry.sqlite" <<'PYTHON'
import sqlite3, sys
from pathlib import Path

database, copy = (Path(name).absolute() for name in sys.argv[1:])
live = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30)
live.execute("VACUUM INTO ?", (str(copy),))
live.close()
with sqlite3.connect(copy) as made:
    made.execute("UPDATE inbox SET payload = NULL, reply = NULL, sending = NULL, chat = NULL")
made.execute("VACUUM")
(told,) = made.execute("PRAGMA integrity_check").fetchone()
made.close()
sys.exit(0 if told == "ok" else f"the copy is damaged: {told}")
PYTHON
    ;;
  postgresql://* | postgres://*)
    # The inbox goes apart, without what is sealed in it.
    pg_dump --dbname="$database" --format=custom --no-owner --exclude-table-data=inbox --file="$made/registry.dump"
    psql --no-psqlrc --quiet --dbname="$database" --set=ON_ERROR_STOP=1 --command="\\copy (SELECT platform, bot, update_id, \
arrived, due, claims, returns, failures, sends FROM inbox) TO '$made/inbox.csv' WITH (FORMAT csv)"
    ;;
  *) echo "VERBALE_DATABASE is no address of a database; write sqlite:///FILE or postgresql://USER@HOST/NAME" >&2; exit 2 ;;
esac

tar -C "$knowledge" -czf "$made/knowledge.tar.gz" .

if [ -n "${VERBALE_STORE:-}" ]; then
  # Versions never change, so the one in use and its name are enough.
  cp "$VERBALE_STORE/current" "$made/current"
  read -r version _ < "$made/current"
  tar -C "$VERBALE_STORE" -czf "$made/store.tar.gz" "$version" -C "$made" current
  rm "$made/current"
fi

(cd "$made" && sha256sum -- * > SHA256SUMS && sync -- *)
mv -T "$made" "$into/$name"
trap - EXIT
find "$into" -mindepth 1 -maxdepth 1 -type d -name '20*Z' | sort | head -n "-${KEEP:-14}" | xargs -r -d '\n' rm -rf --
echo "$into/$name"
