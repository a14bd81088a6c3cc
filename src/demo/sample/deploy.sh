#!/bin/sh
# Puts this commit into $RELEASES_DIR/<target>/<commit> and starts it in place of the release before; with "back" starts the
# release that was good before again.
set -eu

usage='usage: deploy.sh staging|production|screen [back]'
target=${1:?$usage}
case "$target" in
  staging) port=$STAGING_PORT ;;
  production) port=$PRODUCTION_PORT ;;
  # The screen in the lobby is narrow.
  screen) port=$SCREEN_PORT; export WIDEST=24 ;;
  *) echo "unknown target $target: $usage" >&2; exit 2 ;;
esac

home=$RELEASES_DIR/$target
if [ "${2:-}" = back ]; then
  # Signalbox names none where it has deployed nothing good yet.
  commit=${SIGNALBOX_ROLLBACK_TO:-$(basename "$(readlink "$home/before")")}
else
  commit=$(git rev-parse HEAD)
fi
release=$home/$commit
if [ ! -d "$release" ]; then
  mkdir -p "$release"
  git archive "$commit" | tar -x -C "$release"
fi

if [ -f "$home/pid" ]; then
  kill "$(cat "$home/pid")" 2>/dev/null || true
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    node -e "fetch('http://127.0.0.1:$port/healthz').then(() => process.exit(1), () => process.exit(0))" && break
    sleep 0.1
  done
fi

# Without SIGNALBOX_RUN in its environment, or it would end with the run that starts it.
RELEASE=$commit PORT=$port env -u SIGNALBOX_RUN setsid node "$release/server.js" >"$home/log" 2>&1 &
echo $! >"$home/pid"

for _ in 1 2 3 4 5 6 7 8 9 10; do
  if answer=$(node -e "fetch('http://127.0.0.1:$port/healthz').then((r) => r.json()).then((h) => { console.log(h.status); process.exit(h.release === '$commit' ? 0 : 1); }, () => process.exit(1))"); then
    if [ "$(readlink "$home/current" || true)" != "$release" ]; then
      [ ! -L "$home/current" ] || ln -sfn "$(readlink "$home/current")" "$home/before"
      ln -sfn "$release" "$home/current"
    fi
    echo "$target on port $port: $(echo "$commit" | cut -c 1-8)"
    echo "$answer"
    exit 0
  fi
  sleep 0.2
done
echo "$target did not start; its log:" >&2
cat "$home/log" >&2
exit 1
