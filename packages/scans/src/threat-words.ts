/** VirusTotal's threat categories, spelled as it does. */
export const THREAT_CATEGORIES = [
  'adware',
  'banker',
  'downloader',
  'dropper',
  'fakeav',
  'hacktool',
  'miner',
  'phising',
  'pua',
  'ransomware',
  'spyware',
  'trojan',
  'virus',
  'worm',
] as const;
export type ThreatCategory = (typeof THREAT_CATEGORIES)[number];

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** How engines write each category. */
const CATEGORY_WORDS: Record<ThreatCategory, string> = {
  adware: 'adware adload adloader',
  banker: 'banker banking infobanker',
  downloader: 'downloader dldr downldr trojandownloader loader downloadexec',
  dropper: 'dropper drop trojandropper muldrop',
  fakeav: 'fakeav fakealert rogue rogueware scareware',
  hacktool: 'hacktool hktl hack virtool exploit exploitkit crack keygen',
  miner: 'miner coinminer bitcoinminer bitminer coinmine cryptominer xmrminer',
  phising: 'phishing phish phising phisher',
  pua: 'pua pup riskware risktool grayware greyware potentiallyunwanted unwanted',
  ransomware: 'ransomware ransom ransomlock filecoder trojanransom cryptolocker',
  spyware: 'spyware spy trojanspy infostealer stealer keylogger pws psw passwordstealer monitor',
  trojan: 'trojan troj trj backdoor bkdr rat rootkit bootkit implant',
  virus: 'virus infector fileinfector',
  worm: 'worm autorun networm emailworm',
};

export const CATEGORY_OF: ReadonlyMap<string, ThreatCategory> = new Map(
  THREAT_CATEGORIES.flatMap((category) => words(CATEGORY_WORDS[category]).map((word) => [word, category] as const)),
);

/** Where something runs and what it is written in: says nothing of what it is. */
const PLATFORMS = words(`
  win windows win32 win64 w32 w64 w97m w2km wm97 x97m xm97 o97m pp97m a97m vba macro msil dotnet net pe pe32 exe dll
  mz linux lnx unix elf elf32 elf64 bsd freebsd solaris sunos osx macos mac macho android androidos andr apk dex ios
  iphone iphoneos symbos symbian java jar js jscript javascript vbs vbscript vbe wsf hta html htm pdf swf flash php
  perl python powershell ps1 bash shell sh bat batch cmd dos msdos boot mbr script scr asp aspx jsp office msoffice
  msword word doc docx docm msexcel excel xls xlsx xlsm xml xml97 rtf ole ole2 lnk link autoit nsis msi inno zip rar
  arj archive email mail eml irc inf reg chm multi multios any other text txt img iso vmdk x86 x64 i386 amd64 arm mips
`);

/** Words that engines use when they have no name for it, and words about how they found it. */
const GENERIC = words(`
  a an of the and or not variant var generic gen genkryptik gencirc behaveslike behavior behaviour suspicious susp
  suspect malicious malware malw mal maldoc malpack maljs heur heuristic heuristics based cloud score confidence high
  low moderate static unsafe unknown unclassified undefined detected detection trojangeneric artemis agent agentb
  agentwdcr small tiny kryptik cryptik crypt krypt crypter cryptor encoded obfus obfuscated obfuscator obfsc packed
  packer pack protector injector inject injected attribute probably possible possibly potentially program application
  app software tool toolbar file files filerepmalware filerepmetagen sample test testfile bscope lookslike siggen
  trojware w32generic dangerousobject wacatac wacapew sabsik msilheracles zusy razy lazy fragtor jaik barys midie tedy
  ursu deepscan ai ml machinelearning grayware hfsautob eldorado lasso threat crime apt rule rules yara indicator
  indicators hunting shellcode payload stage strings string memory module command control campaign actor group family
  tools framework win32api detect detects found eic bc
`);

export const MEANINGLESS: ReadonlySet<string> = new Set([...PLATFORMS, ...GENERIC]);

/** Families that engines call by several names. */
const ALIASES: Record<string, string> = {
  wannacry: 'wanna wannacrypt wannacryptor wcry wanacrypt wanacryptor wanadecryptor',
  agenttesla: 'agensla agentesla',
  njrat: 'bladabindi',
  lokibot: 'lokipws loki',
  emotet: 'heodo geodo',
  zeus: 'zbot',
  formbook: 'noon xloader',
  cobaltstrike: 'cobalt cobeacon',
  remcos: 'remcosrat',
  qakbot: 'qbot quakbot',
  trickbot: 'trickster trickloader',
  eicar: 'eicartestfile eicarteststring',
};

export const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIASES).flatMap(([family, names]) => words(names).map((name) => [name, family] as const)),
);
