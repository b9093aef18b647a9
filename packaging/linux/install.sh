#!/bin/sh
# Puts perfdesk into the menu and makes it open .perfdesk files, for this user, without root.
# `install.sh --command PATH` does the same for a perfdesk that pip has installed.
set -eu

here=$(dirname "$(readlink -f "$0")")
command="$here/perfdesk"
[ "${1:-}" = --command ] && command=$(readlink -f "$2")
[ -x "$command" ] || { echo "perfdesk: 没有找到程序 $command。" >&2; exit 2; }
share=${XDG_DATA_HOME:-$HOME/.local/share}

# In a desktop file, a quoted word may hold any character but these, which are written with a backslash; the backslash
# itself is then written twice, as in every value, and a percent sign is one of two (Desktop Entry Specification, "The
# Exec key").
quoted=$(printf '%s' "$command" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
mkdir -p "$share/applications" "$share/mime/packages"
while IFS= read -r line; do
    case $line in
        Exec=*) printf 'Exec="%s" %%F\n' "$quoted" ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$here/share/applications/perfdesk.desktop" >"$share/applications/perfdesk.desktop"
cp "$here/share/mime/packages/perfdesk.xml" "$share/mime/packages/perfdesk.xml"
(cd "$here/share" && find icons -type f) | while IFS= read -r icon; do
    mkdir -p "$share/$(dirname "$icon")"
    cp "$here/share/$icon" "$share/$icon"
done

# Where one of these is missing, the desktop finds the files at the next login.
if command -v update-mime-database >/dev/null 2>&1; then update-mime-database "$share/mime"; fi
if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database "$share/applications"; fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
    gtk-update-icon-cache -q -t -f "$share/icons/hicolor" 2>/dev/null || true
fi
if command -v xdg-mime >/dev/null 2>&1; then xdg-mime default perfdesk.desktop application/x-perfdesk || true; fi
echo "perfdesk: 已装好，可以从开始菜单打开，双击 .perfdesk 文件也会打开。"
