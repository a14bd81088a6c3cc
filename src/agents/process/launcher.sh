#!/bin/sh
# sh launcher.sh FOLDER -- COMMAND [ARGUMENT...]
# Its names are prefixed because assigning to a variable of the run's environment would change it for the agent.
signalbox_folder=$1
shift 2

# A trap that does something is reset in children: the agent gets the signal, the launcher lives to record the end.
signalbox_signalled=
trap 'signalbox_signalled=1' TERM INT HUP QUIT

signalbox_nth_20() {
  shift 19
  printf '%s' "$1"
}

if [ -e "$signalbox_folder/process" ]; then
  echo "launcher: $signalbox_folder was started before" >&2
  exit 70
fi
# The program's name stands in parentheses and may hold spaces and parentheses: counting starts after the last one.
read -r signalbox_stat <"/proc/$$/stat" || exit 70
read -r signalbox_boot </proc/sys/kernel/random/boot_id || exit 70
signalbox_fields=${signalbox_stat##*) }
signalbox_ticks=$(signalbox_nth_20 $signalbox_fields)
printf '{"pid":%s,"startTicks":"%s","bootId":"%s"}\n' "$$" "$signalbox_ticks" "$signalbox_boot" \
  >"$signalbox_folder/process.tmp" || exit 70
# `command -p`: the run's PATH is the project's business, ours must work with any.
command -p mv "$signalbox_folder/process.tmp" "$signalbox_folder/process" || exit 70

# Opened before the agent can put a link in its place, which would lead us, outside of any sandbox, to write elsewhere.
exec 9>"$signalbox_folder/exit.tmp" || exit 70

signalbox_code=143
if [ -z "$signalbox_signalled" ]; then
  "$@" 9>&-
  signalbox_code=$?
fi
printf '%s\n' "$signalbox_code" >&9 &&
  command -p mv -fT "$signalbox_folder/exit.tmp" "$signalbox_folder/exit"
exit "$signalbox_code"
