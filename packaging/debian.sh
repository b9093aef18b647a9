#!/bin/sh
# Installs what a bare Debian 12 (or a relative) lacks to show a Qt window with Chinese text, and uv.
# With --for-tests also what the tests use: a word processor that turns our Word files into pages.
# Installs nothing that is already there; without root and sudo it says what is missing and goes on.
set -eu

packages="python3-pip libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0
libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-wqy-zenhei"
[ "${1:-}" = --for-tests ] && packages="$packages libreoffice-writer-nogui poppler-utils"

has_pip() { python3 -m pip --version >/dev/null 2>&1; }
missing=""
if command -v dpkg-query >/dev/null 2>&1; then
    for package in $packages; do
        [ "$package" = python3-pip ] && has_pip && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
fi
if [ -n "$missing" ]; then
    become=""
    [ "$(id -u)" = 0 ] || become=sudo
    if [ -z "$become" ] || command -v sudo >/dev/null 2>&1; then
        $become apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "These Debian packages are missing; ask an administrator to install them:$missing" >&2
    fi
fi

python3 -m uv --version >/dev/null 2>&1 ||
    python3 -m pip install --quiet --root-user-action=ignore uv 2>/dev/null ||
    python3 -m pip install --quiet --root-user-action=ignore --break-system-packages uv
