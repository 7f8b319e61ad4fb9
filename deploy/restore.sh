#!/bin/bash
# Bring a backup of deploy/backup.sh back. Stop the services first; start them afterwards with the same secret key.
#
#   deploy/restore.sh BACKUP         BACKUP is one folder with its time as name
#
#   VERBALE_DATABASE     where the database shall be: a file that is not there, or an empty PostgreSQL database
#   VERBALE_KNOWLEDGE    a folder that is not there, or nothing if staff's own copy is well
#   VERBALE_STORE        a folder that is not there, or nothing to build the store with `verbale index`
set -euo pipefail
umask 077

[ $# = 1 ] || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2; }
backup=$1
database=${VERBALE_DATABASE:?name the database, as the services have it}
(cd "$backup" && sha256sum --quiet --strict --check SHA256SUMS) || { echo "$backup is damaged; take another one" >&2; exit 1; }

free() { # a place that shall be made: nothing is ever overwritten
  if [ -e "$1" ]; then echo "$1 is there; move it away, then try again" >&2; exit 2; fi
}
for place in "${VERBALE_KNOWLEDGE:-}" "${VERBALE_STORE:-}"; do [ -z "$place" ] || free "$place"; done

case $database in
  sqlite:///*)
    file=${database#sqlite:///}
    for left in "$file" "$file-wal" "$file-shm"; do free "$left"; done
    mkdir -p "$(dirname "$file")"
    cp "$backup/registry.sqlite" "$file.new"
    sync "$file.new"
    mv "$file.new" "$file"
    ;;
  postgresql://* | postgres://*)
    pg_restore --dbname="$database" --no-owner --exit-on-error --single-transaction "$backup/registry.dump"
    psql --no-psqlrc --quiet --dbname="$database" --set=ON_ERROR_STOP=1 --command="\\copy inbox (platform, bot, update_id, \
arrived, due, claims, returns, failures, sends) FROM '$backup/inbox.csv' WITH (FORMAT csv)"
    ;;
  *) echo "VERBALE_DATABASE is no address of a database; write sqlite:///FILE or postgresql://USER@HOST/NAME" >&2; exit 2 ;;
esac

if [ -n "${VERBALE_KNOWLEDGE:-}" ]; then
  mkdir -p "$VERBALE_KNOWLEDGE"
  tar -C "$VERBALE_KNOWLEDGE" -xzf "$backup/knowledge.tar.gz"
fi
if [ -n "${VERBALE_STORE:-}" ] && [ -e "$backup/store.tar.gz" ]; then
  mkdir -p "$VERBALE_STORE"
  tar -C "$VERBALE_STORE" -xzf "$backup/store.tar.gz"
fi
echo "restored; give the files to the services' user (chown), then start the services with the same secret key"
