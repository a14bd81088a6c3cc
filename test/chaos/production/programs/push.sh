#!/bin/sh
# Somebody else's commit on the default branch, made without a work tree. Usage: push.sh ORIGIN FILE [TEXT]
set -eu
export GIT_DIR=$1 GIT_AUTHOR_NAME=Somebody GIT_AUTHOR_EMAIL=somebody@example.org
export GIT_COMMITTER_NAME=Somebody GIT_COMMITTER_EMAIL=somebody@example.org
unset GIT_WORK_TREE
GIT_INDEX_FILE=$(mktemp -u)
export GIT_INDEX_FILE
base=$(git rev-parse refs/heads/main)
blob=$(echo "${3:-something else}" | git hash-object -w --stdin)
git read-tree "$base"
git update-index --add --cacheinfo "100644,$blob,$2"
commit=$(git commit-tree "$(git write-tree)" -p "$base" -m "Something else")
rm -f "$GIT_INDEX_FILE"
git update-ref refs/heads/main "$commit" "$base"
