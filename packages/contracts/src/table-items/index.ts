// The items of the table UserFileMetadata in the seed's attribute names.
export * from './accounts.ts';
export * from './community.ts';
export * from './engines.ts';
export * from './files.ts';
export * from './scans.ts';
export * from './telling.ts';
