/** A relationship of objects of one type, by VirusTotal's name. */
export interface RelationshipName {
  readonly name: string;
  readonly description: string;
}

/** The relationships of which Assay can know something. */
export const KNOWN_FILE_RELATIONSHIPS: readonly RelationshipName[] = [
  { name: 'analyses', description: 'Analyses of the file, newest first.' },
  { name: 'comments', description: 'Comments on the file, newest first.' },
  { name: 'hash_collisions', description: 'Other files with the same MD5 or SHA-1.' },
  { name: 'similar_files', description: 'Files like it, by imphash, ssdeep and TLSH.' },
  { name: 'submissions', description: 'Submissions of the file, newest first.' },
  { name: 'user_votes', description: 'My own vote on the file.' },
  { name: 'votes', description: 'Votes on the file.' },
];

/** What VirusTotal relates a file to besides; here these are known to be empty. */
const EMPTY = `
  behaviours bundled_files carbonblack_children carbonblack_parents ciphered_bundled_files ciphered_parents clues
  code_blocks collections compressed_parents contacted_domains contacted_ips contacted_urls distributors dropped_files
  email_attachments email_parents embedded_domains embedded_ips embedded_urls execution_parents graphs itw_domains
  itw_ips itw_urls memory_pattern_domains memory_pattern_ips memory_pattern_urls overlay_children overlay_parents
  pcap_children pcap_parents pe_resource_children pe_resource_parents related_references related_threat_actors
  screenshots urls_for_embedded_js
`;

/** Every relationship of a file that answers, by name. */
export const FILE_RELATIONSHIPS: readonly RelationshipName[] = [
  ...KNOWN_FILE_RELATIONSHIPS,
  ...EMPTY.trim()
    .split(/\s+/)
    .map((name) => ({ name, description: 'Always empty: no engine of Assay finds any.' })),
].sort((a, b) => (a.name < b.name ? -1 : 1));

export const ANALYSIS_RELATIONSHIPS: readonly RelationshipName[] = [
  { name: 'item', description: 'The file that was analysed.' },
];

export const COMMENT_RELATIONSHIPS: readonly RelationshipName[] = [
  { name: 'author', description: 'Who wrote the comment.' },
  { name: 'item', description: 'The file that the comment is on.' },
];

export const VOTE_RELATIONSHIPS: readonly RelationshipName[] = [
  { name: 'item', description: 'The file that was voted on.' },
  { name: 'voter', description: 'Who voted.' },
];

/** Of users. Those to one group are none and the others empty: there are no groups. */
export const USER_RELATIONSHIPS: readonly (RelationshipName & { readonly many: boolean })[] = [
  { name: 'groups', description: 'Always empty: there are no groups.', many: true },
  { name: 'api_quota_group', description: 'None: there are no groups.', many: false },
  { name: 'intelligence_quota_group', description: 'None: there are no groups.', many: false },
  { name: 'monitor_quota_group', description: 'None: there are no groups.', many: false },
];
