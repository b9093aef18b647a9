#!/bin/sh
# Starts perfdesk from the folder that it lies in, wherever that is. Linked as `perfdesk`, it finds the folder all the
# same. Whatever keeps the program from starting is one Chinese sentence, in a window where there is no terminal.
set -u

here=$(dirname "$(readlink -f "$0")")
python="$here/app/runtime/bin/python3.13"

stop() {
    if [ ! -t 2 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        for box in zenity kdialog xmessage; do
            command -v "$box" >/dev/null 2>&1 || continue
            case $box in
                zenity) zenity --error --no-markup --title=perfdesk --text="$1" 2>/dev/null ;;
                kdialog) kdialog --title perfdesk --error "$1" 2>/dev/null ;;
                xmessage) xmessage "$1" 2>/dev/null ;;
            esac
            break
        done
    fi
    printf 'perfdesk: %s\n' "$1" >&2
    exit 2
}

[ "$(uname -m)" = x86_64 ] ||
    stop "这个程序要用 64 位 x86 处理器（Intel、AMD、海光、兆芯），这台电脑是 $(uname -m)。"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)
[ "$(printf '2.28\n%s\n' "${glibc:-2.28}" | sort -V | head -n 1)" = 2.28 ] ||
    stop "系统太旧：这个程序要求 glibc 2.28 以上（统信 UOS 20、银河麒麟 V10 或更新），这台电脑是 $glibc。"
[ "$(find "$here/app" -type f 2>/dev/null | wc -l)" = "$(cat "$here/app/files.txt" 2>/dev/null)" ] ||
    stop "程序文件夹不完整，请重新解压整个压缩包。"
[ -x "$python" ] && "$python" -I -S -c '' 2>/dev/null ||
    stop "程序不能运行：文件夹所在的磁盘可能不允许运行程序，或解压时丢了权限，请解压到自己的主文件夹。"

# A window on X needs libraries of the desktop, and Qt would end with a sentence in English and a core file.
if [ -n "${DISPLAY:-}" ] && [ -z "${QT_QPA_PLATFORM:-}" ]; then
    lost=$(ldd "$here/app/lib/PySide6/Qt/plugins/platforms/libqxcb.so" 2>/dev/null |
        sed -n 's/^[[:space:]]*\(.*\) => not found.*/\1/p' | sort -u | tr '\n' ' ')
    [ -z "$lost" ] || stop "系统缺少程序库 ${lost% }，请管理员用软件包管理器安装。"
fi

# Qt's wheels have no plug-in for fcitx; fcitx also speaks the protocol of ibus, which they have.
case ${QT_IM_MODULE:-} in
    fcitx*) export QT_IM_MODULE=ibus ;;
esac
# -I: nothing of this computer's own Python is looked at. -B: nothing is written into the folder.
exec "$python" -I -B -m perfdesk "$@"
