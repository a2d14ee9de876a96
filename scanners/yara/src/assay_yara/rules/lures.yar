import "lnk"

rule LNK_Runs_Interpreter : lure
{
    meta:
        author = "Assay"
        description = "A Windows shortcut that hands arguments to an interpreter or to a program that fetches code"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
    strings:
        $interpreter = /(powershell|pwsh|cmd|mshta|wscript|cscript|rundll32|regsvr32|certutil|bitsadmin|msiexec|conhost|forfiles)(\.exe)?\b/ ascii wide nocase
        $argument = /(\s(-|\/)(c|k|r|e|ec|enc|nop|noni|w|ep|exec|command|encodedcommand|windowstyle|urlcache|transfer|i:)\b|https?:\/\/|javascript:|vbscript:)/ ascii wide nocase
    condition:
        lnk.is_lnk and filesize < 8MB and $interpreter and $argument
}

rule LNK_Larger_Than_A_Shortcut : lure
{
    meta:
        author = "Assay"
        description = "A Windows shortcut with a file appended to it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/012/"
    condition:
        lnk.is_lnk and lnk.overlay_size > 4096
}

rule ZIP_Double_Extension : lure
{
    meta:
        author = "Assay"
        description = "An archive with a program in it that is named as a document"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1036/007/"
    strings:
        // A local file header, the name up to 120 bytes of it.
        $name = /PK\x03\x04[\x00-\xff]{26}[^\x00-\x1f]{0,120}\.(pdf|docx?|xlsx?|pptx?|rtf|txt|jpe?g|png|gif|mp[34]|avi|csv|html?)[ _]{0,80}\.(exe|scr|pif|com|js|jse|vbs|vbe|wsf|hta|lnk|bat|cmd|ps1|msi|cpl)/ nocase
    condition:
        uint32be(0) == 0x504B0304 and $name
}

rule Name_Turned_By_Bidi : lure
{
    meta:
        author = "Assay"
        description = "An archive with a name that is shown reversed, so that its real extension is hidden"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1036/002/"
    strings:
        $name = /PK\x03\x04[\x00-\xff]{26}[^\x00-\x1f]{0,120}\xe2\x80\xae[^\x00-\x1f]{0,60}\.(exe|scr|pif|com|js|jse|vbs|vbe|wsf|hta|lnk|bat|cmd|ps1|msi|cpl)/ nocase
    condition:
        uint32be(0) == 0x504B0304 and $name
}
