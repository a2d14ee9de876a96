rule ELF_Library_Hides_Files : linux
{
    meta:
        author = "Assay"
        description = "A shared library made to be preloaded into every program, that replaces the listing of files or connections"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1574/006/"
    strings:
        $preload = "/etc/ld.so.preload"
        $next = "dlsym"
        $listing1 = "readdir64"
        $listing2 = "readdir"
        $net1 = "/proc/net/tcp"
        $net2 = "/proc/%d/cmdline"
        $hook1 = "pam_authenticate"
        $hook2 = "__xstat"
    condition:
        uint32be(0) == 0x7F454C46 and uint16(16) == 3 and filesize < 4MB and
        $preload and $next and any of ($listing*) and ( any of ($net*) or all of ($hook*) )
}

rule ELF_Mirai_Like : linux
{
    meta:
        author = "Assay"
        description = "A bot for network devices in the manner of Mirai: it tries default passwords and starts floods"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1498/"
    strings:
        $busybox1 = "/bin/busybox MIRAI"
        $busybox2 = /\/bin\/busybox [A-Z]{4,10}\x00/
        $password1 = "xc3511"
        $password2 = "vizxv"
        $password3 = "7ujMko0admin"
        $password4 = "juantech"
        $watchdog = "/dev/misc/watchdog"
        $applet = "applet not found"
        $flood = /\b(udp|syn|ack|http|tcp|vse|std)(flood|plain)\b/ nocase
    condition:
        uint32be(0) == 0x7F454C46 and filesize < 4MB and
        ( $busybox1 or ( 2 of ($password*) and any of ($busybox2, $watchdog, $applet, $flood) ) or ( $watchdog and $applet and $flood ) )
}

rule ELF_Without_Sections : linux
{
    meta:
        author = "Assay"
        description = "An executable for Linux without a section table, as packers and hand-made programs leave it"
        severity = "info"
        reference = "https://attack.mitre.org/techniques/T1027/"
    condition:
        uint32be(0) == 0x7F454C46 and uint8(5) == 1 and (uint16(16) == 2 or uint16(16) == 3) and
        ( ( uint8(4) == 2 and uint16(60) == 0 ) or ( uint8(4) == 1 and uint16(48) == 0 ) )
}

rule SSH_Key_Planted : linux
{
    meta:
        author = "Assay"
        description = "A command that adds a key to those that may log in over SSH"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1098/004/"
    strings:
        $add = /echo\s+["']?(ssh-(rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9-]{4,20})\s+AAAA[A-Za-z0-9+\/]{40,}[^\r\n]{0,120}>>\s{0,2}[^\s]{0,60}authorized_keys/
    condition:
        filesize < 4MB and $add
}
