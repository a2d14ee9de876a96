rule JavaScript_Windows_Dropper : script
{
    meta:
        author = "Assay"
        description = "JavaScript or VBScript for Windows that downloads a file and runs it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1059/005/"
    strings:
        $object = /(new\s+ActiveXObject|CreateObject)\s{0,2}\(/ nocase
        $shell = /WScript\.Shell|Shell\.Application/ nocase
        $http = /MSXML2\.(Server)?XMLHTTP|WinHttp\.WinHttpRequest|Microsoft\.XMLHTTP/ nocase
        $stream = /ADODB\.Stream|Scripting\.FileSystemObject/ nocase
        $run = /\.\s{0,2}(Run|Exec|ShellExecute)\s{0,2}[(\s]/ nocase
        $save = /\.\s{0,2}(SaveToFile|Write|CreateTextFile)\s{0,2}[(\s]/ nocase
    condition:
        filesize < 4MB and uint16(0) != 0x5A4D and uint32be(0) != 0xD0CF11E0 and all of them
}

rule JavaScript_Obfuscated : script
{
    meta:
        author = "Assay"
        description = "JavaScript that rebuilds its own text from numbers or escapes and evaluates it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/"
    strings:
        $escape = /\beval\s{0,2}\(\s{0,2}(unescape|decodeURIComponent|atob)\s{0,2}\(\s{0,2}['"](%u?[0-9a-f]{2,4}){20}/ nocase
        $base64 = /\beval\s{0,2}\(\s{0,2}atob\s{0,2}\(\s{0,2}['"][A-Za-z0-9+\/]{80}/
        $codes = /\b(eval|Function|document\.write)\s{0,2}\(\s{0,2}String\.fromCharCode\s{0,2}\(\s{0,2}([0-9]{1,3}\s{0,2},\s{0,2}){20}/
        $jsfuck = /[\[\]()!+]{400}/
        $identifiers = /_0x[0-9a-f]{4,6}\s{0,2}=\s{0,2}\[\s{0,2}('(\\x[0-9a-f]{2}){3}|'[A-Za-z0-9+\/=]{6,40}'\s{0,2},\s{0,2}'[A-Za-z0-9+\/=]{6,40}'\s{0,2},)/
        $shift = /\[\s{0,2}['"]push['"]\s{0,2}\]\s{0,2}\(\s{0,2}_0x[0-9a-f]{4,6}\s{0,2}\[\s{0,2}['"]shift['"]/
    condition:
        filesize < 8MB and uint16(0) != 0x5A4D and uint32be(0) != 0x7F454C46 and
        ( $escape or $base64 or $codes or $jsfuck or ( $identifiers and $shift ) )
}

rule HTA_Runs_Program : script
{
    meta:
        author = "Assay"
        description = "An HTML application that starts a program"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1218/005/"
    strings:
        $hta = /<hta:application/ nocase
        $script = /<script[^>]{0,80}(vbscript|jscript|javascript)/ nocase
        $run = /(WScript\.Shell|Shell\.Application|Win32_Process)/ nocase
    condition:
        filesize < 8MB and $hta and $script and $run
}

rule Batch_Lives_Off_The_Land : script
{
    meta:
        author = "Assay"
        description = "A command that makes a program of Windows download or run code from elsewhere"
        severity = "suspicious"
        reference = "https://lolbas-project.github.io/"
    strings:
        $certutil = /certutil(\.exe)?\s+(-|\/)(urlcache|verifyctl)\s[^\r\n]{0,40}https?:\/\// ascii wide nocase
        $mshta = /mshta(\.exe)?["']?\s+["']?(https?:\/\/|javascript:|vbscript:)/ ascii wide nocase
        $regsvr = /regsvr32(\.exe)?\s[^\r\n]{0,60}\/i:\s{0,2}https?:\/\/[^\r\n]{3,200}scrobj\.dll/ ascii wide nocase
        $rundll = /rundll32(\.exe)?["']?\s+javascript:/ ascii wide nocase
        $bits = /bitsadmin(\.exe)?\s[^\r\n]{0,40}\/transfer\s[^\r\n]{0,80}https?:\/\/[^\r\n]{3,200}\.(exe|dll|ps1|bat|vbs|js|scr)\b/ ascii wide nocase
        $msiexec = /msiexec(\.exe)?\s[^\r\n]{0,30}(\/q[nb]?|-q[nb]?)\s[^\r\n]{0,30}https?:\/\// ascii wide nocase
    condition:
        filesize < 8MB and any of them
}
