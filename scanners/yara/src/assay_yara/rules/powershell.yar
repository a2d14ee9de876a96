rule PowerShell_Download_And_Run : script
{
    meta:
        author = "Assay"
        description = "PowerShell that runs what it has just downloaded, without writing it to disk"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1059/001/"
    strings:
        $run_first = /\b(iex|invoke-expression)[\s(&'"$]{1,8}[^\r\n]{0,80}(\.download(string|data)\s{0,2}\(|\b(invoke-webrequest|invoke-restmethod|iwr|irm|curl)\s{1,3}(-[a-z]{1,20}\s{1,3}){0,3}['"($]{0,2}(https?:|[a-z0-9-]{2,40}\.[a-z]))/ ascii wide nocase
        $run_last = /(\.download(string|data)\s{0,2}\(|\b(invoke-webrequest|invoke-restmethod|iwr|irm|curl)\s{1,3}(-[a-z]{1,20}\s{1,3}){0,3}['"($]{0,2}(https?:|[a-z0-9-]{2,40}\.[a-z]))[^\r\n|]{0,300}\|\s{0,4}(iex|invoke-expression)\b/ ascii wide nocase
        $assembly = /reflection\.assembly\]::load\([^\r\n]{0,80}downloaddata/ ascii wide nocase
    condition:
        filesize < 16MB and any of them
}

rule PowerShell_Encoded_Command : script
{
    meta:
        author = "Assay"
        description = "PowerShell started with its commands encoded in base64"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/010/"
    strings:
        $command = /powershell(\.exe)?["']?\s[^\r\n]{0,200}-e(c|n|nc|nco|ncod|ncode|ncoded|ncodedc|ncodedco|ncodedcommand)?\s+["']?[A-Za-z0-9+\/]{60}/ ascii wide nocase
    condition:
        filesize < 16MB and $command
}

rule PowerShell_Hidden_Window : script
{
    meta:
        author = "Assay"
        description = "PowerShell started with a hidden window and without its execution policy"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1564/003/"
    strings:
        $start = /powershell(\.exe)?["']?\s[^\r\n]{0,160}-w(in|indowstyle)?\s+(hidden|1)\b/ ascii wide nocase
        $policy = /-(ep|ex|exec|executionpolicy)\s+(bypass|unrestricted)\b/ ascii wide nocase
        $no_profile = /-(nop|noprofile)\b/ ascii wide nocase
    condition:
        filesize < 16MB and $start and ( $policy or $no_profile )
}

rule PowerShell_Disables_AMSI : script
{
    meta:
        author = "Assay"
        description = "A script switches off AMSI, through which Windows lets scanners look at scripts"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
    strings:
        $type = "System.Management.Automation.Amsi" ascii wide nocase
        $field = /amsiInit(Failed|'\s*\+\s*'Failed)/ ascii wide nocase
        $set = /\.SetValue\(\s*\$null\s*,\s*\$true\s*\)/ ascii wide nocase
    condition:
        filesize < 16MB and uint16(0) != 0x5A4D and $field and ( $type or $set )
}

rule PowerShell_Injects_Shellcode : script
{
    meta:
        author = "Assay"
        description = "PowerShell that allocates executable memory and starts a thread in it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1620/"
    strings:
        $import = "DllImport" ascii wide nocase
        $marshal = "GetDelegateForFunctionPointer" ascii wide nocase
        $allocate = "VirtualAlloc" ascii wide
        $thread = "CreateThread" ascii wide
        $copy = /Marshal\]::Copy\(/ ascii wide nocase
    condition:
        filesize < 16MB and uint16(0) != 0x5A4D and $copy and $allocate and $thread and ( $import or $marshal )
}

rule PowerShell_Disables_Defender : script
{
    meta:
        author = "Assay"
        description = "A command that switches off Microsoft Defender or excludes places from it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
    strings:
        $switch = /Set-MpPreference\s[^\r\n]{0,120}-Disable(RealtimeMonitoring|BehaviorMonitoring|IOAVProtection|ScriptScanning)\s+(\$true|1)/ ascii wide nocase
        $exclude = /Add-MpPreference\s[^\r\n]{0,80}-Exclusion(Path|Process|Extension)\s+["']?([A-Z]:\\["']?\s*(\r|\n|;|$)|\.?exe|\$env:)/ ascii wide nocase
        $policy = /reg(\.exe)?\s+add\s+[^\r\n]{0,120}Windows Defender[^\r\n]{0,120}DisableAntiSpyware[^\r\n]{0,60}\s1\b/ ascii wide nocase
    condition:
        filesize < 16MB and any of them
}
