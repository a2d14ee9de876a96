rule EICAR_Test_File : test
{
    meta:
        author = "Assay"
        description = "The EICAR test file, which every scanner answers with a detection"
        severity = "malicious"
        reference = "https://www.eicar.org/download-anti-malware-testfile/"
    strings:
        // In hex, so that other scanners do not take this file for the test file.
        // suppress: text_as_hex
        $eicar = { 58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24 45 49 43 41 52 2D 53 54 41 4E 44 41 52 44 }
    condition:
        $eicar in (0..3) and filesize < 256
}

rule EICAR_Embedded : test
{
    meta:
        author = "Assay"
        description = "The EICAR test string inside another file"
        severity = "suspicious"
        reference = "https://www.eicar.org/download-anti-malware-testfile/"
    strings:
        // suppress: text_as_hex
        $eicar = { 58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24 45 49 43 41 52 2D 53 54 41 4E 44 41 52 44 2D 41 4E 54 49 56 49 52 55 53 2D 54 45 53 54 2D 46 49 4C 45 }
    condition:
        $eicar and not EICAR_Test_File
}
