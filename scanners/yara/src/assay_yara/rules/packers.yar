import "pe"

rule Packer_UPX : packer
{
    meta:
        author = "Assay"
        description = "An executable packed by UPX"
        severity = "info"
        reference = "https://upx.github.io/"
    strings:
        $magic = "UPX!"
        $info = "$Info: This file is packed with the UPX executable packer"
    condition:
        (
            pe.is_pe and $magic and
            for any section in pe.sections : ( section.name == "UPX0" or section.name == "UPX1" )
        )
        or ( uint32be(0) == 0x7F454C46 and $magic and $info )
}

rule Packer_UPX_Disguised : packer
{
    meta:
        author = "Assay"
        description = "UPX's section layout in a PE file whose UPX header was removed, so that it cannot be unpacked by UPX itself"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/002/"
    strings:
        $magic = "UPX!"
    condition:
        pe.is_pe and not $magic and
        for any section in pe.sections : ( section.name == "UPX0" and section.raw_data_size == 0 ) and
        for any section in pe.sections : ( section.name == "UPX1" )
}

rule Packer_Protector_Sections : packer
{
    meta:
        author = "Assay"
        description = "A PE file with the section names of a commercial packer or protector"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1027/002/"
    condition:
        pe.is_pe and for any section in pe.sections : (
            section.name == ".aspack" or section.name == ".adata" or section.name == ".vmp0" or section.name == ".vmp1" or
            section.name == ".MPRESS1" or section.name == ".MPRESS2" or section.name == ".themida" or
            section.name == ".winlice" or section.name == ".enigma1" or section.name == ".enigma2" or
            section.name == ".petite" or section.name == "PEC2" or section.name == "pec1" or section.name == ".nsp0" or
            section.name == ".perplex" or section.name == ".yP" or section.name == ".svkp" or section.name == "MEW"
        )
}

rule Packer_PyInstaller : packer
{
    meta:
        author = "Assay"
        description = "A Python program bundled into one executable by PyInstaller"
        severity = "info"
        reference = "https://pyinstaller.org/"
    strings:
        $cookie = { 4D 45 49 0C 0B 0A 0B 0E }
        $error = "PyInstaller"
        $meipass = "_MEIPASS"
    condition:
        ( uint16(0) == 0x5A4D or uint32be(0) == 0x7F454C46 ) and $cookie and ( $error or $meipass )
}
