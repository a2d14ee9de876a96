rule Office_DDE_Command : document
{
    meta:
        author = "Assay"
        description = "A document field that starts a program when it is updated (DDE)"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1559/002/"
    strings:
        $field = /\bDDE(AUTO)?\s{1,4}["'\\a-z0-9: .\/]{0,80}(cmd|powershell|mshta|rundll32|regsvr32|wscript|cscript|certutil|msiexec)(\.exe)?\b/ ascii wide nocase
        $formula = /[=+@-]\s{0,2}(cmd|powershell|mshta|rundll32|msexcel)\s{0,2}\|\s{0,2}['"][^\r\n]{0,200}['"]\s{0,2}!/ nocase
    condition:
        filesize < 32MB and any of them and uint16(0) != 0x5A4D and uint32be(0) != 0x7F454C46
}

rule Office_Macro_Runs_Program : document
{
    meta:
        author = "Assay"
        description = "A macro that runs by itself when the document is opened, with the words for starting programs or downloading"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
    strings:
        $project = "_VBA_PROJECT" ascii wide
        $source = /Attribute VB_Name\s{0,2}=/ nocase
        $auto = /\b(AutoOpen|Auto_Open|Document_Open|Workbook_Open|AutoExec|AutoClose|Document_Close)\b/ ascii wide nocase
        $run1 = "WScript.Shell" ascii wide nocase
        $run2 = "Shell.Application" ascii wide nocase
        $run3 = "URLDownloadToFile" ascii wide nocase
        $run4 = "MSXML2.XMLHTTP" ascii wide nocase
        $run5 = "ADODB.Stream" ascii wide nocase
        $run6 = "Win32_Process" ascii wide nocase
        $run7 = /\bShell\s{0,2}\(?\s{0,2}"/ nocase
        $run8 = "powershell" ascii wide nocase
    condition:
        filesize < 64MB and ( ( uint32be(0) == 0xD0CF11E0 and $project ) or ( filesize < 1MB and $source ) ) and
        $auto and any of ($run*)
}

rule Office_Excel4_Macro_Runs_Program : document
{
    meta:
        author = "Assay"
        description = "An Excel 4 macro that calls a program or a Windows function"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1059/"
    strings:
        $sheet = { 85 00 ?? ?? ?? ?? ?? ?? (01 | 02) 01 }
        $open = "Auto_Open" ascii wide nocase
        $exec = /(kernel32|urlmon|shell32|msiexec|mshta|powershell|cmd(\.exe)? \/c|regsvr32|rundll32)/ ascii wide nocase
    condition:
        uint32be(0) == 0xD0CF11E0 and filesize < 64MB and $sheet and $exec and ( $open or #exec > 1 )
}

rule RTF_Equation_Exploit : document
{
    meta:
        author = "Assay"
        description = "An RTF document with an embedded object for the Equation Editor, which is used for its vulnerabilities only"
        severity = "malicious"
        reference = "https://nvd.nist.gov/vuln/detail/CVE-2017-11882"
    strings:
        $rtf = /\{\\rt[f0-9]?/
        $object = /\\obj(data|update|autlink|ocx|emb)/
        $name_hex = /45\s{0,2}71\s{0,2}75\s{0,2}61\s{0,2}74\s{0,2}69\s{0,2}6f\s{0,2}6e\s{0,2}2e\s{0,2}(33|32)/ nocase
        $clsid_hex = /02\s{0,2}ce\s{0,2}02\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}c0\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}00\s{0,2}46/ nocase
        $name = /\\objclass\s{0,2}Equation\.[23]/ nocase
    condition:
        $rtf at 0 and filesize < 32MB and $object and ( $name_hex or $clsid_hex or $name )
}

rule RTF_Loads_Remote_Template : document
{
    meta:
        author = "Assay"
        description = "An RTF document that fetches its template from the network"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1221/"
    strings:
        $template = /\\\*\\template\s{1,4}(https?:|\\\\\\\\|\\'68\\'74\\'74\\'70|\\u-?[0-9]{2,5})/ nocase
    condition:
        uint32be(0) == 0x7B5C7274 and filesize < 32MB and $template
}

rule PDF_Launches_Program : document
{
    meta:
        author = "Assay"
        description = "A PDF that starts a program or a command when it is opened"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
    strings:
        $pdf = "%PDF-"
        $launch = /\/S\s{0,4}\/Launch\b/
        $target = /\/(F|Win|Unix|P)\s{0,4}(\(|<<)[^>]{0,300}(cmd(\.exe)?|powershell|mshta|rundll32|wscript|cscript|\/bin\/(ba)?sh|\.(exe|js|vbs|scr|bat|ps1|hta|lnk))\b/ nocase
    condition:
        $pdf in (0..1024) and filesize < 128MB and $launch and $target
}

rule PDF_Runs_Script : document
{
    meta:
        author = "Assay"
        description = "A PDF that runs JavaScript by itself when it is opened, with calls that are used by exploits and droppers"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1059/007/"
    strings:
        $pdf = "%PDF-"
        $open = /\/(OpenAction|AA)\b/
        $script = /\/(JavaScript|JS)\b/
        $use1 = "exportDataObject" nocase
        $use2 = /\bunescape\s{0,2}\(/
        $use3 = /\beval\s{0,2}\(/
        $use4 = "getAnnots"
        $use5 = "Collab.collectEmailInfo"
        $use6 = "util.printf"
        $use7 = "media.newPlayer"
        $use8 = /String\.fromCharCode\s{0,2}\(/
        $use9 = "app.launchURL"
    condition:
        $pdf in (0..1024) and filesize < 128MB and $open and $script and any of ($use*)
}

rule OneNote_Carries_Script : document
{
    meta:
        author = "Assay"
        description = "A OneNote file with a script or executable attached, which one click on the page starts"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1566/001/"
    strings:
        $onenote = { E4 52 5C 7B 8C D8 A7 4D AE B1 53 78 D0 29 96 D3 }
        // FileDataStoreObject, then 8 bytes of length, 12 of reserved, then the attached bytes.
        $attached = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] ( 4D 5A | 3C 68 74 61 | 3C 48 54 41 | 3C 73 63 72 69 70 74 | 40 65 63 68 6F | 40 45 43 48 4F | 4C 00 00 00 01 14 02 00 ) }
        $name = /\.(hta|js|jse|vbs|vbe|wsf|cmd|bat|ps1|exe|scr|lnk)\x00\x00/ wide nocase
    condition:
        $onenote at 0 and filesize < 128MB and ( $attached or $name )
}

rule HTML_Smuggles_File : document
{
    meta:
        author = "Assay"
        description = "A web page that puts a file together from its own text and saves it without a download"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/006/"
    strings:
        $html = /<(html|script|body|!doctype)/ nocase
        $blob = /new\s+Blob\s{0,2}\(/
        $save1 = "msSaveOrOpenBlob"
        $save2 = /URL\.createObjectURL\s{0,2}\(/
        $download = /\.(download|setAttribute\(\s{0,2}['"]download['"])\s{0,2}[=,]\s{0,2}['"][^'"\r\n]{1,80}\.(zip|iso|img|exe|hta|js|vbs|lnk|msi|vhd|one|docm|xlsm)['"]/ nocase
        $decode = /\b(atob|fromCharCode|Uint8Array)\b/
        $click = /\.click\s{0,2}\(\s{0,2}\)/
        $payload = /['"](UEsDB|TVqQA|TVpQA|UmFyI|N3q8r|Q0QwM|0M8R4)[A-Za-z0-9+\/]{200}/
    condition:
        filesize < 64MB and $html and $blob and $decode and any of ($save*) and ( $payload or ( $download and $click ) )
}
