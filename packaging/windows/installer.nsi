; The installer: for one user, without administrator rights. installer.py gives the definitions.
;
; The new program is unpacked beside the old one and takes its place when it is whole, so that a full disk or a power cut
; leaves the old one as it was. Only files that app\files.txt names are ever removed: what the user has put into the
; folder stays, and documents and settings lie elsewhere.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\perfdesk"
!define TYPE "perfdesk.document"
!define NEW "$INSTDIR\perfdesk.new"
!define OLDEST_BUILD 17763
; What silent callers see: 1 cancelled by the user and 2 failed are NSIS's own.
!define TOO_OLD 3
!define RUNNING 4
!define NO_ROOM 5
!define NOT_OURS 6

Name "${TITLE}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\perfdesk"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "perfdesk ${VERSION}"
VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "perfdesk"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "LegalCopyright" "perfdesk"
!ifdef SIGN
  !uninstfinalize '${SIGN}' = 0
!endif

!define MUI_ICON "${PICTURES}/perfdesk.ico"
!define MUI_UNICON "${PICTURES}/perfdesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}/side.bmp"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH FitControl
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${TITLE}"
!define MUI_WELCOMEPAGE_TEXT "将为您自己的账户安装 perfdesk ${VERSION}，不需要管理员权限，也不连接网络。$\r$\n$\r$\n已有的文件和设置不受影响。"
!define MUI_FINISHPAGE_TITLE "装好了"
!define MUI_FINISHPAGE_TEXT "${TITLE}在“开始”菜单里；双击 .perfdesk 文件也会打开它。$\r$\n$\r$\n不再需要时，请用“设置”里“应用和功能”卸载，您的文件和设置都会留下。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\perfdesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!define MUI_FINISHPAGE_SHOWREADME
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION AddDesktopLink
!define MUI_FINISHPAGE_SHOWREADME_TEXT "在桌面上放一个图标"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载${TITLE}，您的文件和设置都会留下。请点“卸载”开始。"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; What NSIS says when a disk is full or a file cannot be written; it adds the name of the file to the first.
LangString ^ErrorWriting ${LANG_SIMPCHINESE} "没有装完，原来的程序没有改动：磁盘满了，或者这个文件夹不能写入；请腾出空间或换一个文件夹，再运行一次安装程序。没有写成的文件："
FileErrorText "$0" "“$0”写不进去：磁盘满了，或者它正被使用。点“重试”再试一次；点“取消”停止安装，原来的程序不会改动。"

; A message for who sees it, a number for who does not.
!macro Stop text number
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  SetErrorLevel ${number}
  Quit
!macroend

; Removes the files and folders that $R1\files.txt names. $R1: the folder "app", which may have another name by now. $R0: the
; folder of the program; "" leaves what lies beside "app".
!macro RemoveListed un
Function ${un}RemoveListed
  ClearErrors
  FileOpen $R2 "$R1\files.txt" r
  ${If} ${Errors}
    Return
  ${EndIf}
  ${Do}
    ClearErrors
    FileRead $R2 $R3
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    ${${un}SplitLine}
    StrCpy $R6 $R5 4
    ${If} $R6 == "app\"
      StrCpy $R5 $R5 "" 4
      StrCpy $R5 "$R1\$R5"
    ${ElseIf} $R0 == ""
      ${Continue}
    ${Else}
      StrCpy $R5 "$R0\$R5"
    ${EndIf}
    ${If} $R4 == "D"
      RMDir $R5
    ${ElseIf} $R4 != "end"
      Delete $R5
    ${EndIf}
  ${Loop}
  FileClose $R2
  Delete "$R1\files.txt"
  RMDir "$R1"
FunctionEnd
!macroend

; $R3, "SIZE<tab>NAME" with the end of the line, into $R4 and $R5.
!macro SplitLineBody
  StrCpy $R4 0
  ${Do}
    StrCpy $R6 $R3 1 $R4
    ${If} $R6 == "$\t"
    ${OrIf} $R6 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $R4 $R4 + 1
  ${Loop}
  IntOp $R6 $R4 + 1
  StrCpy $R5 $R3 "" $R6
  StrCpy $R4 $R3 $R4
  ${Do}
    StrCpy $R6 $R5 1 -1
    ${If} $R6 != "$\n"
    ${AndIf} $R6 != "$\r"
      ${ExitDo}
    ${EndIf}
    StrCpy $R5 $R5 -1
  ${Loop}
!macroend
!define SplitLine "!insertmacro SplitLineBody"
!define un.SplitLine "!insertmacro SplitLineBody"
!insertmacro RemoveListed ""
!insertmacro RemoveListed "un."

; A DLL that runs cannot be opened for writing. Asks until the program is closed or the user gives up.
!macro WaitUntilClosed
  ${Do}
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\app\python311.dll"
      FileOpen $R2 "$INSTDIR\app\python311.dll" a
      FileClose $R2
    ${EndIf}
    ${IfNot} ${Errors}
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "perfdesk 正在运行。请先在它的窗口里保存文件并关闭窗口，再点“重试”。" /SD IDCANCEL IDRETRY +3
    SetErrorLevel ${RUNNING}
    Quit
  ${Loop}
!macroend

