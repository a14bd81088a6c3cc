#!/bin/sh
# Puts a release in front of the production server, or the one before back. Usage: release.sh HOME PROJECT deploy|rollback
set -eu
home=$1
project=$2
site=$home/production/$project

note() { echo "$(date +%s%N) $* $SIGNALBOX_TASK $project" >>"$home/notes"; }

# In one step, so that no request ever meets a site without a release.
point() {
  ln -s "releases/$1" "$site/next"
  mv -T "$site/next" "$site/current"
  echo "$project serves $1"
}

note begin "$3"
case $3 in
  deploy)
    mkdir -p "$site/releases/$SIGNALBOX_COMMIT"
    git archive "$SIGNALBOX_COMMIT" | tar -x -C "$site/releases/$SIGNALBOX_COMMIT"
    point "$SIGNALBOX_COMMIT"
    note live "$SIGNALBOX_COMMIT"
    ;;
  rollback)
    # For as long as somebody wants it to last.
    for _ in $(seq 600); do
      [ -e "$home/hold-$project" ] || break
      sleep 0.05
    done
    test -d "$site/releases/${SIGNALBOX_ROLLBACK_TO:?nothing was good before}"
    point "$SIGNALBOX_ROLLBACK_TO"
    note live "$SIGNALBOX_ROLLBACK_TO"
    ;;
esac
note end "$3"
