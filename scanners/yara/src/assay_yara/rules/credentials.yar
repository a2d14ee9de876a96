rule Credentials_Mimikatz : credentials
{
    meta:
        author = "Assay"
        description = "mimikatz, a tool that reads passwords from memory, or a script that drives it"
        severity = "malicious"
        reference = "https://attack.mitre.org/software/S0002/"
    strings:
        // Written so that neither these rules nor other scanners find this file.
        $command1 = /sekurlsa::logonpassword[s]/ ascii wide nocase
        $command2 = /lsadump::sa[m]/ ascii wide nocase
        $command3 = /lsadump::dcsyn[c]/ ascii wide nocase
        $command4 = /kerberos::golde[n]/ ascii wide nocase
        $command5 = /privilege::debu[g]/ ascii wide nocase
        $command6 = /sekurlsa::pt[h]/ ascii wide nocase
        $author = /gentilkiw[i]/ ascii wide nocase
        $name = /mimikat[z]/ ascii wide nocase
        $module1 = /kuhl_m_sekurls[a]/ ascii wide
        $module2 = /KiwiAndRegistryTool[s]/ ascii wide
    condition:
        filesize < 32MB and ( 2 of ($command*) or ( $name and $author ) or any of ($module*) )
}

rule Credentials_Dumps_LSASS : credentials
{
    meta:
        author = "Assay"
        description = "A command that writes the memory of LSASS, with its passwords, to a file"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1003/001/"
    strings:
        $comsvcs = /comsvcs(\.dll)?["']?[,\s]{1,4}(#?\+?0*24|MiniDump)\s[^\r\n]{1,160}(full|\.dmp|\.bin|\.tmp)/ ascii wide nocase
        $procdump = /procdump(64)?(\.exe)?\s[^\r\n]{0,80}(-|\/)ma\s[^\r\n]{0,40}lsass/ ascii wide nocase
        $tasklist = /rdrleakdiag(\.exe)?\s[^\r\n]{0,60}\/p\s[^\r\n]{0,60}\/fullmemdmp/ ascii wide nocase
    condition:
        filesize < 16MB and any of them
}

rule Credentials_Saves_Registry_Hives : credentials
{
    meta:
        author = "Assay"
        description = "A command that saves the parts of the registry in which password hashes lie"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1003/002/"
    strings:
        $save = /reg(\.exe)?\s+save\s+["']?(hklm|hkey_local_machine)\\(sam|security)["']?\s/ ascii wide nocase
        $shadow = /copy\s+["']?\\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy[0-9]{1,3}\\windows\\(system32\\config\\(sam|system|security)|ntds\\ntds\.dit)/ ascii wide nocase
        $ntds = /ntdsutil(\.exe)?\s[^\r\n]{0,60}ifm["']?\s[^\r\n]{0,40}create\s+full/ ascii wide nocase
    condition:
        filesize < 16MB and any of them
}
