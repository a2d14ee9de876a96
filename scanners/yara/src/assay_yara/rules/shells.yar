rule Shell_Reverse_Bash : shell
{
    meta:
        author = "Assay"
        description = "A shell whose input and output go to another machine by /dev/tcp"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1059/004/"
    strings:
        $shell = /\b(ba|z|k|da)?sh\s+-i\s{0,4}(>&|&>|[0-9]{1,3}>&?|[0-9]{1,3}<>)\s{0,4}\/dev\/(tcp|udp)\/[A-Za-z0-9.$\{}_-]{1,64}\/[0-9$\{]/
        $exec = /exec\s+[0-9]{1,3}<>\s{0,2}\/dev\/(tcp|udp)\/[A-Za-z0-9.$\{}_-]{1,64}\/[0-9$\{]{1,6}[^\r\n]{0,4}[;\r\n][^\r\n]{0,120}\b(sh|bash|cat)\b[^\r\n]{0,60}(<|>)&\s{0,2}[0-9]/
    condition:
        filesize < 16MB and any of them
}

rule Shell_Reverse_Script : shell
{
    meta:
        author = "Assay"
        description = "A script that connects to another machine and puts a shell on the connection"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1059/"
    strings:
        $python_connect = /socket\.socket\([^\r\n]{0,80}\.connect\(\s{0,2}\(/
        $python_connect_later = /\.connect\(\(\s{0,2}["'][0-9A-Za-z.-]{3,64}["']\s{0,2},\s{0,2}[0-9]{2,5}\s{0,2}\)\)/
        $python_dup = /os\.dup2\(\s{0,2}[A-Za-z_]{1,12}\.fileno\(\)\s{0,2},\s{0,2}[012]\s{0,2}\)/
        $python_shell = /(subprocess\.(call|run|Popen)\(\s{0,2}\[?|pty\.spawn\(\s{0,2}|os\.system\(\s{0,2})["']\/bin\/(ba|z)?sh/
        $perl = /socket\(\s{0,2}S\s{0,2},[^\r\n]{0,160}connect\(\s{0,2}S\s{0,2},[^\r\n]{0,160}open\(\s{0,2}STDIN\s{0,2},\s{0,2}["']>&S["'][^\r\n]{0,160}exec/
        $php = /fsockopen\([^\r\n]{3,80}\)\s{0,2};[^\r\n]{0,40}(exec|shell_exec|system|passthru|proc_open)\(\s{0,2}["'][^"'\r\n]{0,20}sh\s+-i\s+<&3\s+>&3\s+2>&3/
        $ruby = /TCPSocket\.(open|new)\([^\r\n]{3,80}\)(\.to_i)?[^\r\n]{0,80}(exec|spawn|IO\.popen)[^\r\n]{0,40}sh\b/
    condition:
        filesize < 4MB and uint32be(0) != 0x7F454C46 and
        ( ( any of ($python_connect*) and $python_dup and $python_shell ) or $perl or $php or $ruby )
}

rule Shell_Reverse_Netcat : shell
{
    meta:
        author = "Assay"
        description = "netcat or a pipe through it puts a shell on a connection"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1059/004/"
    strings:
        $execute = /\b(nc|ncat|netcat)(\.exe|\.traditional)?\s+(-[a-z]{1,6}\s+){0,4}([0-9]{1,3}(\.[0-9]{1,3}){3}|[a-z0-9-]{1,40}\.[a-z0-9.-]{2,40})\s+[0-9]{2,5}\s+-(e|c)\s+(\/bin\/)?(ba|z)?(sh|cmd)/ nocase
        $execute_first = /\b(nc|ncat|netcat)(\.exe|\.traditional)?\s+(-[a-z]{1,6}\s+){0,3}-(e|c)\s+(\/bin\/(ba|z)?sh|cmd(\.exe)?)\s+[a-z0-9.-]{3,64}\s+[0-9]{2,5}/ nocase
        $fifo = /mkfifo\s+(\S{1,40})\s{0,2};\s{0,2}cat\s+\S{1,40}\s{0,2}\|\s{0,2}(\/bin\/)?(ba|z)?sh\s+-i[^\r\n]{0,20}\|\s{0,2}(nc|ncat|netcat|openssl)\s/ nocase
    condition:
        filesize < 16MB and any of them
}

rule Shell_Download_And_Run : shell
{
    meta:
        author = "Assay"
        description = "A scheduled or hidden command that downloads a script and pipes it into a shell"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1053/003/"
    strings:
        $cron = /\s?([*0-9\/,-]{1,12}[ \t]{1,4}){4}[*0-9\/,-]{1,12}[ \t][^\r\n]{0,40}(curl|wget)\s[^\r\n|]{6,200}\|\s{0,2}(ba|z|da)?sh\b/
        $crontab = /(curl|wget)\s[^\r\n|]{6,200}\|\s{0,2}(ba|z|da)?sh\b[^\r\n]{0,80}\|\s{0,2}crontab\s+-/
        $temporary = /(cd\s+\/(tmp|var\/tmp|dev\/shm|var\/run)\s{0,2}(;|&&|\|\|)\s{0,2}){1,6}[^\r\n]{0,200}(curl|wget|tftp)\s[^\r\n]{6,200}(;|&&)\s{0,2}chmod\s+(\+x|7[0-7]{2})\s[^\r\n]{1,80}(;|&&)\s{0,2}(\.\/|\/tmp\/|sh\s)/
    condition:
        filesize < 16MB and any of them
}
