rule Miner_Configuration : miner
{
    meta:
        author = "Assay"
        description = "Configuration or command line of a cryptocurrency miner with a pool to report to"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1496/"
    strings:
        $pool = /stratum\+(tcp|ssl|tls|udp):\/\/[a-z0-9.-]{3,80}:[0-9]{2,5}/ nocase
        $wallet = /\b4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b/
        $donate = "donate-level" nocase
        $algorithm = /\b(rx\/0|randomx|cryptonight|cn\/r|ethash|kawpow|argon2\/chukwa)\b/ nocase
        $command = /(xmrig|xmr-stak|minerd|cpuminer|t-rex|nbminer)(\.exe)?\s[^\r\n]{0,200}-o\s{0,2}[a-z0-9+:\/.-]{6,100}:[0-9]{2,5}/ nocase
    condition:
        filesize < 1MB and ( $command or ( $pool and ( $wallet or $donate or $algorithm ) ) )
}

rule Miner_Program : miner
{
    meta:
        author = "Assay"
        description = "A program that mines cryptocurrency on a pool"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1496/"
    strings:
        $pool = /stratum\+(tcp|ssl|tls):\/\// nocase
        $job = "\"method\":\"submit\""
        $login = /mining\.(subscribe|authorize|submit)/
        $name1 = "xmrig" nocase
        $name2 = "donate.v2.xmrig.com"
        $name3 = "cryptonight" nocase
        $name4 = "randomx" nocase
    condition:
        ( uint16(0) == 0x5A4D or uint32be(0) == 0x7F454C46 ) and filesize < 64MB and
        $pool and 2 of ($job, $login, $name*)
}
