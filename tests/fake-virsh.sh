#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nodedev-detach and -reattach of virsh on a recorded host, write by write as
# the kernel shows them. Stands as virsh in PATH of what is tested; in FAKE are
#
#     root        the host
#     log         the commands so far
#     steps       how many writes there were
#     kill_at     before which of them WHOM is killed: main, guardian, both,
#                 or all, which is these and this script
#     stop        before which of them its caller is stopped, whose PID
#                 is then in stopped
#     fail        commands that fail: what of their words is looked for
#     sleep       seconds before anything is done
: "${FAKE:?}"

parent_of() {
	sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 2
}

# step: one more write; somebody may be killed before it.
step() {
	n=$(($(cat "$FAKE/steps" 2>/dev/null || echo 0) + 1))
	echo "$n" >"$FAKE/steps"
	if [ "$(cat "$FAKE/stop" 2>/dev/null)" = "$n" ]; then
		echo "$PPID" >"$FAKE/stopped"
		kill -STOP "$PPID"
	fi
	[ -e "$FAKE/kill_at" ] || return 0
	read -r at whom <"$FAKE/kill_at"
	[ "$n" -eq "$at" ] || return 0
	rm "$FAKE/kill_at"
	main=$(parent_of "$PPID")
	case $whom in
	main) kill -9 "$main" ;;
	guardian) kill -9 "$PPID" ;;
	both) kill -9 "$PPID" "$main" ;;
	all) kill -9 "$PPID" "$main" "$$" ;;
	esac
}

echo "$*" >>"$FAKE/log"
[ ! -e "$FAKE/sleep" ] || sleep "$(cat "$FAKE/sleep")"
if [ -e "$FAKE/fail" ]; then
	case "$*" in *"$(cat "$FAKE/fail")"*)
		echo 'error: no' >&2
		exit 1
		;;
	esac
fi
for name; do :; done
address=$(echo "${name#pci_}" | sed 's/_/:/; s/_/:/; s/_/./')
device=$FAKE/root/sys/bus/pci/devices/$address
native=$FAKE/native.$address
case "$*" in
*nodedev-detach*)
	[ -e "$native" ] || basename "$(readlink "$device/driver")" >"$native"
	step
	echo vfio-pci >"$device/driver_override"
	step
	rm -f "$device/driver"
	step
	ln -sfn ../../../bus/pci/drivers/vfio-pci "$device/driver"
	;;
*nodedev-reattach*)
	step
	echo '(null)' >"$device/driver_override"
	step
	rm -f "$device/driver"
	step
	ln -sfn "../../../bus/pci/drivers/$(cat "$native")" "$device/driver"
	;;
esac
exit 0
