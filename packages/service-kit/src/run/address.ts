/** Where a server listens: TCP, or a Unix socket. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string };
