rule Ransom_Note : ransomware
{
    meta:
        author = "Assay"
        description = "A text that demands payment for encrypted files"
        severity = "suspicious"
        reference = "https://attack.mitre.org/techniques/T1486/"
    strings:
        $done1 = /(all\s+(of\s+)?)?your\s+(important\s+|personal\s+|company\s+)?(files|documents|data|network)\s+(have|has|are|is|were)(\s+been)?\s+(encrypted|locked)/ ascii wide nocase
        $done2 = /files?\s+(were|was|are|have\s+been)\s+encrypted\s+(with|by|using)\s+(a\s+)?(strong|military|rsa|aes)/ ascii wide nocase
        $pay1 = /\b(bitcoins?|btc|monero|xmr)\b/ ascii wide nocase
        $pay2 = /(decryption|decrypt)\s+(key|tool|software|program)/ ascii wide nocase
        $pay3 = /pay\s+(the\s+)?ransom|price\s+(will|for)\s+(be\s+)?(doubled?|decryption)/ ascii wide nocase
        $contact1 = /[a-z2-7]{16,56}\.onion\b/ ascii wide nocase
        $contact2 = /(tor\s+browser|torproject\.org)/ ascii wide nocase
        $contact3 = /[a-z0-9._-]{2,40}@(protonmail|tutanota|onionmail|cock\.li|airmail|aol|mail2tor)\b/ ascii wide nocase
        $threat = /(do\s+not|don.?t)\s+(rename|modify|try\s+to\s+decrypt|delete|use\s+third)/ ascii wide nocase
    condition:
        filesize < 16MB and any of ($done*) and any of ($pay*) and ( any of ($contact*) or $threat )
}
