import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threatClassification, threatWords } from './threat-label.ts';
import { THREAT_CATEGORIES } from './threat-words.ts';

describe('the words of a label', () => {
  it.each([
    // ClamAV
    ['Win.Test.EICAR_HDB-1', [], ['eicar']],
    ['Win.Trojan.Emotet-9876543-0', ['trojan'], ['emotet']],
    ['Unix.Trojan.Mirai-5607483-0', ['trojan'], ['mirai']],
    ['Win.Malware.Agent-7134521-0', [], []],
    ['Win.Ransomware.WannaCry-6313787-0', ['ransomware'], ['wannacry']],
    ['Pdf.Phishing.Agent-1234567-0', ['phising'], []],
    ['PUA.Win.Packer.Upx-49', ['pua'], []],
    // Microsoft Defender
    ['Trojan:Win32/AgentTesla.RPX!MTB', ['trojan'], ['agenttesla']],
    ['Ransom:Win32/WannaCrypt!rfn', ['ransomware'], ['wannacry']],
    ['Virus:DOS/EICAR_Test_File', ['virus'], ['eicar']],
    ['Trojan:Win32/Wacatac.B!ml', ['trojan'], []],
    ['Backdoor:MSIL/Bladabindi.AJ', ['trojan'], ['njrat']],
    ['PUA:Win32/Presenoker', ['pua'], ['presenoker']],
    ['TrojanDownloader:O97M/Emotet.ARJ!MTB', ['downloader'], ['emotet']],
    // Kaspersky
    ['HEUR:Trojan.Win32.Generic', ['trojan'], []],
    ['HEUR:Trojan-Ransom.Win32.Wanna.gen', ['ransomware'], ['wannacry']],
    ['HEUR:Trojan-PSW.MSIL.Agensla.gen', ['spyware'], ['agenttesla']],
    ['not-a-virus:HEUR:AdWare.Win32.Agent.gen', ['adware'], []],
    ['EICAR-Test-File', [], ['eicar']],
    ['Email-Worm.Win32.NetSky.q', ['worm'], ['netsky']],
    // ESET
    ['a variant of Win32/Kryptik.HKBR', [], []],
    ['Win32/Filecoder.WannaCryptor.D', ['ransomware'], ['wannacry']],
    ['a variant of MSIL/CoinMiner.ABCD potentially unwanted', ['miner', 'pua'], []],
    // Bitdefender, Sophos, McAfee, Avast
    ['Gen:Variant.Ransom.WannaCry.1', ['ransomware'], ['wannacry']],
    ['Trojan.GenericKD.31234567', ['trojan'], []],
    ['Troj/Emotet-CJW', ['trojan'], ['emotet']],
    ['Artemis!0123456789AB', [], []],
    ['Win32:Malware-gen', [], []],
    // YARA rules
    ['Windows_Trojan_AgentTesla_d3ac2b2f', ['trojan'], ['agenttesla']],
    ['RAT_Njrat', ['trojan'], ['njrat']],
    ['SUSP_Office_Dropper_Strings', ['dropper'], []],
    ['eicar_test_file', [], ['eicar']],
    ['MALW_Eicar', [], ['eicar']],
    ['crime_win32_ransom_lockbit', ['ransomware'], ['lockbit']],
    ['Worm.CVE_2017_0144.EternalBlue', ['worm'], ['eternalblue']],
    // Hostile or empty
    ['', [], []],
    ['!!!', [], []],
    ['💣.Вирус', [], ['вирус']],
  ])('%s', (label, categories, names) => {
    const words = threatWords(label);
    expect({ categories: [...words.categories].sort(), names: [...words.names].sort() }).toEqual({ categories, names });
  });
});

describe('the classification of a file', () => {
  it('counts engines, the most named first', () => {
    expect(
      threatClassification([
        'Win.Trojan.Remcos-9753188-0',
        'HEUR:Backdoor.Win32.Remcos.gen',
        'Trojan:Win32/Remcos.RS!MTB',
        'Win32:DropperX-gen [Drp]',
        'Gen:Variant.Dacic.1',
        'Dropper.Dacic/Win32',
        'Troj/Dacic-A',
        'W32/Remcos.ABC!tr',
      ]),
    ).toEqual({
      suggested_threat_label: 'trojan.remcos/dacic',
      popular_threat_category: [
        { count: 4, value: 'trojan' },
        { count: 2, value: 'dropper' },
      ],
      popular_threat_name: [
        { count: 4, value: 'remcos' },
        { count: 3, value: 'dacic' },
      ],
    });
  });

  it('is there for one engine, for a name alone and for a category alone', () => {
    expect(threatClassification(['Win.Test.EICAR_HDB-1'])?.suggested_threat_label).toBe('eicar');
    expect(threatClassification(['HEUR:Trojan.Win32.Generic'])?.suggested_threat_label).toBe('trojan');
    expect(threatClassification(['Unix.Trojan.Mirai-1'])?.suggested_threat_label).toBe('trojan.mirai');
  });

  it('is none when no label says anything', () => {
    expect(threatClassification([])).toBeNull();
    expect(threatClassification(['Win.Malware.Agent-1', 'Artemis!0123456789AB'])).toBeNull();
  });

  it('is the same in whatever order engines stand, bounded, and of VirusTotal’s categories, for any labels', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 600 }), fc.string({ unit: 'binary' }))), (labels) => {
        const found = threatClassification(labels);
        expect(threatClassification([...labels].reverse())).toEqual(found);
        expect(found?.popular_threat_name?.length ?? 0).toBeLessThanOrEqual(10);
        for (const { value } of found?.popular_threat_category ?? []) expect(THREAT_CATEGORIES).toContain(value);
      }),
    );
  });
});
