#!/bin/sh
# Tries a packed folder as a clerk uses it: unpacked read-only under a path with Chinese and spaces, self-test, import,
# set, merge, check, export; nothing of it changed afterwards.
#     sh packaging/linux/try_folder.sh dist/perfdesk-*.tar.gz
# Started as root, the session runs as nobody.
set -eu

packed=$(readlink -f "$1")
place=$(mktemp -d)
trap 'chmod -R u+w "$place"; rm -rf "$place"' EXIT
mkdir "$place/预算 软件" "$place/我的 文件"
tar -C "$place/预算 软件" -xf "$packed"
program=$(echo "$place/预算 软件"/perfdesk-*)
state() { (cd "$program" && find . -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum); }
before=$(state)
chmod -R a-w,a+rX "$place/预算 软件"
chmod 755 "$place"
chmod 777 "$place/我的 文件"

cat >"$place/session.sh" <<'SESSION'
set -eu
export HOME="$PWD" XDG_DATA_HOME= XDG_CONFIG_HOME= XDG_STATE_HOME= QT_QPA_PLATFORM=offscreen
program=$1
perfdesk() { "$program/perfdesk" "$@"; }
example=$(echo "$program/app/perfdesk/resources/examples"/hebei-*.txt)
perfdesk self-test
perfdesk import "$example" -o 甲.perfdesk >/dev/null
perfdesk set 甲.perfdesk --author 甲 --project 1 budget_total=12.50 >/dev/null
cp 甲.perfdesk 乙.perfdesk
perfdesk set 乙.perfdesk --author 乙 --project 2 purpose=用于举办培训班。 >/dev/null
perfdesk set 甲.perfdesk --author 甲 --project 1 purpose=用于购置图书。 >/dev/null
perfdesk merge 甲.perfdesk 乙.perfdesk -o 合并.perfdesk
perfdesk check 合并.perfdesk >审核.txt || [ $? = 1 ]
for kind in docx xlsx pdf; do perfdesk export 合并.perfdesk -o "合并.$kind" >/dev/null; done
perfdesk show 合并.perfdesk | grep -q 用于举办培训班。
perfdesk show 合并.perfdesk | grep -q 用于购置图书。
perfdesk import 合并.pdf -o 读回.perfdesk >/dev/null
perfdesk diff 合并.perfdesk 读回.perfdesk >/dev/null
# Of a PDF that carries nothing the pages are read, by PDFium.
perfdesk export 合并.perfdesk --bare -o 公开.pdf >/dev/null
perfdesk import 公开.pdf -o 页面.perfdesk >/dev/null || [ $? = 1 ]
perfdesk show 页面.perfdesk | grep -q 用于举办培训班。
SESSION
cd "$place/我的 文件"
if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=65534 --regid=65534 --clear-groups sh "$place/session.sh" "$program"
else
    sh "$place/session.sh" "$program"
fi
ls -l
[ "$(state)" = "$before" ] || { echo "perfdesk changed its own folder" >&2; exit 1; }
echo "perfdesk: the folder works."