Function .onInit
  SetShellVarContext current
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${IfNot} ${AtLeastWin10}
  ${OrIf} $0 < ${OLDEST_BUILD}
    !insertmacro Stop "这台电脑的 Windows 太旧，perfdesk 需要 64 位 Windows 10 的 1809 版或更新的版本；没有安装任何东西，请联系信息技术人员升级系统。" ${TOO_OLD}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

; What it failed for has been told.
Function .onInstFailed
  Call RemoveNew
FunctionEnd

Function RemoveNew
  SetOutPath "$TEMP"
  RMDir /r "${NEW}"
  RMDir "$INSTDIR"
FunctionEnd

!macro StopUnlessWritten
  ${If} ${Errors}
    Call RemoveNew
    !insertmacro Stop "没有装完，原来的程序没有改动：磁盘满了，或者这个文件夹不能写入；请腾出空间或换一个文件夹，再运行一次安装程序。" 2
  ${EndIf}
!macroend

; An own folder in a folder that holds other things, so that nothing is mixed.
Function CheckFolder
  ${If} ${FileExists} "$INSTDIR\app\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\app\files.txt"
    !insertmacro Stop "文件夹“$INSTDIR”里已经有别的内容，没有安装任何东西；请另选一个文件夹。" ${NOT_OURS}
  ${EndIf}
FunctionEnd

; The directory page looks at the free space too; a silent installer has no pages.
Function CheckRoom
  ClearErrors
  CreateDirectory "$INSTDIR"
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l .r1, p 0, p 0) i .r0'
  System::Int64Op $1 / 1024
  Pop $1
  System::Int64Op $1 < ${KILOBYTES}
  Pop $2
  ${If} $0 != 0
  ${AndIf} $2 != 0
    RMDir "$INSTDIR"
    !insertmacro Stop "磁盘空间不够：安装需要 ${KILOBYTES} KB，“$INSTDIR”所在的磁盘只剩 $1 KB；没有改动任何东西，请腾出空间或换一个文件夹再安装。" ${NO_ROOM}
  ${EndIf}
FunctionEnd

Section "perfdesk"
  SectionIn RO
  SetShellVarContext current
  Call CheckFolder
  !insertmacro WaitUntilClosed
  RMDir /r "${NEW}"
  Call CheckRoom
  SetOverwrite on
  DetailPrint "正在复制文件…"
  ; Two thousand names that flit by take longer to draw than to write.
  SetDetailsPrint none
  !include "${FILES}"
  ClearErrors
  WriteUninstaller "${NEW}\uninstall.exe"
  !insertmacro StopUnlessWritten
  SetOutPath "$INSTDIR"
  Call TakeItsPlace
  Call Register
SectionEnd

; From here on nothing is written that needs room.
Function TakeItsPlace
  StrCpy $R1 "$INSTDIR\perfdesk.old"
  ${DoWhile} ${FileExists} "$R1\*.*"
    StrCpy $R1 "$R1_"
  ${Loop}
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\app\*.*"
    Rename "$INSTDIR\app" "$R1"
  ${EndIf}
  !insertmacro StopUnlessWritten
  Rename "${NEW}\app" "$INSTDIR\app"
  FindFirst $0 $1 "${NEW}\*.*"
  ${DoWhile} $1 != ""
    ${IfNot} ${FileExists} "${NEW}\$1\*.*"
      Delete "$INSTDIR\$1"
      Rename "${NEW}\$1" "$INSTDIR\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
  RMDir "${NEW}"
  ; Beside the old "app" lie the new files by now.
  StrCpy $R0 ""
  Call RemoveListed
FunctionEnd

Function Register
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\perfdesk.exe"
  WriteRegStr HKCU "Software\Classes\.perfdesk" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\.perfdesk\OpenWithProgids" "${TYPE}" ""
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "预算绩效目标表"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" '"$INSTDIR\perfdesk.exe",0'
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\perfdesk.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\perfdesk.exe" "FriendlyAppName" "${TITLE}"
  WriteRegStr HKCU "Software\Classes\Applications\perfdesk.exe\shell\open\command" "" '"$INSTDIR\perfdesk.exe" "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" '"$INSTDIR\perfdesk.exe",0'
  WriteRegStr HKCU "${KEY}" "Publisher" "perfdesk"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${RefreshShellIcons}
FunctionEnd

Function AddDesktopLink
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\perfdesk.exe"
FunctionEnd

Section "Uninstall"
  ${IfNot} ${FileExists} "$INSTDIR\app\files.txt"
    !insertmacro Stop "“$INSTDIR”里没有 perfdesk，没有删除任何东西；请用“设置”里“应用和功能”的卸载。" ${NOT_OURS}
  ${EndIf}
  !insertmacro WaitUntilClosed
  StrCpy $R0 "$INSTDIR"
  StrCpy $R1 "$INSTDIR\app"
  DetailPrint "正在删除文件…"
  SetDetailsPrint none
  Call un.RemoveListed
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.perfdesk" ""
  ${If} $0 == "${TYPE}"
    DeleteRegValue HKCU "Software\Classes\.perfdesk" ""
  ${EndIf}
  DeleteRegValue HKCU "Software\Classes\.perfdesk\OpenWithProgids" "${TYPE}"
  DeleteRegKey /ifempty HKCU "Software\Classes\.perfdesk\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "Software\Classes\.perfdesk"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegKey HKCU "Software\Classes\Applications\perfdesk.exe"
  DeleteRegKey HKCU "${KEY}"
  ${RefreshShellIcons}
SectionEnd
