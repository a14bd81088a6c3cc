#!/bin/sh
# Puts this commit into $RELEASES_DIR/<target>/<commit> and starts it in place of the release before.
set -eu

target=${1:?usage: deploy.sh staging|production}
case "$target" in
  staging) port=$STAGING_PORT ;;
  production) port=$PRODUCTION_PORT ;;
  *) echo "unknown target $target: expected staging or production" >&2; exit 2 ;;
esac

commit=$(git rev-parse HEAD)
home=$RELEASES_DIR/$target
release=$home/$commit
mkdir -p "$release"
git archive HEAD | tar -x -C "$release"

if [ -f "$home/pid" ]; then
  kill "$(cat "$home/pid")" 2>/dev/null || true
fi
for _ in 1 2 3 4 5 6 7 8 9 10; do
  node -e "fetch('http://127.0.0.1:$port/healthz').then(() => process.exit(1), () => process.exit(0))" && break
  sleep 0.1
done

# Without SIGNALBOX_RUN in its environment, or it would end with the run that starts it.
RELEASE=$commit PORT=$port env -u SIGNALBOX_RUN setsid node "$release/server.js" >"$home/log" 2>&1 &
echo $! >"$home/pid"

for _ in 1 2 3 4 5 6 7 8 9 10; do
  if node -e "fetch('http://127.0.0.1:$port/healthz').then((r) => r.json()).then((h) => process.exit(h.release === '$commit' ? 0 : 1), () => process.exit(1))"; then
    ln -sfn "$release" "$home/current"
    echo "$target serves $commit on port $port"
    exit 0
  fi
  sleep 0.2
done
echo "$target did not become healthy; its log:" >&2
cat "$home/log" >&2
exit 1
