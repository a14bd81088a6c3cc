#!/bin/sh
# Every role of the production scenarios: what a task is called says what becomes of it. Usage: agent.sh HOME PROJECT
set -eu
home=$1
project=$2
role=$SIGNALBOX_ROLE
task=$SIGNALBOX_TASK
docs=docs/work-items/$task

note() { echo "$(date +%s%N) $* $task $project" >>"$home/notes"; }
called() { grep -q "$1" "$SIGNALBOX_PROMPT"; }

# Waits until two of the tasks that are to meet have come.
meet() {
  mkdir -p "$home/met"
  if called Meet; then touch "$home/met/$task"; fi
  for _ in $(seq 300); do
    [ "$(ls "$home/met" | wc -l)" -ge 2 ] && return
    sleep 0.05
  done
  echo "nobody else came" && exit 1
}

develop() {
  mkdir -p tasks && echo "$task" >"tasks/$task"
  if called Break; then echo 500; else echo 200; fi >health
  if called Greet; then echo "Hello from $task" >greeting.txt; fi
}

# Both intentions survive: both lines stay.
resolve() {
  cp "$SIGNALBOX_PROMPT" "$home/conflict-$task.md"
  git merge --quiet main || sed -i '/^[<=>]\{7\}/d' greeting.txt
  git commit --quiet --all --message "Merge main"
}

# Somebody else changes the same line while the task is tested, once.
clash() { sh "$(dirname "$0")/push.sh" "$home/$project.git" greeting.txt "Hello from somebody"; }

note begin "$role"
case $role in
  analyst)
    if called 'Meet\|Wait'; then meet; fi
    mkdir -p "$docs" && echo '# Requirements' >"$docs/01-brd.md"
    ;;
  architect) mkdir -p "$docs/06-adr" && echo '# Decision' >"$docs/06-adr/1.md" ;;
  developer) if called '<<<<<<<'; then resolve; else develop; fi ;;
  tester) if mv "$home/clash-$project" "$home/clashed-$project" 2>/dev/null; then clash; fi ;;
esac
note end "$role"
