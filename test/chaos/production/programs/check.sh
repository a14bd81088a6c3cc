#!/bin/sh
# Builds the checkout, and notes down what it was. Usage: check.sh HOME PROJECT ci|staging
set -eu
home=$1
project=$2
what=$3
task=${SIGNALBOX_TASK:--}

note() { echo "$(date +%s%N) $* $task $project" >>"$home/notes"; }

note begin "$what"
test -f health
# Somebody else pushes while this is going on, once.
if [ "$what" = staging ] && mv "$home/push-$project" "$home/pushed-$project" 2>/dev/null; then
  sh "$(dirname "$0")/push.sh" "$home/$project.git" "elsewhere-$project.txt"
fi
note tested "$(git rev-parse 'HEAD^{tree}')" "$what"
note end "$what"
