rule Webshell_PHP_Runs_Request : webshell
{
    meta:
        author = "Assay"
        description = "PHP that runs whatever a request sends it"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
    strings:
        $php = /<\?(php\b|=)/ nocase
        $run = /\b(eval|assert|system|shell_exec|passthru|popen|proc_open|create_function)\s{0,4}\(\s{0,4}(@|stripslashes\(|base64_decode\(|gzinflate\(|str_rot13\(|trim\(|urldecode\(){0,4}\s{0,4}\$_(GET|POST|REQUEST|COOKIE|SERVER)\s{0,2}[\[{]/ nocase
        $ticks = /`\s{0,4}\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[/ nocase
        $called = /\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[[^\]\r\n]{1,40}\]\s{0,2}\(\s{0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[/ nocase
    condition:
        filesize < 2MB and $php and any of ($run, $ticks, $called)
}

rule Webshell_PHP_Packed : webshell
{
    meta:
        author = "Assay"
        description = "PHP that unpacks a long text and evaluates it"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1027/"
    strings:
        $php = /<\?(php\b|=)/ nocase
        $unpack = /\b(eval|assert)\s{0,4}\(\s{0,4}(@?(gzinflate|gzuncompress|str_rot13|base64_decode|strrev|gzdecode|convert_uudecode|hex2bin|rawurldecode)\s{0,2}\(\s{0,2}){2}/ nocase
        $long = /\b(eval|assert)\s{0,4}\(\s{0,4}@?base64_decode\s{0,2}\(\s{0,2}['"][A-Za-z0-9+\/]{200}/ nocase
    condition:
        filesize < 8MB and $php and ( $unpack or $long )
}

rule Webshell_JSP_Runs_Request : webshell
{
    meta:
        author = "Assay"
        description = "JSP that starts programs by a request's parameter"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
    strings:
        $jsp = /<(%|jsp:scriptlet)/
        $direct = /getRuntime\(\)\s{0,2}\.\s{0,2}exec\s{0,2}\([^\r\n;]{0,80}request\s{0,2}\.\s{0,2}get(Parameter|Header)\s{0,2}\(/
        $exec = /(getRuntime\(\)\s{0,2}\.\s{0,2}exec|new\s+ProcessBuilder)\s{0,2}\(/
        $param = /request\s{0,2}\.\s{0,2}get(Parameter|Header)\s{0,2}\(\s{0,2}"(cmd|command|exec|c|pwd|pass|shell)"/ nocase
        $output = "getInputStream"
    condition:
        filesize < 2MB and $jsp and ( $direct or ( $exec and $param and $output ) )
}

rule Webshell_ASP_Runs_Request : webshell
{
    meta:
        author = "Assay"
        description = "ASP or ASP.NET that runs whatever a request sends it"
        severity = "malicious"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
    strings:
        $asp = /<(%|script\s[^>]{0,80}runat\s{0,2}=\s{0,2}["']?server)/ nocase
        $evaluate = /\b(eval|execute|executeglobal)\s{0,4}[(\s]\s{0,4}request\s{0,2}[.(\[]/ nocase
        $run = /\.\s{0,2}(exec|run)\s{0,2}\(\s{0,4}("cmd(\.exe)?\s\/c\s?"\s{0,2}&\s{0,2})?request\s{0,2}[.(\[]/ nocase
        $process = /ProcessStartInfo|Process\.Start\s{0,2}\(/ nocase
        $cmd = /(cmd|powershell)(\.exe)?"/ nocase
        $param = /request\s{0,2}(\.\s{0,2}(form|querystring|params|item)\s{0,2})?[\[(]\s{0,2}"/ nocase
        $redirect = "RedirectStandardOutput" nocase
    condition:
        filesize < 2MB and $asp and ( $evaluate or $run or ( $process and $cmd and $param and $redirect ) )
}
