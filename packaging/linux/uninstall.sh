#!/bin/sh
# Takes back what install.sh did. Documents, settings and backups stay.
set -eu

share=${XDG_DATA_HOME:-$HOME/.local/share}
rm -f "$share/applications/perfdesk.desktop" "$share/mime/packages/perfdesk.xml"
find "$share/icons/hicolor" \( -name perfdesk.png -o -name perfdesk.svg -o -name 'application-x-perfdesk.*' \) \
    -type f -exec rm -f {} + 2>/dev/null || true
for list in "${XDG_CONFIG_HOME:-$HOME/.config}/mimeapps.list" "$share/applications/mimeapps.list"; do
    if [ -f "$list" ]; then
        grep -v '^application/x-perfdesk=perfdesk\.desktop;\{0,1\}$' "$list" >"$list.perfdesk" || true
        cat "$list.perfdesk" >"$list"
        rm -f "$list.perfdesk"
    fi
done
if command -v update-mime-database >/dev/null 2>&1; then update-mime-database "$share/mime"; fi
if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database "$share/applications"; fi
echo "perfdesk: 已从菜单移除；自己的文件、设置和备份都还在。程序文件夹可以删掉了。"
