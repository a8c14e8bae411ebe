#!/bin/sh
# Installs the packages in $PACKAGES that are missing (Debian and kin, with apt); elsewhere prints the list.
set -u
missing=
if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
	for package in $PACKAGES; do
		state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)
		[ "$state" = "install ok installed" ] || missing="$missing $package"
	done
	[ -n "$missing" ] || exit 0
	echo "winnow: installing$missing"
	sudo=
	if [ "$(id -u)" != 0 ]; then
		if command -v sudo >/dev/null 2>&1; then
			sudo=sudo
		else
			echo "winnow: not root and no sudo; as root, run: apt-get install$missing" >&2
			exit 1
		fi
	fi
	$sudo apt-get update -qq || exit 1
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null || exit 1
else
	echo "winnow: no apt here; install the equivalents of: $PACKAGES"
fi
