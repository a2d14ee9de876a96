import "pe"
import "math"

rule PE_Section_Writable_And_Executable : pe
{
    meta:
        author = "Assay"
        description = "A section of a PE file can be written and executed, as code that unpacks itself needs"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1027/002/"
    condition:
        pe.is_pe and for any section in pe.sections : (
            section.characteristics & pe.SECTION_MEM_WRITE != 0 and
            section.characteristics & pe.SECTION_MEM_EXECUTE != 0
        )
}

rule PE_Code_Section_Encrypted : pe
{
    meta:
        author = "Assay"
        description = "The section in which a PE file starts is encrypted or packed, by its entropy"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1027/"
    condition:
        pe.is_pe and for any section in pe.sections : (
            section.raw_data_size > 4096 and
            pe.entry_point >= section.raw_data_offset and
            pe.entry_point < section.raw_data_offset + section.raw_data_size and
            math.entropy(section.raw_data_offset, section.raw_data_size) > 7.4
        )
}

rule PE_Injects_Into_Processes : pe
{
    meta:
        author = "Assay"
        description = "A PE file imports what it takes to write into another process and run code there"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1055/"
    condition:
        pe.is_pe and
        pe.imports(/kernel32\.dll/i, /^VirtualAllocEx(Numa)?$/) > 0 and
        pe.imports(/kernel32\.dll/i, /^WriteProcessMemory$/) > 0 and
        (
            pe.imports(/kernel32\.dll/i, /^CreateRemoteThread(Ex)?$/) > 0 or
            pe.imports(/kernel32\.dll/i, /^(QueueUserAPC|SetThreadContext|Wow64SetThreadContext)$/) > 0 or
            pe.imports(/ntdll\.dll/i, /^(NtQueueApcThread|NtUnmapViewOfSection|ZwUnmapViewOfSection|NtCreateThreadEx|RtlCreateUserThread)$/) > 0
        )
}

rule PE_Logs_Keys : pe
{
    meta:
        author = "Assay"
        description = "A PE file imports a keyboard hook or key polling together with the name of the window in front"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1056/001/"
    condition:
        pe.is_pe and
        pe.imports(/user32\.dll/i, /^GetForegroundWindow$/) > 0 and
        pe.imports(/user32\.dll/i, /^GetWindowText[AW]$/) > 0 and
        (
            pe.imports(/user32\.dll/i, /^SetWindowsHookEx[AW]$/) > 0 or
            pe.imports(/user32\.dll/i, /^(GetAsyncKeyState|GetKeyState|GetKeyboardState)$/) > 0
        )
}

rule PE_Looks_For_Debuggers : pe
{
    meta:
        author = "Assay"
        description = "A PE file asks in several ways whether it is being debugged or runs in a virtual machine"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1622/"
    strings:
        $vm1 = "VBoxService" ascii wide nocase
        $vm2 = "vmtoolsd" ascii wide nocase
        $vm3 = "SbieDll" ascii wide nocase
        $vm4 = "VBoxGuest" ascii wide nocase
        $vm5 = "wine_get_unix_file_name" ascii
        $tool1 = "ollydbg" ascii wide nocase
        $tool2 = "x64dbg" ascii wide nocase
        $tool3 = "procmon" ascii wide nocase
        $tool4 = "wireshark" ascii wide nocase
        $tool5 = "idaq" ascii wide nocase
    condition:
        pe.is_pe and ( 2 of ($vm*) or 3 of ($tool*) )
}

rule PE_Carries_Executable : pe
{
    meta:
        author = "Assay"
        description = "Another PE file lies unpacked in a resource of this one"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1027/009/"
    condition:
        pe.is_pe and for any resource in pe.resources : (
            resource.length > 512 and resource.offset > 0 and
            uint16(resource.offset) == 0x5A4D and
            uint32(resource.offset + 0x3C) < 4096 and
            uint32(resource.offset + uint32(resource.offset + 0x3C)) == 0x00004550
        )
}

rule PE_Base64_Executable_In_Text : script
{
    meta:
        author = "Assay"
        description = "A script carries a Windows executable encoded in base64"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/009/"
    strings:
        // "MZ" and the zero bytes of a usual DOS header, by the third byte.
        $mz = /TV(qQAAMAAAAEAAAA|pQAAIAAAAEAA8A|oAAAAAAAAAAAAA|roAAAAAAAAAAAAA)[A-Za-z0-9+\/]{400}/
    condition:
        filesize < 32MB and uint16(0) != 0x5A4D and uint32be(0) != 0x7F454C46 and $mz
}

rule PE_Deletes_Shadow_Copies : ransomware
{
    meta:
        author = "Assay"
        description = "A command that deletes the shadow copies from which files could be restored"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1490/"
    strings:
        $vss = /vssadmin(\.exe)?\s+delete\s+shadows/ ascii wide nocase
        $wmic = /wmic(\.exe)?\s+shadowcopy\s+delete/ ascii wide nocase
        $resize = /vssadmin(\.exe)?\s+resize\s+shadowstorage\s+\/for=/ ascii wide nocase
        $boot = /bcdedit(\.exe)?\s+\/set\s+\{default\}\s+recoveryenabled\s+no/ ascii wide nocase
        $catalog = /wbadmin(\.exe)?\s+delete\s+(catalog|systemstatebackup)\s+-/ ascii wide nocase
    condition:
        filesize < 64MB and any of them
}
